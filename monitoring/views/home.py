"""The first page of listening, and its panels on pages of others (M1, M2)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.access import account_for, rights_of
from accounts.roles import Can
from content.access import post_for
from core.dates import local_day
from monitoring.access import listener
from monitoring.models import TopicSpan
from monitoring.queries import mentions, overview
from monitoring.queries.ages import numbers_of
from monitoring.queries.hearing import source_rows, troubled_rows
from monitoring.queries.tags import tag_proposals
from monitoring.queries.topics import hot_topics
from monitoring.queries.windows import windows_on


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What is heard, by which set, from where, and what stands out."""
    user, now = listener(request), timezone.now()
    troubled, counts = troubled_rows(now)
    context = {
        "sets": (sets := overview.set_rows(now)),
        "sources": troubled,
        "source_count": sum(counts.values()),
        "health": overview.health_of(sets, counts),
        "windows_now": windows_on(local_day(now)),
        "alerts": overview.open_alerts()[:10],
        "hits": mentions.latest_hits(),
        "topics": hot_topics("day"),
        "span": "day",
        "spans": TopicSpan.choices,
        "may_write": rights_of(user).may_somewhere(Can.WRITE),
    }
    return render(request, "monitoring/home.html", context)


@require_GET
def account_panel(request: HttpRequest, account_id: int) -> HttpResponse:
    """How one account is listened to, for its own page."""
    account, now = account_for(request.user, account_id), timezone.now()
    rows = source_rows(now, account.sources.all())
    return render(request, "monitoring/_account_panel.html", {"account": account, "sources": rows})


@require_GET
def post_panel(request: HttpRequest, post_id: int) -> HttpResponse:
    """What a post has brought so far, for its own page and its slot; nothing before it was published."""
    ages = numbers_of(post_for(request.user, post_id))
    return render(request, "monitoring/_post_panel.html", {"ages": ages})


@require_GET
def tag_panel(request: HttpRequest, account_id: int) -> HttpResponse:
    """Words that could become tags of an account, for its own page (A6)."""
    account = account_for(request.user, account_id, to=Can.WRITE)
    context = {"account": account, "proposals": tag_proposals(account, now=timezone.now())}
    return render(request, "monitoring/_tag_proposals.html", context)
