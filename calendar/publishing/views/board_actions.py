"""What the dispatch board does with one click: to the next free place, and several posts at once."""

import secrets

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.access import require, require_somewhere
from accounts.models import User
from accounts.roles import Can
from core.dates import BEIJING
from core.errors import Conflict, UserError
from core.http import done, toast, wants_fragment, whole_numbers
from publishing import services
from publishing.access import slot_for, slots_for
from publishing.models import Slot
from publishing.services import SlotChange
from publishing.views.answers import shown, tell_calendar, undo_url, with_scope

AT_ONCE = 100
UNDO_KEPT = 30
"""Seconds: longer than the button of the toast stands there."""


@require_POST
def next_slot(request: HttpRequest, slot_id: int) -> HttpResponse:
    """To the next empty place of the plan. Can be undone for ten seconds."""
    found = slot_for(request.user, slot_id, to=Can.SCHEDULE)
    user = require(request.user, Can.SCHEDULE, found.account_id)
    moved, change = services.move_to_free_slot(slot=found, by=user, at=timezone.now())
    time = f"{moved.scheduled_at.astimezone(BEIJING):%m-%d %H:%M}"
    return shown(request, moved, _("已移到 %(time)s。") % {"time": time}, undo_url(change))


@require_POST
def board_bulk(request: HttpRequest) -> HttpResponse:
    """One action for all chosen cards: says how many, why others not, and offers to undo where that is exact."""
    user, at = require_somewhere(request.user, Can.SCHEDULE), timezone.now()
    finished = services.act_on_slots(action=request.POST.get("do", ""), slots=_chosen(request, user), by=user, at=at)
    return _told(request, finished, _keep(user, finished.changes))


@require_POST
def board_undo(request: HttpRequest, token: str) -> HttpResponse:
    """The button of the toast after several changes."""
    user = require_somewhere(request.user, Can.SCHEDULE)
    kept = cache.get(_key(user, token))
    if kept is None:
        raise Conflict(_("撤销的时限已过，或有人又改动了它。"), code="calendar.undo_over")
    cache.delete(_key(user, token))
    return _told(request, services.undo_all(changes=[SlotChange(**each) for each in kept], by=user, at=timezone.now()))


def _chosen(request: HttpRequest, user: User) -> list[Slot]:
    ids = whole_numbers(request.POST.getlist("slot"))
    if not ids:
        raise UserError(_("请先勾选要处理的排期。"), code="calendar.none_chosen")
    rows = slots_for(user, Can.SCHEDULE).filter(pk__in=ids[:AT_ONCE])
    return list(rows.select_related("account", "post__category", "post__version", "post__account").order_by("pk"))


def _key(user: User, token: str) -> str:
    return f"board-undo:{user.pk}:{token[:40]}"


def _keep(user: User, changes: list[SlotChange]) -> str:
    """Where the changes can be undone; empty when there are none."""
    if not changes:
        return ""
    token = secrets.token_urlsafe(16)
    cache.set(_key(user, token), [change.as_json() for change in changes], timeout=UNDO_KEPT)
    return reverse("calendar:board_undo", args=[token])


def _told(request: HttpRequest, finished: services.Done, undo: str = "") -> HttpResponse:
    sentence = ngettext("已处理 %(n)d 条。", "已处理 %(n)d 条。", finished.count) % {"n": finished.count}
    if finished.refused:
        values = {"n": len(finished.refused), "why": finished.refused[0]}
        sentence += _("%(n)d 条没有处理：%(why)s") % values
    if not wants_fragment(request):
        return done(request, with_scope(request, reverse("calendar:board")), sentence, undo_url=undo)
    level = "success" if finished.count else "warning"
    return tell_calendar(toast(HttpResponse(status=204), sentence, level=level, undo_url=undo))
