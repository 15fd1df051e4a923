"""Stay-with-it tasks (K6): the list, one task with the comments under its post, and what one does with it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import rights_of, scope
from accounts.models import User
from accounts.roles import Can
from core.dates import local_day, week_of
from core.errors import Sentence, UserError
from core.http import done, page_or_fragment, whole_number
from engagement import services
from engagement.access import inbox_member, stay_for
from engagement.models import StayTask
from engagement.queries import stays as queries

SHOWN = 50


@require_GET
def stays(request: HttpRequest) -> HttpResponse:
    """Mine, or with `?who=all` everybody's."""
    user, now = inbox_member(request), timezone.now()
    accounts, everybody = scope(request, can=Can.REPLY), request.GET.get("who") == "all"
    tasks = queries.stays_of(accounts)
    context = {
        "list": queries.stay_list(tasks, owner=None if everybody else user, now=now),
        "everybody": everybody,
        "figures": queries.stay_figures(week_of(local_day(now)), accounts=accounts),
        "may_rule": rights_of(user).may_somewhere(Can.SCHEDULE),
        "now": now,
    }
    return page_or_fragment(request, "engagement/stays.html", "engagement/_stays.html", context)


@require_GET
def stay(request: HttpRequest, stay_id: int) -> HttpResponse:
    """One task: the post, the clock, the comments so far; counts and comments come by themselves."""
    task = stay_for(request.user, stay_id)
    return page_or_fragment(request, "engagement/stay.html", "engagement/_stay_comments.html", _context(request, task))


@require_POST
def stay_begin(request: HttpRequest, stay_id: int) -> HttpResponse:
    """I am here."""
    task, user = _door(request, stay_id)
    services.begin_stay(task=task, by=user, at=timezone.now())
    return _back(task, request, _("开始陪伴。"))


@require_POST
def stay_done(request: HttpRequest, stay_id: int) -> HttpResponse:
    """Done; can be taken back."""
    task, user = _door(request, stay_id)
    services.finish_stay(task=task, by=user, at=timezone.now())
    undo = reverse("engagement:stay_reopen", args=[task.pk])
    return done(request, reverse("engagement:stays"), _("已完成。"), undo_url=undo)


@require_POST
def stay_skip(request: HttpRequest, stay_id: int) -> HttpResponse:
    """Not this one, with a reason."""
    task, user = _door(request, stay_id)
    reason = request.POST.get("reason", "")[:200]
    try:
        services.skip_stay(task=task, reason=reason, by=user, at=timezone.now())
    except UserError as error:
        if error.field != "reason":
            raise
        context = _context(request, task, skip_error=str(error))
        return render(request, "engagement/stay.html", context, status=error.status)
    return done(
        request,
        reverse("engagement:stays"),
        _("已略过。"),
        undo_url=reverse("engagement:stay_reopen", args=[task.pk]),
    )


@require_POST
def stay_snooze(request: HttpRequest, stay_id: int) -> HttpResponse:
    """Off the list for some minutes."""
    task, user = _door(request, stay_id)
    minutes = whole_number(request.POST.get("minutes", "")) or 0
    services.snooze_stay(task=task, minutes=minutes, by=user, at=timezone.now())
    return done(request, reverse("engagement:stays"), _("%(n)d 分钟后再提醒。") % {"n": minutes})


@require_POST
def stay_reopen(request: HttpRequest, stay_id: int) -> HttpResponse:
    """Not done after all: the undo of the toast, and a button."""
    task, user = _door(request, stay_id)
    services.reopen_stay(task=task, by=user, at=timezone.now())
    return _back(task, request, _("任务又打开了。"))


def _door(request: HttpRequest, stay_id: int) -> tuple[StayTask, User]:
    return stay_for(request.user, stay_id), inbox_member(request)


def _back(task: StayTask, request: HttpRequest, sentence: Sentence) -> HttpResponse:
    return done(request, reverse("engagement:stay", args=[task.pk]), sentence)


def _context(request: HttpRequest, task: StayTask, **more: Any) -> dict[str, Any]:
    comments = list(queries.comments_of(task)[: SHOWN + 1])
    return {
        "task": task,
        "comments": comments[:SHOWN],
        "more": len(comments) > SHOWN,
        "snoozes": services.SNOOZES,
        "now": timezone.now(),
        **more,
    }
