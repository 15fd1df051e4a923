"""What the sample company hears: a daily file with a hole of some hours, one that stays out, its comments (M2).

And what stands on its own accounts without having been sent from here.
"""

import datetime as dt

from accounts.models import AccountState, User, WeiboAccount
from engagement.models import Thread, ThreadKind
from monitoring.collect.merging import merge_rows
from monitoring.collect.rows import MentionRow
from monitoring.models import OwnPost, RunOutcome, Source, SourceKind, Verdict
from monitoring.services import Run, add_sources, note_run
from weibo.text import id_floor_of_time, mid_to_base62
from weibo_ops.demo.history import WEEKS

DAY = dt.timedelta(days=1)
HOLE = 3
"""Days ago."""
LAST = 4
"""So many days ago the second crawler brought its last file."""


def write_source_days(*, owner: User, now: dt.datetime) -> None:
    """Six weeks of files of the sample source, and a second one that is late."""
    source = Source.objects.get(name="示例采集")
    other = Source.objects.create(kind=SourceKind.FILE, name="论坛与问答采集", owner=owner)
    Source.objects.filter(pk=source.pk).update(owner=owner)
    for back in range(7 * WEEKS, -1, -1):
        at = now - back * DAY
        hole = dt.timedelta(hours=5) if back == HOLE else dt.timedelta()
        _note(source, at, hole=hole, count=18 + back % 7)
        if back >= LAST:
            _note(other, at, hole=dt.timedelta(), count=6 + back % 3)


def write_own_posts(*, kitchen: WeiboAccount, brand: WeiboAccount, by: User, now: dt.datetime) -> None:
    """One that a colleague sent from his telephone, one that nobody knows."""
    seen = now - dt.timedelta(minutes=40)
    rows = (
        (kitchen, "门店门口排起了队，今天的热汤面前二十位送小菜一份。", "iPhone客户端", Verdict.OURS),
        (brand, "点击下方链接，免费领取品牌周年好礼，名额有限！", "未知客户端", Verdict.OPEN),
    )
    for number, (account, text, via, verdict) in enumerate(rows):
        at = seen - dt.timedelta(hours=5 * number + 1)
        post_id = str(id_floor_of_time(at) + 77)
        OwnPost.objects.create(
            account=account, weibo_id=post_id, text=text, via=via, published_at=at, first_seen_at=seen,
            url=f"https://weibo.com/{account.uid}/{mid_to_base62(post_id)}", verdict=verdict,
            decided_by=by if verdict else None, decided_at=seen if verdict else None,
        )  # fmt: skip


def hear_comments(*, now: dt.datetime) -> None:
    """What the inbox got as comments was heard by the sources of the accounts, too: who spoke to whom is counted."""
    for source in Source.objects.filter(kind=SourceKind.COMMENTS):
        threads = Thread.objects.filter(account=source.account_id, kind=ThreadKind.COMMENT)
        rows = [
            MentionRow(
                external_id=one.external_id, text=one.text, author_id=one.author_id, author_name=one.author_name,
                published_at=one.received_at, retweet_id=one.status_id, is_comment=True,
            )
            for one in threads.order_by("received_at")
        ]  # fmt: skip
        merge_rows(rows, source=source, at=now)


def write_account_days(*, now: dt.datetime) -> None:
    """A week of what the company's own accounts heard, up to twenty minutes ago: their next reading is due."""
    add_sources([SourceKind.REPOSTS])
    sources = Source.objects.filter(account__isnull=False, account__state=AccountState.CONNECTED, last_run_at=None)
    for number, source in enumerate(sources.order_by("pk")):
        for back in range(7, -1, -1):
            at = now - back * DAY - dt.timedelta(minutes=20)
            hole = dt.timedelta(hours=3) if (number, back) == (HOLE, HOLE) else dt.timedelta()
            _note(source, at, hole=hole, count=2 + (number + back) % 5)


def _note(source: Source, at: dt.datetime, *, hole: dt.timedelta, count: int) -> None:
    begin = at - DAY
    run = Run(
        began_at=at - dt.timedelta(seconds=40),
        ended_at=at,
        outcome=RunOutcome.OK,
        fetched=count,
        new=count,
        covers_from=begin + hole,
        covers_until=at,
        gap_from=begin if hole else None,
        gap_until=begin + hole if hole else None,
    )
    note_run(source=source, run=run, at=at)
