"""What waits for my decision."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import member, require_somewhere, scope
from accounts.queries import is_assessed
from accounts.roles import Can
from content import services
from content.access import post_for, posts_for
from content.forms import ApproveForm, ChangesForm
from content.queries import reviews as queries
from content.queries.library import with_cards
from content.services import Scores, approve_many
from core.errors import UserError
from core.http import done, int_param, safe_next, whole_numbers
from core.paging import key_page

AT_ONCE = 20
"""Each row carries its own forms; twenty keep the page below the budget of 150 KiB."""


def reviews(request: HttpRequest) -> HttpResponse:
    """Posts in review of the accounts I may review; one's own stand apart with the reason why not."""
    user = require_somewhere(request.user, Can.REVIEW)
    posts = posts_for(user, Can.REVIEW).due_for_review().filter(account__in=scope(request, can=Can.REVIEW))
    mine = request.GET.get("mine") == "1"
    rows = with_cards(queries.waiting_posts(posts, user, own=mine))
    page = key_page(rows, before=int_param(request, "before"), after=int_param(request, "after"), size=AT_ONCE)
    context = {
        "page": page,
        "waiting": queries.with_history(page.rows, user, at=timezone.now()),
        "mine": mine,
        "assessed": is_assessed(user.pk, at=timezone.now()),
        "others_count": queries.waiting_posts(posts, user).count(),
        "own_count": queries.waiting_posts(posts, user, own=True).count(),
    }
    return render(request, "content/reviews.html", context)


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve the version that was shown."""
    user = member(request)
    post = post_for(user, pk, to=Can.REVIEW)
    form = ApproveForm(request.POST)
    if not form.is_valid():
        raise UserError(_("评分只能是 1 到 5 的整数。"))
    values = form.cleaned_data
    scores = Scores(values["relevance"], values["fun"], values["value"], values["communication"])
    services.approve(
        post=post, version_id=values["version"], by=user, at=timezone.now(), scores=scores, comment=values["comment"]
    )
    return done(request, safe_next(request, reverse("content:reviews")), _("已通过，可以排期。"))


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
    return done(request, safe_next(request, reverse("content:reviews")), _("已退回给作者修改。"))


@require_POST
def approve_selected(request: HttpRequest) -> HttpResponse:
    """Several at once, each `post:version` as it was shown, each checked by itself."""
    user = require_somewhere(request.user, Can.REVIEW)
    pairs = [whole_numbers(value.split(":")) for value in request.POST.getlist("chosen")[:100] if value.count(":") == 1]
    chosen = [(pair[0], pair[1]) for pair in pairs if len(pair) == 2]
    outcomes = approve_many(chosen=chosen, by=user, at=timezone.now())
    refused = [outcome for outcome in outcomes if outcome.error is not None]
    sentence = _("已通过 %(n)d 条。") % {"n": len(outcomes) - len(refused)}
    if refused:
        sentence += _("另有 %(n)d 条未通过：%(why)s") % {"n": len(refused), "why": refused[0].error}
    return done(request, safe_next(request, reverse("content:reviews")), sentence)
