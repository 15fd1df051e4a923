"""One post: its versions, reviews, story; and what can be done with it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import account_for, member, require, rights_of
from accounts.queries import is_assessed, unassessed_among, why_alone
from accounts.roles import Can
from campaigns.access import campaign_for
from content import services
from content.access import may_hand_over, may_say, may_waive, post_for, posts_for
from content.models import LOCKED_STATES, TRANSITIONS, Post, PostState
from content.queries import balance
from content.queries.library import campaign_posts, latest_posts, siblings, writable_accounts
from content.queries.review_flow import hands_of
from content.queries.reviews import review_standing
from content.queries.same_text import says_the_same
from content.queries.versions import timeline, version_steps
from content.services.campaign_places import draft_campaign_posts
from content.views.outside_panel import outside_standing
from core.dates import local_day, week_of
from core.http import done, whole_number

OFFERED = 200


def _may_next(row: Post, may: Callable[[Can, int], bool]) -> dict[str, bool]:
    """What follows once a post is approved, and once it is published."""
    return {
        "may_schedule": may(Can.SCHEDULE, row.account_id) and row.state == PostState.APPROVED,
        "may_read_report": may(Can.REPORT, row.account_id) and row.state == PostState.PUBLISHED,
    }


def post(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of one post."""
    user = member(request)
    row, may = post_for(user, pk), rights_of(user).may
    context = {
        "post": row,
        "steps": version_steps(row),
        "entries": timeline(row),
        "siblings": siblings(row),
        "may_edit": may(Can.WRITE, row.account_id) and row.state not in LOCKED_STATES,
        "may_submit": may(Can.WRITE, row.account_id) and PostState.IN_REVIEW in TRANSITIONS[row.state],
        "may_cancel": may(Can.WRITE, row.account_id) and PostState.CANCELLED in TRANSITIONS[row.state],
        **_may_next(row, may),
        "may_waive": may_waive(user, row),
        "may_review": may(Can.REVIEW, row.account_id) and row.state == PostState.IN_REVIEW,
        "asks_reason": says_the_same(row) and not row.copy_reason,
        "may_hand_over": may_hand_over(user, row),
        "may_say": may_say(user, row) and row.state not in LOCKED_STATES,
        **review_standing(row, user, at=timezone.now()),
        "outside": outside_standing(user, row, at=timezone.now()),
        "alone": why_alone(user, at=timezone.now()),
        "unassessed": bool(unassessed_among(hands_of(row), at=timezone.now())),
        "assessed": is_assessed(user.pk, at=timezone.now()),
    }
    return render(request, "content/post.html", context)


@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a decision."""
    user = member(request)
    row, reason = post_for(user, pk, to=Can.WRITE), request.POST.get("copy_reason", "")[:200]
    services.submit_for_review(post=row, by=user, at=timezone.now(), reason=reason)
    return done(request, reverse("content:post", args=[row.pk]), _("已提交，等待另一位同事审核。"))


@require_POST
def by_hand(request: HttpRequest, pk: int) -> HttpResponse:
    """A person publishes this one (K6), or with `back` the app of its account again."""
    user = member(request)
    row = post_for(user, pk, to=Can.SCHEDULE)
    back = bool(request.POST.get("back"))
    services.set_by_hand(post=row, by_hand=not back, by=user, at=timezone.now())
    sentence = _("已改回由系统发布。") if back else _("这条改为人工发布，到时间会提醒。")
    return done(request, reverse("content:post", args=[pk]), sentence)


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it up; the toast offers to take that back."""
    user = member(request)
    row = post_for(user, pk, to=Can.WRITE)
    reason = request.POST.get("reason", "")[:200]
    services.cancel_post(post=row, by=user, at=timezone.now(), reason=reason)
    undo = reverse("content:reopen", args=[pk])
    return done(request, reverse("content:post", args=[pk]), _("已取消这条内容。"), undo_url=undo)


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft again."""
    user = member(request)
    services.reopen_post(post=post_for(user, pk, to=Can.WRITE), by=user, at=timezone.now())
    return done(request, reverse("content:post", args=[pk]), _("已恢复为草稿。"))


@require_GET
def account_panel(request: HttpRequest, account_id: int) -> HttpResponse:
    """What the account's page shows of the library: this week against the quotas, and the latest posts."""
    account = account_for(member(request), account_id)
    week = week_of(local_day(timezone.now()))
    context = {"account": account, "balance": balance(account, week), "posts": latest_posts(account)}
    return render(request, "content/_account_panel.html", context)


@require_GET
def campaign_panel(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Posts of a campaign, of the accounts this person may see, and what is still to be drafted (P10)."""
    user = member(request)
    context = {
        "posts": campaign_posts(posts_for(user), campaign_id),
        "campaign_id": campaign_id,
        "writable": list(writable_accounts(user)[:OFFERED]),
    }
    return render(request, "content/_campaign_panel.html", context)


@require_POST
def campaign_draft(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Drafts for the posts that the campaign still needs."""
    campaign = campaign_for(request.user, campaign_id)
    account = account_for(request.user, whole_number(request.POST.get("account", "")) or 0, to=Can.WRITE)
    user = require(request.user, Can.WRITE, account.pk)
    drafted = draft_campaign_posts(campaign=campaign, account=account, by=user, at=timezone.now())
    back = f"{reverse('campaigns:campaign', args=[campaign_id])}?part=posts"
    return done(request, back, _("已起草 %(n)d 条，改好后提交审核。") % {"n": len(drafted)})
