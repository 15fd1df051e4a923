"""What the calendar draws (K7): slots as short rows, since a month may have thousands; everything else as events."""

import datetime as dt
from collections.abc import Container
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.access import member, rights_of, scope
from accounts.roles import Can
from core.dates import local_day, week_of
from publishing import queries
from publishing.models import SlotState
from publishing.queries.sharing import filters_of

LONGEST = dt.timedelta(days=62)
AT_RISK, MOVABLE, BY_HAND = 1, 2, 4


@require_GET
def events(request: HttpRequest) -> JsonResponse:
    """What stands between `start` and `end`: slots, empty places, golden windows, words about days.

    `slots` are rows of id, time in Beijing, account, colour, state, flags, beginning of the text and, when it collides
    with another, the number of the sentence about it; accounts, labels and sentences stand beside them once.
    """
    member(request)
    at, accounts, filters = timezone.now(), scope(request), filters_of(request.GET)
    start = queries.read_wall_clock(request.GET.get("start", "")) or week_of(local_day(at)).start
    end = min(queries.read_wall_clock(request.GET.get("end", "")) or start + dt.timedelta(days=7), start + LONGEST)
    chips = queries.chips(queries.shown_slots(accounts, start, end, filters))
    everything = filters == queries.Filters()
    clashes = queries.conflicts_of(chips, accounts, start, end, filtered=not everything)
    rights = rights_of(request.user)
    found = _slots(chips, clashes, rights.account_ids(Can.SCHEDULE)) | {"events": _days(start, end)}
    if everything and rights.may_somewhere(Can.SCHEDULE):
        found["events"] += _ghosts(queries.ghosts(accounts, max(start, at), end))
    return JsonResponse(found, json_dumps_params={"ensure_ascii": False, "separators": (",", ":")})


def _slots(chips: list[queries.Chip], clashes: dict[int, str], own: Container[int] | None) -> dict[str, Any]:
    """`own`: the accounts whose slots this person may move; None for all."""
    sentences = sorted(set(clashes.values()))
    numbers = {sentence: number for number, sentence in enumerate(sentences)}
    return {
        "accounts": {chip.account_id: chip.account for chip in chips},
        "labels": _labels(),
        "clashes": sentences,
        "slots": [_row(chip, own, numbers.get(clashes.get(chip.pk, ""))) for chip in chips],
    }


def _days(start: dt.datetime, end: dt.datetime) -> list[dict[str, Any]]:
    days = queries.days_between(start, end)
    kinds = queries.kinds_of(days)
    glows = [_glow(glow) for glow in queries.glows_of(days, kinds)]
    return glows + [_note(note) for note in queries.notes_of(days, kinds)]


def _row(chip: queries.Chip, own: Container[int] | None, clash: int | None) -> list[Any]:
    pk, account_id, _at, wall, state, by_hand, _nickname, colour, text, at_risk, *_rest = chip
    flags = (AT_RISK if at_risk else 0) + (BY_HAND if by_hand else 0)
    if state in queries.MOVABLE and (own is None or account_id in own):
        flags += MOVABLE
    row = [pk, wall[:16], account_id, colour, state, flags, text]
    return row if clash is None else [*row, clash]


def _labels() -> dict[str, str]:
    """What the states are called, each said once."""
    return {str(value): str(label) for value, label in SlotState.choices} | {
        "by_hand": _("请人工发布"),
        "risk": _("%(state)s，到时可能发不出"),
    }


def _ghosts(found: list[queries.Ghost]) -> list[dict[str, Any]]:
    pick, empty, several = reverse("calendar:pick"), _("空"), _("%(n)d 个账号")
    return [_ghost(ghost, pick, empty, ghost.account or several % {"n": len(ghost.account_ids)}) for ghost in found]


def _ghost(ghost: queries.Ghost, pick: str, title: str, who: str) -> dict[str, Any]:
    wall = queries.wall_clock(ghost.at)
    ids = ",".join(map(str, ghost.account_ids[:50]))
    return {
        "id": f"ghost-{wall}-{ghost.account_ids[0]}",
        "title": title,
        "start": wall,
        "editable": False,
        "classNames": ["slot-ghost"],
        "extendedProps": {"kind": "ghost", "account": who, "url": f"{pick}?at={wall}&accounts={ids}"},
    }


def _glow(glow: queries.Glow) -> dict[str, Any]:
    return {
        "start": queries.wall_clock(glow.start),
        "end": queries.wall_clock(glow.end),
        "display": "background",
        "classNames": ["golden"],
        "extendedProps": {"kind": "golden", "name": glow.name},
    }


def _note(note: queries.Note) -> dict[str, Any]:
    return {
        "title": note.text,
        "start": f"{note.day:%Y-%m-%d}",
        "allDay": True,
        "editable": False,
        "classNames": ["day-note", f"is-{note.kind}"],
        "extendedProps": {"kind": "note"},
    }
