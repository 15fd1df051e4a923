"""What Weibo's lists hold, as rows of mentions (M2)."""

from datetime import datetime

from accounts.incoming import Fetched
from monitoring import events
from monitoring.collect.merging import Merged, merge_rows
from monitoring.collect.rows import MentionRow
from monitoring.models import Source
from weibo.text import mid_to_base62
from weibo.types import Comment, Status


def merge(source: Source, fetched: Fetched, now: datetime) -> Merged:
    """Take in what a list of an account answered, without what the account wrote itself."""
    own = source.account.uid if source.account else ""
    rows = [row_of(item) for item in fetched.items if author_of(item) != own]
    merged = merge_rows(rows, source=source, at=now)
    events.mentions_arrived.send_on_commit(n=merged.new)
    return merged


def row_of(item: Status | Comment) -> MentionRow:
    """A post or comment of Weibo as a mention."""
    return _comment_row(item) if isinstance(item, Comment) else _status_row(item)


def _comment_row(comment: Comment) -> MentionRow:
    return MentionRow(
        external_id=comment.id,
        text=comment.text,
        author_id=comment.user.id if comment.user else "",
        author_name=comment.user.screen_name if comment.user else "",
        published_at=comment.created_at,
        url=_address(comment.status.user_id, comment.status_id) if comment.status else "",
        likes=comment.like_count,
        retweet_id=comment.status_id,
        is_comment=True,
    )


def _status_row(status: Status) -> MentionRow:
    return MentionRow(
        external_id=status.id,
        text=status.text,
        author_id=status.user_id,
        author_name=status.user.screen_name if status.user else "",
        published_at=status.published_at,
        url=_address(status.user_id, status.id),
        reposts=status.reposts_count,
        comments=status.comments_count,
        likes=status.attitudes_count,
        retweet_id=status.retweeted.id if status.retweeted else "",
    )


def _address(user_id: str, status_id: str) -> str:
    return f"https://weibo.com/{user_id}/{mid_to_base62(status_id)}" if user_id and status_id.isdigit() else ""


def author_of(item: Status | Comment) -> str:
    """The uid of who wrote it; empty when Weibo does not say."""
    if isinstance(item, Comment):
        return item.user.id if item.user else ""
    return item.user_id
