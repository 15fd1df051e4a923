"""K8: fill weeks; a person accepts all of it or a part, and may take it back."""

import datetime as dt
import secrets
from typing import Any

from django.core.cache import cache
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import require_somewhere, scope
from accounts.models import User, WeiboAccount
from accounts.roles import Can
from core.dates import Week, local_day
from core.errors import Conflict, UserError
from core.http import done, int_param, whole_numbers
from core.paging import KeyPage, key_page
from publishing import queries, services
from publishing.services import Filled
from publishing.views.answers import with_scope
from publishing.views.calendar import read_week

ACCOUNTS = 50
IN_FULL = 120
"""So many proposals are shown one by one; with more there is a line for each account, opened by its name."""
WEEKS = (1, 2, 4)
UNDO_KEPT = 30


def _week_to_fill(request: HttpRequest, accounts: QuerySet[WeiboAccount], at: dt.datetime) -> Week:
    """The week of `?date=`; without it the running week, or the next one when no empty place is left in it."""
    week = read_week(request, local_day(at))
    if "date" in request.GET or queries.openings(accounts.values_list("pk", flat=True), at, week.end):
        return week
    return week.next


@require_http_methods(["GET", "POST"])
def fill(request: HttpRequest) -> HttpResponse:
    """Proposals for the empty places of some weeks, each with its reason; the accepted ones are placed."""
    user, at = require_somewhere(request.user, Can.SCHEDULE), timezone.now()
    page = key_page(scope(request, can=Can.SCHEDULE), before=int_param(request, "before"), size=ACCOUNTS)
    week, count = _week_to_fill(request, scope(request, can=Can.SCHEDULE), at), int_param(request, "weeks")
    weeks = queries.weeks_from(week, count if count in WEEKS else WEEKS[0])
    if request.method == "POST":
        return _accept(request, user, services.Span(page.rows, weeks), at)
    return render(request, "calendar/fill.html", _context(page, weeks, at))


def _context(page: KeyPage[WeiboAccount], weeks: list[Week], at: dt.datetime) -> dict[str, Any]:
    found = queries.proposal(page.rows, weeks, at=at)
    return {
        "page": page,
        "week": weeks[0],
        "last": weeks[-1],
        "count": len(weeks),
        "counts": WEEKS,
        "proposal": found,
        "in_full": len(found.choices) <= IN_FULL or len(found.sheets) == 1,
        "today": local_day(at),
    }


def _accept(request: HttpRequest, user: User, span: services.Span, at: dt.datetime) -> HttpResponse:
    wanted = [read for key in request.POST.getlist("choice") if (read := queries.read_choice_key(key)) is not None]
    whole = set(whole_numbers(request.POST.getlist("sheet")))
    if whole:
        plans = queries.propose_weeks(span.accounts, span.weeks, at=at)
        chosen = [one for plan in plans if plan.account.pk in whole for one in plan.filling.choices]
        wanted += [(one.post_id, one.at) for one in chosen]
    if not wanted:
        raise UserError(_("请先勾选要排入的内容。"), code="calendar.none_chosen")
    filled = services.accept_wanted(span=span, wanted=wanted, by=user, at=at)
    url = with_scope(request, reverse("calendar:calendar"))
    url += f"{'&' if '?' in url else '?'}date={span.weeks[0].monday}"
    return done(request, url, _told(filled), undo_url=_keep(user, filled, at))


def _told(filled: Filled) -> str:
    count = len(filled.slots)
    sentence = ngettext("已排期 %(n)d 条。", "已排期 %(n)d 条。", count) % {"n": count}
    if filled.gaps:
        sentence += _("%(n)d 条没有排上：%(why)s") % {"n": len(filled.gaps), "why": filled.gaps[0].why}
    return sentence


def _keep(user: User, filled: Filled, at: dt.datetime) -> str:
    """Where it can be taken back; empty when nothing was placed."""
    if not filled.slots:
        return ""
    token = secrets.token_urlsafe(16)
    kept = {"slots": [slot.pk for slot in filled.slots], "at": at}
    cache.set(_key(user, token), kept, timeout=UNDO_KEPT)
    return reverse("calendar:fill_undo", args=[token])


def _key(user: User, token: str) -> str:
    return f"fill-undo:{user.pk}:{token[:40]}"


@require_POST
def fill_undo(request: HttpRequest, token: str) -> HttpResponse:
    """The button of the toast."""
    user = require_somewhere(request.user, Can.SCHEDULE)
    kept = cache.get(_key(user, token))
    if kept is None:
        raise Conflict(_("撤销的时限已过，或有人又改动了它。"), code="calendar.undo_over")
    cache.delete(_key(user, token))
    back = services.take_back(slot_ids=kept["slots"], placed_at=kept["at"], by=user, at=timezone.now())
    sentence = ngettext("已撤下 %(n)d 条，内容回到待排期。", "已撤下 %(n)d 条，内容回到待排期。", back.count)
    sentence %= {"n": back.count}
    if back.refused:
        sentence += _("%(n)d 条没有撤销：%(why)s") % {"n": len(back.refused), "why": back.refused[0]}
    return done(request, with_scope(request, reverse("calendar:calendar")), sentence)
