"""The calendar itself, and the list that needs no JavaScript (K7)."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.access import account_for, member, rights_of, scope
from accounts.roles import Can
from core.dates import Week, local_day, week_of
from publishing import queries
from publishing.models import SlotState
from publishing.queries.sharing import filters_of, kept_filters
from publishing.views.answers import with_scope

LIST_ROWS = 200
VIEWS = ("timeGridWeek", "timeGridDay", "dayGridMonth", "listWeek")


def read_filters(request: HttpRequest) -> queries.Filters:
    """Category, state, campaign and author from the address."""
    return filters_of(request.GET)


def filter_context(request: HttpRequest) -> dict[str, Any]:
    """What `calendar/_filters.html` offers."""
    filters = read_filters(request)
    return {
        "filters": filters,
        "narrowed": filters != queries.Filters(),
        "kept": kept_filters(request.GET.urlencode()),
        "states": [choice for choice in SlotState.choices if choice[0] != SlotState.CANCELLED],
        "categories": queries.categories(),
        "campaigns": queries.campaigns_to_filter(),
        "authors": queries.authors_to_filter(),
    }


def read_week(request: HttpRequest, today: dt.date) -> Week:
    """The week of `?date=`, else this week."""
    try:
        return week_of(dt.date.fromisoformat(request.GET.get("date", "")))
    except (ValueError, OverflowError):
        return week_of(today)


@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    """The week as a list for everybody, and as a calendar where JavaScript runs."""
    member(request)
    at, accounts, shown = timezone.now(), scope(request), filter_context(request)
    filters = shown["filters"]
    week = read_week(request, local_day(at))
    slots = queries.shown_slots(accounts, week.start, week.end, filters)
    counts = queries.counts_by_category(slots)
    count = sum(counts.values())
    empty = queries.ghosts(accounts, max(week.start, at), week.end) if filters == queries.Filters() else []
    context = {
        "week": week,
        "days": _days(week, queries.chips(slots, LIST_ROWS)),
        "count": count,
        "shares": [(pk, round(100 * n / count)) for pk, n in counts.items()],
        "listed": min(count, LIST_ROWS),
        "missing": sum(len(ghost.account_ids) for ghost in empty),
        **shown,
        "config": _config(request, at, week),
        "doors": slot_doors(),
        "may_schedule": rights_of(request.user).may_somewhere(Can.SCHEDULE),
        "fill_url": _fill_url(request, week, at),
    }
    return render(request, "calendar/calendar.html", context)


def _days(week: Week, chips: list[queries.Chip]) -> list[tuple[dt.date, list[queries.Chip], list[queries.Note]]]:
    """For the list that needs no JavaScript: each day with what stands there and what is said of it."""
    listed, notes = queries.by_day(chips), queries.notes_of(week.days)
    return [(day, listed.get(day, []), [note for note in notes if note.day == day]) for day in week.days]


def _fill_url(request: HttpRequest, week: Week, at: dt.datetime) -> str:
    """Filling the week on the screen; for the running week the page itself sees whether anything is left of it."""
    url = with_scope(request, reverse("calendar:fill"))
    if week == week_of(local_day(at)):
        return url
    return f"{url}{'&' if '?' in url else '?'}date={week.monday}"


def slot_doors() -> str:
    """What the address of every slot begins with: resolving two thousand costs more than reading them."""
    return reverse("calendar:slot", args=[0]).removesuffix("0/")


def _config(request: HttpRequest, at: dt.datetime, week: Week) -> dict[str, Any]:
    """What static/js/calendar.js is told."""
    view, day = request.GET.get("view", ""), request.GET.get("date", "")
    return {
        "events": reverse("calendar:events"),
        "slot": slot_doors(),
        "view": view if view in VIEWS else "",
        "date": day if day and week_of(local_day(at)) != week else f"{local_day(at):%Y-%m-%d}",
        "now": queries.wall_clock(at),
        "words": move_words()
        | {
            "prev": _("往前"),
            "next": _("往后"),
            "today": _("今天"),
            "week": _("周"),
            "day": _("日"),
            "month": _("月"),
            "list": _("列表"),
            "none": _("这段时间没有排期。"),
            "more": _("另外 %(n)s 条"),
            "past": _("不能移到已经过去的时间。"),
        },
    }


def move_words() -> dict[str, Any]:
    """What static/js/slot-move.js says."""
    return {
        "offline": _("连不上服务器，没有移动。"),
        "grabbed": _("已选中“%(text)s”。方向键选时间，回车移动，Esc 放弃。"),
        "target": _("移到 %(time)s"),
        "target_past": _("移到 %(time)s，已经过去，不能放在这里"),
        "dropped": _("已放弃移动。"),
        "fixed": _("这一条不能移动。"),
        "days": [_("周日"), _("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六")],
    }


@require_GET
def account_panel(request: HttpRequest, account_id: int) -> HttpResponse:
    """For the page of an account: what comes next, and its plan."""
    account = account_for(request.user, account_id)
    at = timezone.now()
    slots = queries.shown_slots(scope(request).filter(pk=account.pk), at, at + dt.timedelta(days=14))
    context = {
        "account": account,
        "slots": slots.select_related("post__category", "post__version")[:5],
        "free": queries.next_free_slots(account, at, 3),
    }
    return render(request, "calendar/_account_panel.html", context)
