"""What the dispatch board does with one click: to the next free place, and several posts at once."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import require, require_somewhere
from accounts.models import User
from accounts.roles import Can
from core.dates import BEIJING
from core.errors import UserError
from core.http import done, toast, wants_fragment, whole_numbers
from publishing import services
from publishing.access import slot_for, slots_for
from publishing.models import Slot
from publishing.views.answers import shown, tell_calendar, undo_url, with_scope
from publishing.views.several import keep_undo, take_undo, told

AT_ONCE = 100


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
    return _told(request, finished, keep_undo(user, finished.changes, "calendar:board_undo"))


@require_POST
def board_undo(request: HttpRequest, token: str) -> HttpResponse:
    """The button of the toast after several changes."""
    user = require_somewhere(request.user, Can.SCHEDULE)
    return _told(request, services.undo_all(changes=take_undo(user, token), by=user, at=timezone.now()))


def _chosen(request: HttpRequest, user: User) -> list[Slot]:
    ids = whole_numbers(request.POST.getlist("slot"))
    if not ids:
        raise UserError(_("请先勾选要处理的排期。"), code="calendar.none_chosen")
    rows = slots_for(user, Can.SCHEDULE).filter(pk__in=ids[:AT_ONCE])
    return list(rows.select_related("account", "post__category", "post__version", "post__account").order_by("pk"))


def _told(request: HttpRequest, finished: services.Done, undo: str = "") -> HttpResponse:
    sentence = told(finished.count, finished.refused)
    if not wants_fragment(request):
        return done(request, with_scope(request, reverse("calendar:board")), sentence, undo_url=undo)
    level = "success" if finished.count else "warning"
    return tell_calendar(toast(HttpResponse(status=204), sentence, level=level, undo_url=undo))
