"""How the calendar's pages answer after a change: the panel, the board, a page, or JSON for the drag."""

import json
from typing import Any
from urllib.parse import urlencode

from django.core import signing
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import rights_of, scope
from accounts.roles import Can
from core.errors import Conflict, Sentence
from core.http import done, int_param, toast, wants_fragment
from publishing import queries, services
from publishing.models import LateRule, Slot, SlotState
from publishing.services import SlotChange

UNDO_SALT = "calendar.undo"


def undo_url(change: SlotChange) -> str:
    """Where the undo button of the toast goes; signed, so that nobody can make one up."""
    return reverse("calendar:undo", args=[signing.dumps(change.as_json(), salt=UNDO_SALT, compress=True)])


def read_undo(token: str) -> SlotChange:
    """The change behind an undo address. Raises `Conflict` when it was not made here, or by an older release."""
    try:
        return SlotChange(**read_signed(token, salt=UNDO_SALT))
    except TypeError:
        raise undo_over() from None


def read_signed(token: str, *, salt: str) -> Any:
    """What an undo address carries. Raises `Conflict` when it was not made here."""
    try:
        return signing.loads(token, salt=salt)
    except signing.BadSignature:
        raise undo_over() from None


def undo_over() -> Conflict:
    """The refusal of every undo that came too late."""
    return Conflict(_("撤销的时限已过，或有人又改动了它。"), code="calendar.undo_over")


def with_scope(request: HttpRequest, url: str) -> str:
    """The address with the page's `?account=` or `?group=`."""
    kept = {name: value for name in ("account", "group") if (value := int_param(request, name)) is not None}
    return f"{url}?{urlencode(kept)}" if kept else url


def wants_json(request: HttpRequest) -> bool:
    """The drag of the calendar."""
    return request.headers.get("Accept", "").startswith("application/json")


def tell_calendar(response: HttpResponse) -> HttpResponse:
    """The calendar on the page reads its events again."""
    triggers = json.loads(response.get("HX-Trigger", "{}"))
    response["HX-Trigger"] = json.dumps({**triggers, "calendar:changed": {}})
    return response


def slot_context(request: HttpRequest, slot: Slot, **more: Any) -> dict[str, Any]:
    """What `calendar/_slot.html` shows."""
    life, rights = queries.life_of(slot), rights_of(request.user)
    may = rights.may(Can.SCHEDULE, slot.account_id)
    by_hand = queries.by_a_person(slot.post) and slot.state in {SlotState.PLANNED, SlotState.MISSED}
    return {
        "slot": slot,
        "life": life,
        "risks": queries.risks_of([slot.pk]).get(slot.pk, []),
        "may_renew": rights.may(Can.MANAGE_ACCOUNTS, slot.account_id),
        "may_schedule": may,
        "may_move": may and slot.state in queries.MOVABLE,
        "for_people": may and slot.state == SlotState.UNKNOWN and slot.check_after is None,
        "by_hand": may and by_hand and slot.waits_for_id is None,
        "may_hand_over": may and not queries.by_a_person(slot.post) and slot.state in queries.MOVABLE,
        "may_take_back": may and slot.post.by_hand and slot.state in queries.MOVABLE,
        "preset_differs": services.PRESET.lateness(slot.post) != (slot.late_rule, slot.late_minutes),
        "late_rules": LateRule.choices,
        "calendar_url": reverse("calendar:calendar"),
        **more,
    }


def board_context(request: HttpRequest, stamp: str, have: str = "") -> dict[str, Any]:
    """What `calendar/_board.html` shows; `have`: marks of the columns that the page has already (`name.mark~…`).
    `stamp`: of before, so that what changes while the rows are read is asked for again."""
    accounts, at, rights = scope(request), timezone.now(), rights_of(request.user)
    only = request.GET.get("only", "")
    found = queries.board(accounts, at=at, may=rights.account_ids(Can.SCHEDULE), only=only)
    known = dict(part.split(".", 1) for part in have.split("~") if "." in part)
    return {
        "board": found,
        "columns": [column for name, column in found.columns.items() if known.get(name) != column.mark],
        "only": only if only in found.columns else "",
        "stamp": stamp,
        "at": at,
        "freezes": queries.named_freezes(),
        "may_schedule": rights.may_somewhere(Can.SCHEDULE),
        "may_renew": rights.may_somewhere(Can.MANAGE_ACCOUNTS),
        "may_freeze": rights.may_somewhere(Can.FREEZE),
    }


def shown(request: HttpRequest, slot: Slot, sentence: Sentence, undo: str = "") -> HttpResponse:
    """After a change of one slot: JSON for the drag, the board or the panel for htmx, its page otherwise."""
    if wants_json(request):
        return JsonResponse({"sentence": str(sentence), "undo": undo})
    if not wants_fragment(request):
        back = with_scope(request, reverse("calendar:board")) if request.POST.get("from") == "board" else ""
        return done(request, back or reverse("calendar:slot", args=[slot.pk]), sentence, undo_url=undo)
    if request.POST.get("from") == "board":
        response = HttpResponse(status=204)  # the board looks again by itself and changes only what is another
    else:
        response = render(request, "calendar/_slot.html", slot_context(request, slot))
    return tell_calendar(toast(response, sentence, undo_url=undo))
