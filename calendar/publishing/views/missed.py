"""The Missed box: what did not go out at its time, and what people decide about it."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.access import member, require_somewhere, rights_of, scope
from accounts.models import User
from accounts.roles import Can
from core.errors import Conflict, UserError
from core.http import done, whole_numbers
from publishing import queries, services
from publishing.access import slots_for
from publishing.models import Slot, SlotState
from publishing.services import SlotChange
from publishing.views.answers import with_scope
from publishing.views.several import keep_undo, take_undo, told

AT_ONCE = 200
PLANS = {"now": queries.staggered_places, "free": queries.free_places}


@require_GET
def missed(request: HttpRequest) -> HttpResponse:
    """Everything missed, by cause and outage."""
    member(request)
    at = timezone.now()
    context = {
        "box": queries.missed_box(scope(request), at=at),
        "may_schedule": rights_of(request.user).may_somewhere(Can.SCHEDULE),
    }
    return render(request, "calendar/missed.html", context)


@require_POST
def missed_plan(request: HttpRequest) -> HttpResponse:
    """What would go out when: shown before anything is changed."""
    user, at = require_somewhere(request.user, Can.SCHEDULE), timezone.now()
    what, slots = _asked(request, user)
    if what not in PLANS:
        raise UserError(_("请选择要做什么。"), code="calendar.no_action")
    places = sorted(PLANS[what](slots, at=at), key=lambda place: (place.at is None, place.at or at))
    context = {"what": what, "places": places, "fitting": sum(place.at is not None for place in places)}
    return render(request, "calendar/missed_plan.html", context)


@require_POST
def missed_decide(request: HttpRequest) -> HttpResponse:
    """Carry it out; can be undone for ten seconds."""
    user, at = require_somewhere(request.user, Can.SCHEDULE), timezone.now()
    what, slots = _asked(request, user)
    sentence, changes = _carry_out(what, slots, user, at)
    services.tell_missed(now=at)
    undo = keep_undo(user, changes, "calendar:missed_undo")
    return done(request, with_scope(request, reverse("calendar:missed")), sentence, undo_url=undo)


@require_POST
def missed_undo(request: HttpRequest, token: str) -> HttpResponse:
    """The button of the toast."""
    user = require_somewhere(request.user, Can.SCHEDULE)
    back = services.undo_all(changes=take_undo(user, token), by=user, at=timezone.now())
    sentence = ngettext("已撤销 %(n)d 条。", "已撤销 %(n)d 条。", back.count) % {"n": back.count}
    if back.refused:
        sentence += _("%(n)d 条没有撤销：%(why)s") % {"n": len(back.refused), "why": back.refused[0]}
    return done(request, with_scope(request, reverse("calendar:missed")), sentence)


def _asked(request: HttpRequest, user: User) -> tuple[str, list[Slot]]:
    """What is to be done, and with which: those that are ticked, or the one whose own button was pressed."""
    what, _point, single = request.POST.get("what", "").partition("-")
    ids = whole_numbers([single] if single else request.POST.getlist("slot"))
    if not ids:
        raise UserError(_("请先勾选要处理的内容。"), code="calendar.none_chosen")
    rows = slots_for(user, Can.SCHEDULE).filter(pk__in=ids[:AT_ONCE], state=SlotState.MISSED)
    found = list(rows.select_related("account", "post__category", "post__version", "post__account", "post__campaign"))
    if not found:
        raise Conflict(_("这些内容已经有人处理过了。"), code="calendar.decided")
    return what, found


def _carry_out(what: str, slots: list[Slot], user: User, at: dt.datetime) -> tuple[str, list[SlotChange]]:
    if what in PLANS:
        decide = services.send_missed if what == "now" else services.replan_missed
        decided = decide(slots=slots, by=user, at=at)
        refused = [place.why for place in decided.refused]
        return told(len(decided.changes), refused), decided.changes
    acted = services.act_on_slots(action=what, slots=slots, by=user, at=at)
    return told(acted.count, acted.refused), acted.changes
