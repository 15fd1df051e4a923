"""Review one post after the other: everything about it on one page, and a decision that can be taken back."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.access import member, require_somewhere, rights_of
from accounts.models import User
from accounts.roles import Can
from content import services
from content.access import post_for, posts_for
from content.queries.one_review import next_of, own_decisions, queue_of, review_page
from core.http import done, int_param, safe_next, whole_numbers


@require_GET
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """One post with what changed, what is said about its passages, and the decision; the next one follows. Notices
    lead here: who may only look at the post, as its author, gets its page."""
    user = member(request)
    if not rights_of(user).may(Can.REVIEW, post_for(user, pk).account_id):
        return redirect("content:post", pk)
    context = review_page(pk, posts_for(user, Can.REVIEW), user, at=timezone.now())
    return render(request, "content/review.html", context)


@require_GET
def review_next(request: HttpRequest) -> HttpResponse:
    """On to the post `to` if it still waits for this person, else the first that does, else the list."""
    user = require_somewhere(request.user, Can.REVIEW)
    queue = queue_of(posts_for(user, Can.REVIEW), user, at=timezone.now())
    wanted = int_param(request, "to")
    pk = wanted if wanted in queue else next_of(queue, wanted or 0)
    return redirect("content:review", pk) if pk else redirect("content:reviews")


@require_POST
def review_undo(request: HttpRequest) -> HttpResponse:
    """Take back one's own decisions (`decision` in the address), each by itself."""
    user = require_somewhere(request.user, Can.REVIEW)
    ids = whole_numbers(request.GET.getlist("decision")[:100])
    back, refused = services.take_back_decisions(review_ids=ids, by=user, at=timezone.now())
    told = ngettext("已撤回 %(n)d 个决定，内容回到待审核。", "已撤回 %(n)d 个决定，内容回到待审核。", len(back)) % {
        "n": len(back)
    }
    for sentence in refused:
        told += sentence
    return done(request, safe_next(request, reverse("content:reviews")), told)


def undo_url(post_ids: list[int], user: User, back: str) -> str:
    """Where a toast takes back what was just decided about these posts; empty when nothing was."""
    ids = own_decisions(post_ids, user)
    return f"{reverse('content:review_undo')}?{urlencode({'decision': ids, 'next': back}, doseq=True)}" if ids else ""
