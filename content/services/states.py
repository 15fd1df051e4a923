"""How a post moves between the states of K5, and what publishing tells us about it."""

import datetime as dt
from collections.abc import Collection, Mapping

from django.db import connection, transaction
from django.utils.translation import gettext as _

from content.models import TRANSITIONS, Post, PostState
from content.services.series import keep_number_free
from core.errors import Conflict, existing


def locked(post: Post) -> Post:
    """The row as it is now, locked until the transaction ends."""
    rows = Post.objects.filter(pk=post.pk)
    # Locked first and joined afterwards: a join that waited for the lock misses a version or category that is new.
    held = existing(rows.select_for_update().values_list("pk", flat=True).first(), _("没有找到这条内容。"))
    return rows.select_related("account", "version", "category", "campaign").get(pk=held)


def move(post: Post, to: PostState, *, at: dt.datetime) -> None:
    """Change the state of a locked row, unsaved. Raises `Conflict` when `TRANSITIONS` does not know the way."""
    if to == post.state:
        return
    if to not in TRANSITIONS[post.state]:
        sentence = _("这条内容现在是“%(state)s”，不能改为“%(to)s”。")
        raise Conflict(
            sentence % {"state": post.get_state_display(), "to": PostState(to).label}, code="content.transition"
        )
    if post.state == PostState.CANCELLED:
        keep_number_free(post)
    post.state = to
    post.updated_at = at


@transaction.atomic
def mark_scheduled(*, post: Post, at: dt.datetime, due_at: dt.datetime | None = None) -> Post:
    """It stands on the calendar for `due_at`; called again when it is moved. The approval must hold (K5).

    Also the way back from sending, unconfirmed or failed when it will be tried again.
    """
    row = locked(post)
    if not row.approval_holds():
        raise Conflict(_("这条内容没有通过审核，或通过后又有修改，不能排期。"), code="content.not_approved")
    move(row, PostState.SCHEDULED, at=at)
    row.due_at = due_at or row.due_at
    row.save(update_fields=["state", "due_at", "updated_at"])
    return row


_SCHEDULED_MANY = """
UPDATE content_post post SET state = 'scheduled', due_at = wanted.due_at, updated_at = %s
FROM unnest(%s::bigint[], %s::timestamptz[]) AS wanted (id, due_at)
WHERE wanted.id = post.id AND post.state IN ('approved', 'failed', 'scheduled')
"""


def mark_scheduled_many(*, due: Mapping[int, dt.datetime], at: dt.datetime) -> int:
    """As `mark_scheduled` for many posts, by one statement. The caller holds their rows and has seen that each approval
    holds. Answers how many."""
    with connection.cursor() as cursor:
        cursor.execute(_SCHEDULED_MANY, [at, list(due), list(due.values())])
        return int(cursor.rowcount)


@transaction.atomic
def mark_unscheduled(*, post: Post, at: dt.datetime) -> Post:
    """It left the calendar. A post that an edit already sent back to draft stays there."""
    row = locked(post)
    row.due_at = None
    if row.state in {PostState.SCHEDULED, PostState.FAILED}:
        move(row, PostState.APPROVED if row.approval_holds() else PostState.DRAFT, at=at)
    row.save(update_fields=["state", "due_at", "updated_at"])
    return row


def mark_sending(*, post: Post, at: dt.datetime) -> Post:
    """A worker has taken it; from now on nobody edits it."""
    return _mark(post, PostState.SENDING, at=at)


def mark_sending_many(*, posts: Collection[Post], at: dt.datetime) -> None:
    """A worker has taken them, by one statement. Raises `Conflict`, and marks none, when one is not scheduled."""
    with transaction.atomic():
        rows = Post.objects.filter(pk__in=[post.pk for post in posts], state=PostState.SCHEDULED)
        if rows.update(state=PostState.SENDING, updated_at=at) != len(posts):
            raise Conflict(_("有内容已不在排期中，不能发送。"), code="content.transition")


def mark_unconfirmed(*, post: Post, at: dt.datetime) -> Post:
    """Nobody knows yet whether it stands on Weibo."""
    return _mark(post, PostState.UNCONFIRMED, at=at)


def mark_failed(*, post: Post, at: dt.datetime) -> Post:
    """It was refused."""
    return _mark(post, PostState.FAILED, at=at)


@transaction.atomic
def mark_published(*, post: Post, at: dt.datetime) -> Post:
    """It stands on Weibo since `at`."""
    row = locked(post)
    move(row, PostState.PUBLISHED, at=at)
    row.published_at = at
    row.due_at = row.due_at or at
    row.save(update_fields=["state", "published_at", "due_at", "updated_at"])
    return row


_PUBLISHED_MANY = """
WITH stands AS (
  SELECT post.id, news.since FROM content_post post
  JOIN unnest(%s::bigint[], %s::timestamptz[]) AS news (id, since) ON news.id = post.id
  WHERE post.state IN ('sending', 'unconfirmed')
  ORDER BY post.id FOR NO KEY UPDATE OF post
)
UPDATE content_post post
SET state = 'published', published_at = stands.since, updated_at = stands.since,
    due_at = coalesce(post.due_at, stands.since)
FROM stands WHERE stands.id = post.id
RETURNING post.id
"""


def mark_published_many(published: Mapping[int, dt.datetime]) -> set[int]:
    """Posts that stand on Weibo, each with since when, by one statement. Answers which were marked: posts that were
    not on their way are left as they are, for `mark_published` to say why."""
    if not published:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(_PUBLISHED_MANY, [list(published), list(published.values())])
        return {row[0] for row in cursor.fetchall()}


@transaction.atomic
def _mark(post: Post, to: PostState, *, at: dt.datetime) -> Post:
    row = locked(post)
    move(row, to, at=at)
    row.save(update_fields=["state", "updated_at"])
    return row
