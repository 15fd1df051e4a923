"""The inbox: the list by due time, and one thread beside it (E1)."""

from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.access import rights_of, scope
from accounts.models import User
from accounts.queries import why_alone
from accounts.roles import Can
from content.contributions import points_before
from content.models import Place
from content.queries.saved_filters import kept_by
from core.http import page_or_fragment, wants_fragment
from engagement.access import inbox_member, thread_for
from engagement.forms import ByHandForm, FilterForm, ReplyForm
from engagement.models import Priority, Thread, ThreadKind, ThreadState
from engagement.queries import inbox as queries
from engagement.queries.approvals import waiting_replies
from engagement.queries.coverage import coverage_of
from engagement.queries.fans import fan_of
from engagement.queries.goals import current_goals
from engagement.queries.saved import offered_for
from engagement.queries.sorting import all_tags, with_tags
from engagement.queries.talks import talk_of

TITLE: Final = 60


@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """What wants an answer."""
    return page_or_fragment(
        request, "engagement/inbox.html", "engagement/_list.html", list_context(request, inbox_member(request))
    )


@require_GET
def thread(request: HttpRequest, thread_id: int) -> HttpResponse:
    """One thread: a part for the list beside it, or the whole inbox with it open."""
    found, user = thread_for(request.user, thread_id), inbox_member(request)
    if wants_fragment(request):
        return render(request, "engagement/_thread.html", thread_context(found, user))
    return render(request, "engagement/inbox.html", list_context(request, user) | thread_context(found, user))


def list_context(request: HttpRequest, user: User) -> dict[str, Any]:
    """What the list shows, within the accounts of the scope switcher."""
    now, accounts = timezone.now(), scope(request, can=Can.REPLY)
    filters = FilterForm(request.GET).filters()
    threads, tags = queries.threads_of(accounts, user), all_tags()
    found = queries.filtered(threads, filters, user=user, now=now)
    page = queries.inbox_page(found, before=request.GET.get("before", ""), after=request.GET.get("after", ""))
    with_tags(_ready(page.rows), tags)
    return {
        "tags": tags,
        "priorities": Priority.choices[1:],
        "views": kept_by(user, Place.INBOX),
        "page": page,
        "filters": filters,
        "states": [*ThreadState.choices],
        "waiting": queries.waiting(threads, user=user, now=now),
        "approvals": waiting_replies(user).count(),
        "coverage": coverage_of(accounts, now),
        "now": now,
        "leads": rights_of(user).may(Can.REVIEW) and rights_of(user).may(Can.REPLY),
        "may_set_goals": rights_of(user).may_somewhere(Can.MANAGE_SETTINGS),
    }


def _ready(rows: list[Thread]) -> list[Thread]:
    """What every row writes, worked out once: its `address`, its number as text (`key`), what it is (`label`)."""
    above, labels = reverse("engagement:inbox"), {kind: str(label) for kind, label in ThreadKind.choices}
    for row in rows:
        row.key = str(row.pk)  # type: ignore[attr-defined]
        row.address = f"{above}{row.pk}/"  # type: ignore[attr-defined]
        row.label = labels[row.kind]  # type: ignore[attr-defined]
    return rows


def case_title(found: Thread) -> str:
    """What a case that begins with this thread is called until somebody knows better."""
    said = " ".join(found.text.split())[:TITLE]
    return f"@{found.author_name} {said}" if found.author_name else said


def thread_context(found: Thread, user: User, form: ReplyForm | None = None) -> dict[str, Any]:
    """What the panel shows of one thread."""
    replies, now, tags = list(found.replies.select_related("author", "decided_by")), timezone.now(), all_tags()
    with_tags([found], tags)
    talk = talk_of(found, replies, now)
    return {
        "talk": talk,
        "thread": found,
        "all_tags": tags,
        "levels": Priority.choices,
        "replies": replies,
        "seen": replies[-1].pk if replies else 0,
        "saved": offered_for(found, user),
        "notes": found.notes.select_related("author"),
        "guessed": current_goals().is_guessed(found.account, found.due_at),
        "case_url": f"{reverse('monitoring:case_new')}?{urlencode({'thread': found.pk, 'about': case_title(found)})}",
        "points": points_before(found.pk),
        "history": queries.history_of(found),
        "fan": fan_of(found),
        "people": queries.answerers(found.account),
        "form": form or ReplyForm(),
        "by_hand": ByHandForm(),
        "alone": why_alone(user, at=now),
        "now": now,
    }
