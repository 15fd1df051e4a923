"""What waits for my decision."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import member, require_somewhere, rights_of, scope
from accounts.queries import is_assessed
from accounts.roles import Can
from content import services
from content.access import post_for, posts_for
from content.forms import ChangesForm
from content.forms.reviews import ApproveForm
from content.models import Principle
from content.queries import reviews as queries
from content.queries.library import with_cards
from content.views.one_review import undo_url
from core.errors import UserError
from core.http import done, int_param, safe_next, whole_numbers
from core.paging import sorted_page

OUTCOMES = "review_outcomes"
AT_ONCE = 20
"""Each row carries its own forms; twenty keep the page below the budget of 150 KiB."""


SHOWN = ("me", "others", "mine")


def reviews(request: HttpRequest) -> HttpResponse:
    """Posts in review of the accounts I may review: those that wait for me by deadline; those that wait for others and
    my own stand apart, with the reason why not."""
    user, now = require_somewhere(request.user, Can.REVIEW), timezone.now()
    posts = posts_for(user, Can.REVIEW).due_for_review().filter(account__in=scope(request, can=Can.REVIEW))
    wanted = "mine" if request.GET.get("mine") == "1" else request.GET.get("show", "me")
    shown = wanted if wanted in SHOWN else "me"
    found = queries.split_waiting(posts, user, at=now)
    rows = with_cards(found[shown])
    place = {"before": int_param(request, "before"), "after": int_param(request, "after")}
    page = sorted_page(rows, queries.BY_DEADLINE, anchors=posts_for(user, Can.REVIEW), size=AT_ONCE, **place)
    context = {
        "page": page,
        "waiting": queries.with_history(page.rows, user, at=now),
        "shown": shown,
        "mine": shown != "me",
        "assessed": is_assessed(user.pk, at=now),
        "counts": {name: rows.count() for name, rows in found.items()},
        "outcomes": taken_outcomes(request),
        "now": now,
        "principles": Principle.choices,
    }
    return render(request, "content/reviews.html", context)


def taken_outcomes(request: HttpRequest) -> dict[str, Any] | None:
    """What the bulk approval just before this page did, once."""
    found: dict[str, Any] | None = request.session.pop(OUTCOMES, None)
    return found


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve the version that was shown, in the step it stands in."""
    user = member(request)
    post = post_for(user, pk, to=Can.REVIEW)
    form = ApproveForm(request.POST)
    if not form.is_valid():
        raise UserError(_("评分只能是 1 到 5 的整数，日期须填完整。"))
    outcome = services.decide_for(
        post=post, version_id=form.cleaned_data["version"], opinion=form.opinion(), by=user, at=timezone.now()
    )
    sentence = _("已通过，可以排期。")
    if outcome.next_step:
        sentence = _("已通过这一步，还要“%(step)s”。") % {"step": outcome.next_step}
    back = safe_next(request, reverse("content:reviews"))
    return done(request, back, sentence, undo_url=undo_url([pk], user, _again(request, pk)))


def _again(request: HttpRequest, pk: int) -> str:
    """Where a decision that is taken back is made anew: the page on which it was made."""
    on_one = "/reviews/next/" in request.POST.get("next", "")
    return reverse("content:review", args=[pk]) if on_one else safe_next(request, reverse("content:reviews"))


@require_POST
def request_changes(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to the author with a comment."""
    user = member(request)
    post = post_for(user, pk, to=Can.REVIEW)
    form = ChangesForm(request.POST)
    if not form.is_valid():
        raise UserError(_("请写明需要修改什么。"), field="comment")
    values = form.cleaned_data
    services.request_changes(
        post=post, version_id=values["version"], comment=values["comment"], by=user, at=timezone.now()
    )
    back = safe_next(request, reverse("content:reviews"))
    return done(request, back, _("已退回给作者修改。"), undo_url=undo_url([pk], user, _again(request, pk)))


@require_POST
def approve_selected(request: HttpRequest) -> HttpResponse:
    """Several at once, each `post:version` as it was shown, each checked by itself."""
    user = require_somewhere(request.user, Can.REVIEW)
    pairs = [whole_numbers(value.split(":")) for value in request.POST.getlist("chosen")[:100] if value.count(":") == 1]
    chosen = [(pair[0], pair[1]) for pair in pairs if len(pair) == 2]
    outcomes = services.approve_many(chosen=chosen, by=user, at=timezone.now())
    refused = [outcome for outcome in outcomes if outcome.error is not None]
    sentence = _("已通过 %(n)d 条。") % {"n": len(outcomes) - len(refused)}
    if refused:
        sentence += _("另有 %(n)d 条未通过，原因见列表。") % {"n": len(refused)}
    told = [(outcome.post, str(outcome.error)) for outcome in refused if outcome.post is not None]
    request.session[OUTCOMES] = {
        "approved": len(outcomes) - len(refused),
        "refused": queries.outcome_lines(told, visible=rights_of(user).account_ids(Can.VIEW)),
    }
    passed = [outcome.post_id for outcome in outcomes if outcome.error is None]
    undo = undo_url(passed, user, reverse("content:reviews"))
    return done(request, safe_next(request, reverse("content:reviews")), sentence, undo_url=undo)
