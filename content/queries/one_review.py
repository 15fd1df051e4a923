"""One post on the reviewer's screen: what changed, what is said about it, what comes next, its repeats (K5)."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet

from accounts.models import User
from accounts.queries import is_assessed
from content.lint.differing import difference
from content.models import Post, PostState, Principle, Review
from content.queries.library import with_cards
from content.queries.passages import passages_of
from content.queries.reviews import BY_DEADLINE, waiting_for, with_history
from content.services.retracting import WITHIN

QUEUE = 200
REPEATS = 50


@dataclass(frozen=True)
class Repeat:
    """Another part of the same series that waits for the same person, with what is another in its text."""

    post: Post
    beside: Post

    @cached_property
    def changes(self) -> list[tuple[str, str]]:
        """From the text on the screen to this one."""
        texts = [each.version.text if each.version else "" for each in (self.beside, self.post)]
        return list(difference(texts[0], texts[1]))


def queue_of(posts: QuerySet[Post], user: User, *, at: dt.datetime) -> list[int]:
    """What waits for this person, by deadline; at most `QUEUE`. `posts`: of the accounts he may review for."""
    rows = waiting_for(posts.due_for_review(), user, at=at)  # type: ignore[attr-defined]
    return list(BY_DEADLINE.applied(rows).values_list("pk", flat=True)[:QUEUE])


def next_of(queue: list[int], pk: int) -> int | None:
    """What follows in the queue, after the last the first; None when nothing else waits."""
    others = [other for other in queue if other != pk]
    if pk not in queue:
        return others[0] if others else None
    after = queue[queue.index(pk) + 1 :]
    return next(iter(after or others), None)


def review_page(pk: int, posts: QuerySet[Post], user: User, *, at: dt.datetime) -> dict[str, object]:
    """Everything on the screen; a constant number of queries but for the repeats' texts. The door is behind us."""
    post = with_cards(posts).select_related("series").get(pk=pk)
    (item,) = with_history([post], user, at=at)
    queue = queue_of(posts, user, at=at)
    passages = passages_of(post)
    following = next_of(queue, pk)
    return {
        "post": post,
        "item": item,
        "own": item.own,
        "why_not": item.why_not,
        "unassessed": item.unassessed,
        "assessed": is_assessed(user.pk, at=at),
        "principles": Principle.choices,
        "passages": passages,
        "open_passages": sum(1 for passage in passages if passage.is_open),
        "waits": post.state == PostState.IN_REVIEW,
        "may_decide": post.state == PostState.IN_REVIEW and not item.own and not item.why_not,
        "following": following,
        "following_text": str(following or ""),
        "left": len([other for other in queue if other != pk]),
        "repeats": _repeats(post, posts, queue),
        "undoable": undoable(post, user, at=at),
        "now": at,
    }


def _repeats(post: Post, posts: QuerySet[Post], queue: list[int]) -> list[Repeat]:
    if post.series_id is None or post.pk not in queue:
        return []
    others = with_cards(posts.filter(series=post.series_id, pk__in=queue).exclude(pk=post.pk))
    return [Repeat(other, post) for other in others.select_related("series").order_by("series_number")[:REPEATS]]


def undoable(post: Post, user: User, *, at: dt.datetime) -> Review | None:
    """This person's decision about the version shown, while he can take it back."""
    latest = post.reviews.order_by("-pk").first()
    if latest is None or latest.reviewer_id != user.pk or latest.version_id != post.version_id:
        return None
    return latest if at - latest.created_at <= WITHIN else None


def own_decisions(post_ids: list[int], user: User) -> list[int]:
    """The ids of this person's last decisions about these posts."""
    rows = Review.objects.filter(post__in=post_ids, reviewer=user).order_by("post_id", "-pk").distinct("post_id")
    return list(rows.values_list("pk", flat=True))
