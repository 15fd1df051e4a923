"""What waits for a decision by one person."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.queries import unassessed_among
from content.models import Post, PostVersion, Review
from content.queries.review_flow import hands_of


@dataclass(frozen=True, slots=True)
class Waiting:
    """A post with what changed since somebody last decided about it, whether it is this person's own,
    and whether somebody without a valid assessment had a hand in it (A7)."""

    post: Post
    before: PostVersion | None
    last_review: Review | None
    own: bool
    unassessed: bool = False


def waiting_posts(posts: QuerySet[Post], user: User, *, own: bool = False) -> QuerySet[Post]:
    """Posts in review; without one's own unless asked for (they cannot be decided)."""
    mine = Q(author=user) | Q(submitted_by=user) | Q(version__author=user)
    return posts.filter(mine) if own else posts.exclude(mine)


def with_history(posts: list[Post], user: User, *, at: dt.datetime) -> list[Waiting]:
    """Three queries for any number of posts."""
    hands = {post.pk: hands_of(post) for post in posts}
    unassessed = unassessed_among((pk for pks in hands.values() for pk in pks), at=at)
    reviews: dict[int, Review] = {}
    rows = Review.objects.filter(post__in=posts).select_related("version", "reviewer").order_by("pk")
    for review in rows:
        reviews[review.post_id] = review
    approved = PostVersion.objects.in_bulk([post.approved_version_id for post in posts if post.approved_version_id])
    return [
        Waiting(
            post=post,
            before=_before(post, reviews.get(post.pk), approved),
            last_review=reviews.get(post.pk),
            own=post.involves(user.pk),
            unassessed=bool(hands[post.pk] & unassessed),
        )
        for post in posts
    ]


def _before(post: Post, review: Review | None, approved: dict[int, PostVersion]) -> PostVersion | None:
    """The version last decided about, else the one last approved; None when it is the one shown."""
    found = review.version if review else approved.get(post.approved_version_id or 0)
    return None if found is None or found.pk == post.version_id else found
