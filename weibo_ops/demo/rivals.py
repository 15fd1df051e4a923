"""Two competitors with four weeks of posts and followers: what stands beside the sample company (M6)."""

import datetime as dt
from random import Random

from accounts.models import User
from core.dates import BEIJING, local_day
from monitoring.collect.merging import merge_rows
from monitoring.collect.rows import MentionRow
from monitoring.models import CompetitorSample, RunOutcome
from monitoring.services.competitors import add_competitor
from monitoring.services.source_runs import Run, note_run
from weibo.text import id_floor_of_time, mid_to_base62

DAYS = 28
# name, uid (as in the sandbox), note, followers, gained a day, posts a day, hour, texts
RIVALS = (
    ("云栖杯壶", "5503000001", "同价位的杯壶品牌", 96_500, 38, 2, 20, (
        "轻到一百八十克的随行杯，今天上新，旗舰店首发价九十九元。",
        "转发这条，周五抽三位送同款杯套。",
        "大家通勤带水吗？评论区说说你的杯子多大。",
        "杯口有茶渍怎么洗？小苏打、温水、十分钟。",
        "立冬了，热水比道理管用。",
        "山里的早晨，雾比人起得早。",
    )),
    ("石榴厨电", "5503000002", "厨房品类", 153_200, 21, 1, 11, (
        "新款空气炸锅预约开启，双旋钮，老人也会用。",
        "炸锅第一次用要空烧吗？要，步骤看图。",
        "客服热线今天起延长到晚上九点。",
        "周末厨房里，你最常做的一道菜是什么？",
        "一锅红薯，半屋子都是甜的。",
    )),
)  # fmt: skip


def write_rivals(*, by: User, now: dt.datetime) -> None:
    """Their posts in the rhythm of each, their followers day by day."""
    random = Random("rivals")  # noqa: S311 - a sample, the same every time
    begin = now - dt.timedelta(days=DAYS)
    for name, uid, note, followers, gained, often, hour, texts in RIVALS:
        rival = add_competitor(name=name, uid=uid, note=note, by=by, at=begin)
        if rival.source is None:
            continue
        told = [texts[turn % len(texts)] for turn in range((DAYS - 1) * often)]
        rows = _posts(name, uid, told, [_at(now, turn, often, hour) for turn in range(len(told))], random)
        merged = merge_rows(rows, source=rival.source, at=now)
        run = Run(now, now, RunOutcome.OK, fetched=merged.seen, new=merged.new, covers_from=begin, covers_until=now)
        note_run(source=rival.source, run=run, at=now)
        CompetitorSample.objects.bulk_create(
            CompetitorSample(
                competitor=rival,
                day=local_day(now - dt.timedelta(days=back)),
                followers=followers - gained * back,
                posts=3000 - back * often,
                taken_at=now - dt.timedelta(days=back),
            )
            for back in range(DAYS)
        )


def _at(now: dt.datetime, turn: int, often: int, hour: int) -> dt.datetime:
    """A time in Beijing on the day before `turn // often` days."""
    day = now.astimezone(BEIJING) - dt.timedelta(days=1 + turn // often)
    return day.replace(hour=hour, minute=5 + turn * 7 % 50) - dt.timedelta(hours=3 * (turn % often))


def _posts(name: str, uid: str, texts: list[str], times: list[dt.datetime], random: Random) -> list[MentionRow]:
    rows = []
    for text, at in zip(texts, times, strict=True):
        mid = str(id_floor_of_time(at) + int(uid[-1]))
        rows.append(
            MentionRow(
                external_id=mid,
                text=text,
                author_id=uid,
                author_name=name,
                published_at=at,
                url=f"https://weibo.com/{uid}/{mid_to_base62(mid)}",
                reposts=random.randrange(2, 30),
                comments=random.randrange(3, 40),
                likes=random.randrange(20, 160),
            )
        )
    return rows
