"""Competitors: who is looked at, their timelines and daily numbers as far as the app level allows (M6, M2).

Their posts become mentions. Anybody's timeline needs the commercial app; without it nothing is tried, and what crawler
files bring of them counts all the same.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import cast

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.asking import ask
from accounts.models import Purpose, WeiboAccount
from core.audit import Actor, Change, record
from core.dates import local_day
from core.errors import Conflict, UserError
from core.locks import only_one
from monitoring import events
from monitoring.collect.merging import merge_rows
from monitoring.models import Competitor, CompetitorSample, GapState, RunOutcome, Source, SourceKind
from monitoring.services.source_items import row_of
from monitoring.services.source_runs import Run, note_run
from monitoring.services.sources import is_due
from monitoring.services.streaming import streaming_account
from weibo.calls import commercial
from weibo.calls.call import Call
from weibo.types import Page, Status

MOST = 50
FIRST_LOOK = timedelta(days=30)
AGAIN = timedelta(days=3)
"""Posts of so many days are read again each time: their counts still grow."""
INTERVAL_MINUTES = 60
PAGES = 8
Span = tuple[datetime, datetime, int]
"""From, until, and how many pages at most."""
PAGE = 25


@dataclass
class _Read:
    """What one reading of a stretch brought; `oldest` is set when it stopped before its beginning."""

    items: list[Status]
    calls: int = 0
    problem: str = ""
    oldest: datetime | None = None


def add_competitor(*, name: str, uid: str, note: str = "", by: Actor, at: datetime) -> Competitor:
    """Look at one more account. Raises `UserError`."""
    if Competitor.objects.count() >= MOST:
        raise UserError(_("最多对照 %(n)d 个账号，请先移除一些。") % {"n": MOST}, code="competitor.many")
    if WeiboAccount.objects.filter(uid=uid).exists():
        raise UserError(_("这是我们自己的账号。"), field="uid", code="competitor.own")
    with transaction.atomic():
        if Competitor.objects.filter(uid=uid).exists():
            raise Conflict(_("这个账号已经在对照里。"), field="uid", code="competitor.known")
        source, _made = Source.objects.update_or_create(
            kind=SourceKind.TIMELINE,
            name=f"{name} {uid}"[:80],
            account=None,
            defaults={"interval_minutes": INTERVAL_MINUTES, "is_active": True},
        )
        found = Competitor.objects.create(
            name=name, uid=uid, note=note, source=source, added_at=at, added_by_id=getattr(by, "pk", None)
        )
        record("monitoring.competitor.added", found, by=by, at=at, change=Change(after={"name": name, "uid": uid}))
    return found


def remove_competitor(*, competitor: Competitor, by: Actor, at: datetime) -> None:
    """Look at it no more: its daily numbers go, what was heard of it stays."""
    with transaction.atomic():
        Source.objects.filter(pk=competitor.source_id or 0).update(is_active=False)
        before = {"name": competitor.name, "uid": competitor.uid, "samples": competitor.samples.count()}
        record("monitoring.competitor.removed", competitor, by=by, at=at, change=Change(before=before))
        competitor.delete()


def read_competitors(*, now: datetime) -> int:
    """Read every competitor whose turn has come. Returns how many posts are new."""
    reader = streaming_account()
    if reader is None:
        return 0
    live = Competitor.objects.filter(source__is_active=True).select_related("source")
    due = [one for one in live.order_by("source__last_run_at", "pk") if one.source and is_due(one.source, now)]
    return sum(read_competitor(competitor=one, reader=reader, now=now) for one in due)


def read_competitor(*, competitor: Competitor, reader: WeiboAccount, now: datetime) -> int:
    """The last days anew, then what an earlier reading did not reach. Returns how many posts are new."""
    source = competitor.source
    if source is None:
        return 0
    with only_one(f"monitoring.source.{source.pk}") as mine:
        if not mine:
            return 0
        source.refresh_from_db()
        _sample(competitor, reader, now)
        start = now - FIRST_LOOK if source.heard_until is None else source.heard_until - AGAIN
        new, left = _stretch(competitor, reader, (start, now, PAGES), now)
        gaps = source.gaps.filter(state=GapState.OPEN, max_id="", end__lte=now).order_by("-end")
        for gap in gaps if left > 0 else ():
            more, left = _stretch(competitor, reader, (gap.start, gap.end, left), now, again=True)
            new += more
            if left <= 0:
                break
    return new


def _stretch(
    competitor: Competitor, reader: WeiboAccount, span: Span, now: datetime, *, again: bool = False
) -> tuple[int, int]:
    """Read one stretch with so many pages at most, newest first, and note it. New posts, pages left."""
    start, end, pages = span
    source = cast(Source, competitor.source)
    got = _pages(competitor.uid, reader, span, now)
    run = Run(now, now, calls=got.calls, pages=got.calls, fetched=len(got.items), error=got.problem)
    if got.problem:
        note_run(source=source, run=replace(run, outcome=RunOutcome.FAILED), at=now)
        return 0, 0
    rows = [row_of(item) for item in got.items]
    with transaction.atomic():
        merged = merge_rows(rows, source=source, at=now)
        events.mentions_arrived.send_on_commit(n=merged.new)
        run = replace(run, new=merged.new, covers_from=got.oldest or start, covers_until=end)
        if got.oldest is not None:
            run = replace(run, outcome=RunOutcome.CAPPED, gap_from=start, gap_until=got.oldest)
        if again and got.oldest is not None:
            source.gaps.filter(state=GapState.OPEN, max_id="", start=start, end=end).delete()
        note_run(source=source, run=run, at=now)
        begin = min(competitor.read_since or now, run.covers_from or now)
        Competitor.objects.filter(pk=competitor.pk).update(read_since=begin)
        competitor.read_since = begin
    return merged.new, pages - got.calls


def _pages(uid: str, reader: WeiboAccount, span: Span, now: datetime) -> _Read:
    start, end, pages = span
    got = _Read([])
    for number in range(1, pages + 1):
        build = partial(_timeline, uid, start, end, number)
        asked = ask(reader, "statuses/user_timeline/other", build, now=now, purpose=Purpose.LISTENING)
        if asked.answer is None:
            got.problem = asked.problem
            return got
        got.calls += 1
        got.items += asked.answer.items
        if len(asked.answer.items) + asked.answer.unreadable < PAGE or asked.answer.total <= number * PAGE:
            return got
    got.oldest = min((item.published_at for item in got.items), default=end)
    return got


def _timeline(uid: str, start: datetime, end: datetime, page: int, token: str) -> Call[Page[Status]]:
    return commercial.user_timeline_other(token, uid, start=start, end=end, page=page)


def _sample(competitor: Competitor, reader: WeiboAccount, now: datetime) -> None:
    """Followers and posts, once a Beijing day."""
    day = local_day(now)
    if competitor.samples.filter(day=day).exists():
        return
    asked = ask(
        reader,
        "users/show/biz",
        lambda token: commercial.users_show_biz(token, uid=competitor.uid),
        now=now,
        purpose=Purpose.MEASURING,
    )
    user = asked.answer
    if user is None or user.followers_count is None:
        return
    CompetitorSample.objects.get_or_create(
        competitor=competitor,
        day=day,
        defaults={
            "followers": user.followers_count,
            "following": user.friends_count,
            "posts": user.statuses_count,
            "taken_at": now,
        },
    )
