"""The push stream: one long-lived reader takes what Weibo pushes and goes on behind the last event it kept (M2).

What an event brought and its number commit together, so a break at any point neither loses nor doubles one. Weibo
keeps the newest 5,000 events for a subscriber who is away: a break that used them up, or a subscription that is gone,
is a gap.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from threading import Event

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.asking import Asked, ask, ask_for_stream
from accounts.incoming import number_of
from accounts.models import AccountState, Channel, Purpose, WeiboAccount
from core.heartbeats import beat
from monitoring import events
from monitoring.collect.merging import merge_rows
from monitoring.models import Keyword, KeywordKind, RunOutcome, Source, SourceKind, Subscription
from monitoring.services.source_items import author_of, row_of
from monitoring.services.source_runs import Run, note_run
from weibo.calls import pushing
from weibo.calls.call import Call
from weibo.door import SyncPush
from weibo.errors import UnreadableAnswer
from weibo.streaming import Pushed

log = structlog.get_logger(__name__)
BATCH = 500
FROM_THE_BEGINNING = "1"
"""Without a number Weibo tells only what is new; with this one all it kept since we subscribed."""
HEARTBEAT = "monitoring.stream"
_WAIT = 1.0
_NOTE_EVERY = timedelta(seconds=60)
_WORDS_EVERY = timedelta(seconds=60)
_SAID_EVERY = timedelta(minutes=5)
Clock = Callable[[], datetime]


@dataclass
class Told:
    """What one connection brought since its last note."""

    began_at: datetime
    fetched: int = 0
    new: int = 0
    unreadable: int = 0


@dataclass
class Connection:
    """One open stream and how far it is. Until `caught_up` it tells what happened while we were away."""

    source: Source
    push: SyncPush
    opened_at: datetime
    told: Told
    heard_until: datetime | None
    alive_at: datetime
    backlog: int = 0
    caught_up: bool = False
    first_at: datetime | None = None
    last_at: datetime | None = None
    waiting: list[Pushed] = field(default_factory=list)


def stream_once(*, clock: Clock, stop: Event) -> bool:
    """Connect and read until the stream breaks, the words change or `stop` is set. True when something came.

    The caller holds the one lock there is for it, and waits before he calls again.
    """
    account = streaming_account()
    words = stream_words()
    if account is None or not words:
        return False
    source = _source_of(account)
    if not source.is_active:
        return False
    now = clock()
    subid, problem = _subscribed(source, account, words, now)
    opened = _opened(source, account, subid, now) if subid else Asked[SyncPush](problem=problem)
    if opened.answer is None:
        if opened.error is not None and opened.error.code == 10017:
            Subscription.objects.filter(source=source).delete()  # Weibo does not know it any more
        _note_failure(source, opened.problem, now)
        return False
    open_one = Connection(source, opened.answer, now, Told(now), source.heard_until, now)
    try:
        return _read(open_one, words, clock=clock, stop=stop)
    finally:
        opened.answer.close()


def streaming_account() -> WeiboAccount | None:
    """The account by whose grant the stream is read: only the commercial app has one."""
    connected = WeiboAccount.objects.filter(channel=Channel.COMMERCIAL, state=AccountState.CONNECTED)
    return connected.order_by("pk").first()


def stream_words() -> list[str]:
    """What is asked for: the words and variants of all live sets. A comma would cut a word in two."""
    kinds = [KeywordKind.WORD, KeywordKind.VARIANT]
    found = Keyword.objects.filter(keyword_set__is_active=True, kind__in=kinds).values_list("word", flat=True)
    words = sorted({word.strip().lower() for word in found if word.strip() and "," not in word})
    return words[: pushing.MOST_WORDS]


def _source_of(account: WeiboAccount) -> Source:
    source, _made = Source.objects.get_or_create(
        kind=SourceKind.STREAM, account=None, name=_("推送流"), defaults={"interval_minutes": 1}
    )
    return source


def _subscribed(source: Source, account: WeiboAccount, words: list[str], now: datetime) -> tuple[str, str]:
    """The id to read, or why there is none. Other words mean another subscription; see `_changed`."""
    known = Subscription.objects.filter(source=source).first()
    if known is not None:
        return known.subid, ""
    made = ask(account, "subscribe/create", partial(_subscribe, words), now=now, purpose=Purpose.LISTENING)
    if made.answer is None:
        return "", made.problem
    with transaction.atomic():
        Subscription.objects.create(source=source, subid=made.answer, words=words, made_at=now)
        # Nothing was kept for us before it: a source that was heard until some time has a gap from there.
        heard = Source.objects.select_for_update().get(pk=source.pk).heard_until
        if heard is not None:
            missed = Run(now, now, gap_from=heard, gap_until=now, covers_from=now, covers_until=now)
            note_run(source=source, run=missed, at=now)
            source.heard_until = now
    return made.answer, ""


def _subscribe(words: list[str], token: str) -> Call[str]:
    return pushing.subscribe(token, words)


def _opened(source: Source, account: WeiboAccount, subid: str, now: datetime) -> Asked[SyncPush]:
    return ask_for_stream(
        account,
        "commercial/push",
        lambda token: pushing.push(token, subid, source.since_id or FROM_THE_BEGINNING),
        now=now,
    )


def _read(one: Connection, words: list[str], *, clock: Clock, stop: Event) -> bool:
    """Read until it ends. True when something came."""
    came = False
    ours = our_uids()
    looked_at = clock()
    while not stop.is_set():
        piece = one.push.read(_WAIT)
        now = clock()
        if piece.lines:
            one.alive_at = now
        _take_in(one, piece.lines)
        came = came or bool(one.waiting)
        while one.waiting:
            _keep(one, ours, now)
        if (not piece.lines and not piece.ended) or b"" in piece.lines:
            one.caught_up = True
        if piece.ended:
            break
        if now - one.told.began_at >= _NOTE_EVERY:
            _note(one, now)
        if now - looked_at >= _WORDS_EVERY:
            looked_at = now
            if _paused(one.source) or _changed(one, words, now):
                break
    _note(one, clock())
    return came


def _take_in(one: Connection, lines: tuple[bytes, ...]) -> None:
    for line in lines:
        if not line:
            continue
        try:
            pushed = Pushed.from_line(line)
        except UnreadableAnswer:
            one.told.unreadable += 1
            log.warning("stream_unreadable", line=len(line))
            continue
        if number_of(pushed.id) > number_of(one.source.since_id):
            one.waiting.append(pushed)


def _keep(one: Connection, ours: frozenset[str], now: datetime) -> None:
    """Keep up to a batch with the number behind which we go on."""
    batch, one.waiting = one.waiting[:BATCH], one.waiting[BATCH:]
    items = [pushed.item for pushed in batch if pushed.item is not None]
    rows = [row_of(item) for item in items if author_of(item) not in ours]
    last = max(batch, key=lambda pushed: number_of(pushed.id)).id
    times = [row.published_at for row in rows if row.published_at]
    if times:
        one.first_at, one.last_at = one.first_at or times[0], times[-1]
    one.backlog += 0 if one.caught_up else len(batch)
    one.caught_up = one.caught_up or (one.last_at is not None and one.last_at >= one.opened_at)
    with transaction.atomic():
        merged = merge_rows(rows, source=one.source, at=now)
        Source.objects.filter(pk=one.source.pk).update(since_id=last)
        events.mentions_arrived.send_on_commit(n=merged.new)
    one.source.since_id = last
    one.told.fetched += len(batch)
    one.told.new += merged.new


def _note(one: Connection, now: datetime) -> None:
    """A run with what was heard. What was missed in a long break becomes a gap."""
    until = one.alive_at if one.caught_up else one.last_at
    gap = one.backlog >= pushing.KEPT and one.heard_until is not None and one.first_at is not None
    start = one.heard_until or one.opened_at
    if gap and one.first_at is not None:
        start = max(start, one.first_at)
    told = one.told
    run = Run(
        told.began_at,
        now,
        outcome=RunOutcome.CAPPED if gap else RunOutcome.OK,
        fetched=told.fetched,
        new=told.new,
        calls=1 if told.began_at == one.opened_at else 0,
        covers_from=None if until is None else min(start, until),
        covers_until=until,
        gap_from=one.heard_until if gap else None,
        gap_until=start if gap else None,
        error=_("%(n)d 行读不懂，已跳过。") % {"n": told.unreadable} if told.unreadable else "",
    )
    note_run(source=one.source, run=run, at=now)
    beat(HEARTBEAT, at=now, new=told.new)
    one.told, one.backlog = Told(now), 0
    if until is not None:
        one.heard_until = max(one.heard_until or until, until)


def _changed(one: Connection, words: list[str], now: datetime) -> bool:
    """Whether another subscription was made because the words changed. It is made before the old one ends, and the old
    one is read to its end first, so nothing falls between the two."""
    wanted = stream_words()
    known = Subscription.objects.get(source=one.source)
    account = streaming_account()
    if wanted == known.words or not wanted or account is None or not one.caught_up:
        return False
    made = ask(account, "subscribe/create", partial(_subscribe, wanted), now=now, purpose=Purpose.LISTENING)
    if made.answer is None:
        return False
    old = known.subid
    _drain(one, now)
    known.subid, known.words, known.made_at = made.answer, wanted, now
    known.save()
    ask(account, "subscribe/delete", lambda token: pushing.unsubscribe(token, old), now=now, purpose=Purpose.LISTENING)
    return True


def _drain(one: Connection, now: datetime) -> None:
    ours = our_uids()
    while (piece := one.push.read(_WAIT)).lines:
        _take_in(one, piece.lines)
        while one.waiting:
            _keep(one, ours, now)


def our_uids() -> frozenset[str]:
    return frozenset(uid for uid in WeiboAccount.objects.values_list("uid", flat=True) if uid)


def _paused(source: Source) -> bool:
    return not Source.objects.filter(pk=source.pk, is_active=True).exists()


def _note_failure(source: Source, problem: str, now: datetime) -> None:
    """Once in a while: it is tried every minute."""
    recent = source.last_run_at is not None and now - source.last_run_at < _SAID_EVERY
    if recent and source.last_error == problem:
        return
    note_run(source=source, run=Run(now, now, RunOutcome.FAILED, calls=1, error=problem), at=now)
    beat(HEARTBEAT, at=now, problem=problem)
