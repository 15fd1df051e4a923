"""Commercial search: each keyword set asks for its words at its own interval, downwards until nothing is left (M2, M3).

Search needs the commercial app; without one nothing is tried. A word's cursor and what was found are kept in one
transaction: a killed worker reads a stretch again and doubles nothing. The sweeps of sets then match what came.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from accounts.asking import ask
from accounts.models import Purpose, WeiboAccount
from core.dates import local_day
from core.locks import only_one
from monitoring import events
from monitoring.collect.merging import merge_rows
from monitoring.models import KeywordSet, RunOutcome, SearchCursor, SetSearch, Source, SourceKind, WatchWindow
from monitoring.queries.searching import searches_of
from monitoring.queries.windows import interval_of, windows_on
from monitoring.services.own_posts import read_own_timeline
from monitoring.services.reposts import read_reposts_of
from monitoring.services.source_items import author_of, row_of
from monitoring.services.source_runs import Run, note_run, open_gap
from monitoring.services.sources import is_due, read_source
from monitoring.services.streaming import our_uids, streaming_account
from weibo.calls import commercial
from weibo.calls.call import Call
from weibo.types import Page, Status

CALLS = 20
"""Of a set in one turn; the words that were left come first in the next."""
PAGE = 50
FIRST_LOOK = timedelta(days=1)
AGAIN = timedelta(minutes=10)
"""Read anew each time: a post can be found some minutes after it was written."""
SECOND = timedelta(seconds=1)
DEEPEST = 10
"""Pages of one second, the shortest stretch that can be asked for; what is more in it is said as a gap."""
BEHIND = timedelta(days=3)
"""What lies further back when a word could not be read for long is given up and said as a gap."""


@dataclass
class _Turn:
    """What one turn of a set brought."""

    source: Source
    reader: WeiboAccount
    now: datetime
    calls: int = 0
    fetched: int = 0
    new: int = 0
    problem: str = ""
    given_up: datetime | None = None
    crowded: list[datetime] = field(default_factory=list)


def search_sets(*, now: datetime) -> int:
    """Search for every set whose turn has come. Returns how many mentions are new."""
    reader = streaming_account()
    windows = windows_on(local_day(now))
    searches = _keep_sources(windows, may_search=reader is not None)
    due = [one for one in searches if one.source.is_active and is_due(one.source, now)]
    return sum(search_set(search=one, now=now) for one in due)


def read_now(*, source: Source, now: datetime) -> int:
    """Read a source that can be asked now instead of at its turn. Returns how many mentions are new."""
    if source.kind == SourceKind.REPOSTS:
        return read_reposts_of(source=source, now=now)
    if source.kind == SourceKind.OWN:
        return read_own_timeline(source=source, now=now)
    if source.kind != SourceKind.SEARCH:
        return read_source(source=source, now=now)
    found = SetSearch.objects.select_related("source", "keyword_set").filter(source=source, source__is_active=True)
    return sum(search_set(search=one, now=now) for one in found)


def search_set(*, search: SetSearch, now: datetime) -> int:
    """One turn of one set, outside any transaction; what waits longest first. Returns how many mentions are new."""
    source, reader = search.source, streaming_account()
    if reader is None:
        return 0
    with only_one(f"monitoring.source.{source.pk}") as mine:
        if not mine:
            return 0
        source.refresh_from_db()
        turn = _Turn(source, reader, now.replace(microsecond=0))
        cursors = _cursors(search, turn)
        for cursor in sorted(cursors, key=lambda cursor: (cursor.until, cursor.pk)):
            if turn.problem or turn.calls >= CALLS:
                break
            _read(cursor, turn)
        _note(turn, cursors)
    return turn.new


def _keep_sources(windows: list[WatchWindow], *, may_search: bool) -> list[SetSearch]:
    """A source for every live set, at the rhythm of the set and of the windows that hold; none once its set is gone."""
    sets = {found.pk: found for found in KeywordSet.objects.filter(is_active=True)}
    kept = SetSearch.objects.filter(keyword_set__in=sets)
    known = {one.keyword_set_id: one for one in kept.select_related("source", "keyword_set")}
    for pk, keyword_set in sets.items():
        if pk not in known and may_search:
            known[pk] = _add_source(keyword_set)
    for pk, one in known.items():
        minutes = interval_of(sets[pk], windows)
        if one.source.interval_minutes != minutes:
            one.source.interval_minutes = minutes
            one.source.save(update_fields=["interval_minutes"])
    searching = Source.objects.filter(kind=SourceKind.SEARCH, paused_at__isnull=True)
    searching.filter(is_active=True).exclude(set_search__keyword_set__in=sets).update(is_active=False)
    searching.filter(is_active=False, set_search__keyword_set__in=sets).update(is_active=True)
    return list(known.values())


def _add_source(keyword_set: KeywordSet) -> SetSearch:
    with transaction.atomic():
        source, _made = Source.objects.get_or_create(
            kind=SourceKind.SEARCH, account=None, name=f"{keyword_set.name} #{keyword_set.pk}",
            defaults={"owner": keyword_set.owner, "interval_minutes": keyword_set.interval_minutes},
        )  # fmt: skip
        return SetSearch.objects.create(source=source, keyword_set=keyword_set)


def _cursors(search: SetSearch, turn: _Turn) -> list[SearchCursor]:
    """One for each query of today; a new one begins a day back, what is too far back is given up."""
    words = searches_of(search.keyword_set, windows_on(local_day(turn.now)))
    search.source.search_cursors.exclude(word__in=words).delete()
    begin = turn.now - FIRST_LOOK
    SearchCursor.objects.bulk_create(
        [SearchCursor(source=search.source, word=word, until=begin) for word in words], ignore_conflicts=True
    )
    cursors = list(search.source.search_cursors.all())
    floor = turn.now - BEHIND
    for cursor in cursors:
        if cursor.until < floor:
            turn.given_up = min(turn.given_up or cursor.until, cursor.until)
            cursor.until = floor
            if cursor.reached is not None and cursor.reached <= floor:
                cursor.until, cursor.target, cursor.reached = cursor.target or floor, None, None
    return cursors


def _read(cursor: SearchCursor, turn: _Turn) -> None:
    """First what an earlier turn left, then what is new."""
    if cursor.target is None:
        cursor.target = cursor.reached = turn.now
    elif not _down(cursor, turn):
        return
    else:
        cursor.target = cursor.reached = turn.now
    if turn.calls < CALLS and not turn.problem:
        _down(cursor, turn)


def _down(cursor: SearchCursor, turn: _Turn) -> bool:
    """Read from `reached` down to `until`, newest first, and keep it. True when nothing is left."""
    start, end, number, done = cursor.until - AGAIN, cursor.reached or turn.now, 1, False
    items: list[Status] = []
    while not done and turn.calls < CALLS:
        build = partial(_search, commercial.Search(cursor.word, start=start, end=end + SECOND, page=number, count=PAGE))
        asked = ask(turn.reader, "search/statuses/limited", build, now=turn.now, purpose=Purpose.LISTENING)
        if asked.answer is None:
            turn.problem = asked.problem
            break
        turn.calls += 1
        page = asked.answer
        items += page.items
        count = len(page.items) + page.unreadable
        done = count == 0 or (count < PAGE and page.total <= number * PAGE)
        # By time, not by page: a post that is deleted meanwhile moves no other out of sight. The last second is asked
        # for whole: times are told without fractions.
        oldest = min((item.published_at for item in page.items), default=end)
        end, number = (oldest, 1) if oldest < end else (end, number + 1)
        if number > DEEPEST:
            turn.crowded.append(end)
            end, number = end - SECOND, 1
    _keep(cursor, turn, items, reached=start if done else end)
    return done


def _keep(cursor: SearchCursor, turn: _Turn, items: list[Status], *, reached: datetime) -> None:
    ours = our_uids()
    with transaction.atomic():
        merged = merge_rows([row_of(item) for item in items if author_of(item) not in ours], source=turn.source,
                            at=turn.now)  # fmt: skip
        events.mentions_arrived.send_on_commit(n=merged.new)
        if reached <= cursor.until:
            cursor.until, cursor.target, cursor.reached = cursor.target or turn.now, None, None
        else:
            cursor.reached = reached
        cursor.save()
    turn.fetched += len(items)
    turn.new += merged.new


def _note(turn: _Turn, cursors: list[SearchCursor]) -> None:
    """The source was heard as far as the word that is furthest behind."""
    heard, floor = turn.source.heard_until, turn.now - BEHIND
    until = min((cursor.until for cursor in cursors), default=turn.now)
    run = Run(turn.now, turn.now, fetched=turn.fetched, new=turn.new, pages=turn.calls, calls=turn.calls)
    if turn.problem:
        run = replace(run, outcome=RunOutcome.FAILED, error=turn.problem)
    elif until < turn.now:
        run = replace(run, outcome=RunOutcome.CAPPED)
    if until > (heard or turn.now - FIRST_LOOK):
        begin = turn.now - FIRST_LOOK if heard is None else max(heard, floor)
        run = replace(run, covers_from=begin, covers_until=until)
    if turn.given_up is not None:
        run = replace(run, gap_from=turn.given_up, gap_until=floor)
    with transaction.atomic():
        note_run(source=turn.source, run=run, at=turn.now)
        for second in turn.crowded:
            open_gap(source=turn.source, start=second, end=second + SECOND, hole=None, at=turn.now)


def _search(search: commercial.Search, token: str) -> Call[Page[Status]]:
    return commercial.search_limited(token, search)
