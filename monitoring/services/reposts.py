"""Reposts of our own posts as a source: the posts whose counter grew are read from the newest repost down (M2).

One call tells the counters of a hundred posts, so posts that nobody carries on cost nothing. An ordinary app is shown
only people who authorised it: where fewer came than the counter says, the stretch is a partial one.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from accounts.asking import ask
from accounts.gateway import app_of
from accounts.models import Channel, Purpose, WeiboAccount
from campaigns.collect.lists import Walked, Wanted, walk
from campaigns.models import ActKind
from core.locks import only_one
from monitoring import events
from monitoring.collect.merging import merge_rows
from monitoring.collect.rows import MentionRow
from monitoring.models import RepostCursor, RunOutcome, Source, SourceKind
from monitoring.services.source_items import author_of, row_of
from monitoring.services.source_runs import Run, note_run
from monitoring.services.sources import due_sources
from monitoring.services.streaming import our_uids
from publishing.models import Publication
from weibo.calls import statuses
from weibo.types import Counts

LOOK_BACK = timedelta(days=28)
POSTS = 100
"""The newest posts of an account; as many as one call counts."""
CALLS = 12
"""After so many calls of a turn no further post is begun; what is left comes at the next turn."""
PAGES = {Channel.COMMERCIAL: 20, Channel.SHARE: 3}
"""Pages of one post at one time: all that Weibo shows of a list; an ordinary app has a hundred calls a day."""


@dataclass
class _Turn:
    """One turn of one source."""

    source: Source
    account: WeiboAccount
    now: datetime
    ours: frozenset[str] = field(default_factory=our_uids)
    calls: int = 0
    fetched: int = 0
    new: int = 0
    problem: str = ""
    hidden: bool = False


def read_reposts(*, now: datetime) -> int:
    """Read the reposts of every account whose turn has come. Returns how many are new."""
    return sum(read_reposts_of(source=source, now=now) for source in due_sources([SourceKind.REPOSTS], now=now))


def read_reposts_of(*, source: Source, now: datetime) -> int:
    """One turn of one account, outside any transaction. Returns how many reposts are new.

    What is read and how far commit together, post by post: a killed worker loses nothing. The source counts as heard
    until now only when every post that grew was read.
    """
    if source.account is None or not source.is_active:
        return 0
    with only_one(f"monitoring.source.{source.pk}") as mine:
        if not mine:
            return 0
        turn = _Turn(source, source.account, now)
        waiting = _grown(turn)
        while waiting and not turn.problem and turn.calls < CALLS:
            _read(turn, *waiting.pop())
        _note(turn, whole=not waiting and not turn.problem)
    return turn.new


def _grown(turn: _Turn) -> list[tuple[Publication, RepostCursor, int]]:
    """Posts with more reposts than were told of last, the newest last."""
    standing = turn.account.publications.filter(deleted_at=None, published_at__gte=turn.now - LOOK_BACK)
    posts = {one.weibo_id: one for one in standing.order_by("-published_at", "-pk")[:POSTS]}
    if not posts:
        return []
    asked = ask(
        turn.account, "statuses/count", lambda token: statuses.count(token, list(posts)),
        now=turn.now, purpose=Purpose.LISTENING,
    )  # fmt: skip
    turn.calls += asked.answer is not None or asked.error is not None
    turn.problem = asked.problem
    counts = {one.id: one for one in asked.answer or []}
    known = {one.publication_id: one for one in RepostCursor.objects.filter(publication__in=posts.values())}
    return [
        (post, cursor, counts[weibo_id].reposts)
        for weibo_id, post in reversed(posts.items())
        if weibo_id in counts and _has_grown(cursor := known.get(post.pk, RepostCursor(publication=post)), counts)
    ]


def _has_grown(cursor: RepostCursor, counts: dict[str, Counts]) -> bool:
    """Whether there are more. Fewer: people took theirs back, so that growth is told from there on."""
    told = counts[cursor.publication.weibo_id].reposts
    if told < cursor.told:
        RepostCursor.objects.filter(pk=cursor.pk).update(told=told)
    return told > cursor.told


def _read(turn: _Turn, post: Publication, cursor: RepostCursor, told: int) -> None:
    """The reposts of one post above its cursor."""
    wanted = Wanted(turn.account, post.weibo_id, ActKind.REPOST, since_id=cursor.since_id)
    walked = walk(wanted, now=turn.now, pages=PAGES[app_of(turn.account)])
    turn.calls += walked.calls
    turn.problem = "" if walked.no_post else walked.problem
    turn.hidden |= walked.cut or not walked.reached or len(walked.items) < told - cursor.told
    with transaction.atomic():
        merged = merge_rows(_rows(turn, post, walked), source=turn.source, at=turn.now)
        events.mentions_arrived.send_on_commit(n=merged.new)
        if not turn.problem:
            RepostCursor.objects.update_or_create(
                publication=post, defaults={"since_id": walked.newest or cursor.since_id, "told": told}
            )
    turn.fetched += len(walked.items)
    turn.new += merged.new


def _rows(turn: _Turn, post: Publication, walked: Walked) -> list[MentionRow]:
    """As mentions, without those by our own accounts; each names the post of ours that it carries on."""
    rows = [row_of(item) for item in walked.items.values() if author_of(item) not in turn.ours]
    for row in rows:
        row.retweet_id = row.retweet_id or post.weibo_id
    return rows


def _note(turn: _Turn, *, whole: bool) -> None:
    outcome = RunOutcome.PARTIAL if turn.hidden else RunOutcome.OK if whole else RunOutcome.CAPPED
    run = Run(
        began_at=turn.now,
        ended_at=turn.now,
        outcome=RunOutcome.FAILED if turn.problem else outcome,
        fetched=turn.fetched,
        new=turn.new,
        pages=turn.calls,
        calls=turn.calls,
        covers_until=turn.now if whole else None,
        error=turn.problem,
    )
    note_run(source=turn.source, run=run, at=turn.now)
