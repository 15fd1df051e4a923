"""Sources: where we listen, when each was read last and what went wrong (M2)."""

from datetime import datetime, timedelta

from django.db.models import F, Q
from django.utils.translation import gettext as _

from accounts.incoming import Incoming, fetch_incoming, preset_interval
from accounts.models import AccountState, WeiboAccount
from core.locks import only_one
from monitoring import events
from monitoring.collect.merging import Merged, merge_rows
from monitoring.collect.rows import MentionRow
from monitoring.models import Source, SourceKind
from weibo.text import mid_to_base62
from weibo.types import Comment, Status

LISTS = {SourceKind.MENTIONS: Incoming.MENTIONS, SourceKind.COMMENTS: Incoming.COMMENTS}


def read_sources(*, now: datetime) -> int:
    """Read every live source whose turn has come. Returns how many new mentions came."""
    add_sources()
    live = Source.objects.filter(is_active=True, kind__in=LISTS).select_related("account")
    due = [source for source in live.order_by(F("last_run_at").asc(nulls_first=True)) if _is_due(source, now)]
    return sum(read_source(source=source, now=now) for source in due)


def read_source(*, source: Source, now: datetime) -> int:
    """Read one source now, outside any transaction. An error stays on its row until a read succeeds."""
    if source.account is None:
        return 0
    with only_one(f"monitoring.source.{source.pk}") as mine:
        if not mine:
            return 0
        source.refresh_from_db(fields=["since_id"])
        fetched = fetch_incoming(source.account, LISTS[SourceKind(source.kind)], since_id=source.since_id, now=now)
        if fetched.problem:
            Source.objects.filter(pk=source.pk).update(last_run_at=now, last_error=fetched.problem)
            return 0
        rows = [row_of(item) for item in fetched.items if _author(item) != source.account.uid]
        merged = merge_rows([row for row in rows if row is not None], source=source, at=now)
        _note(source, merged, since_id=fetched.since_id, complete=fetched.complete, now=now)
    return merged.new


def add_sources() -> int:
    """Two sources, mentions and comments, for every connected account that lacks them. Returns how many were added."""
    accounts = WeiboAccount.objects.filter(state__in=[AccountState.CONNECTED, AccountState.EXPIRED])
    missing = accounts.exclude(Q(sources__kind=SourceKind.MENTIONS) & Q(sources__kind=SourceKind.COMMENTS))
    known = set(Source.objects.filter(account__isnull=False).values_list("account_id", "kind"))
    rows = [
        Source(kind=kind, name=account.nickname, account=account, interval_minutes=preset_interval(account))
        for account in missing
        for kind in LISTS
        if (account.pk, kind) not in known
    ]
    Source.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def row_of(item: Status | Comment) -> MentionRow | None:
    """A post or comment of Weibo as a mention; None for one that holds nothing."""
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


def _author(item: Status | Comment) -> str:
    if isinstance(item, Comment):
        return item.user.id if item.user else ""
    return item.user_id


def _is_due(source: Source, now: datetime) -> bool:
    return source.last_run_at is None or source.last_run_at + timedelta(minutes=source.interval_minutes) <= now


def _note(source: Source, merged: Merged, *, since_id: str, complete: bool, now: datetime) -> None:
    gap = "" if complete else _("一次读不完的较早内容已跳过，请缩短读取间隔。")
    Source.objects.filter(pk=source.pk).update(
        since_id=since_id, last_run_at=now, last_ok_at=now, last_new=merged.new, last_error=gap
    )
    events.mentions_arrived.send_on_commit(n=merged.new)
