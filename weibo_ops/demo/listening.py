"""What the sample company hears: sources, keyword sets, mentions of six weeks with a small wave, and an inbox."""

import datetime as dt
from random import Random

from accounts.models import User, WeiboAccount
from core.working import after_working
from engagement.models import Reply, ReplyState, Thread, ThreadKind, ThreadState
from engagement.queries.goals import Goals, current_goals
from monitoring.collect.keys import key_of
from monitoring.models import Keyword, KeywordKind, KeywordSet, Mention, SetKind, Source, SourceKind
from publishing.models import Publication
from weibo.text import id_floor_of_time
from weibo_ops.demo.history import WEEKS
from weibo_ops.demo.texts import voices

NAMES = [
    "爱喝热水的阿棠",
    "老陈爱做饭",
    "小鹿的租房日记",
    "跑步的石头",
    "奶茶戒断中",
    "阿柴的便当",
    "晚风里的猫",
    "通勤两小时",
]
SETS: list[tuple[str, SetKind, dict[str, KeywordKind]]] = [
    (
        "品牌：山岚",
        SetKind.BRAND,
        {"山岚": KeywordKind.WORD, "山兰": KeywordKind.VARIANT, "山岚县": KeywordKind.EXCLUDE},
    ),
    (
        "产品：杯与锅",
        SetKind.PRODUCT,
        {"保温杯": KeywordKind.WORD, "随行杯": KeywordKind.WORD, "炒锅": KeywordKind.WORD},
    ),
    (
        "危机：质量与售后",
        SetKind.CRISIS,
        {"漏水": KeywordKind.WORD, "失望": KeywordKind.WORD, "投诉": KeywordKind.WORD},
    ),
    ("竞品：云栖、石榴", SetKind.COMPETITOR, {"云栖杯壶": KeywordKind.WORD, "石榴厨电": KeywordKind.WORD}),
]
MENTIONS = 900
WAVE = 60
"""Complaints of the last hour: enough for an alert."""


def make_sets(*, owner: User, now: dt.datetime) -> list[KeywordSet]:
    """Four keyword sets with variants and exclusions (M1)."""
    made = []
    for name, kind, words in SETS:
        found = KeywordSet.objects.create(
            name=name, kind=kind, owner=owner, created_at=now, review_on=(now + dt.timedelta(days=30)).date()
        )
        Keyword.objects.bulk_create(Keyword(keyword_set=found, word=word, kind=sort) for word, sort in words.items())
        made.append(found)
    return made


def write_mentions(*, now: dt.datetime, random: Random) -> None:
    """Voices spread over six weeks, and one wave of complaints."""
    source, _new = Source.objects.get_or_create(
        kind=SourceKind.FILE, name="示例采集", account=None, defaults={"last_run_at": now, "last_ok_at": now}
    )
    speakers = voices(random.randrange(10**6))
    rows = {}
    for number in range(MENTIONS + WAVE):
        kind, text = next(speakers)
        back = random.uniform(0, 7 * WEEKS * 86400)
        if number >= MENTIONS:
            while kind != "complaint":
                kind, text = next(speakers)
            back = random.uniform(300, 2700)
        at = now - dt.timedelta(seconds=back)
        external = str(id_floor_of_time(at) + number)
        rows[external] = _mention(source, external, text, at, random)
    for row in rows.values():
        row.pk = key_of(row.external_id)
    Mention.objects.bulk_create(rows.values(), batch_size=500)


def _mention(source: Source, external: str, text: str, at: dt.datetime, random: Random) -> Mention:
    author = random.randrange(len(NAMES))
    return Mention(
        source=source, external_id=external, author_id=f"55040000{author:02d}", author_name=NAMES[author], text=text,
        published_at=at, url=f"https://weibo.com/55040000{author:02d}/{external}", reposts=int(random.expovariate(0.5)),
        comments=int(random.expovariate(0.4)), likes=int(random.expovariate(0.1)), first_seen_at=at, last_seen_at=at,
    )  # fmt: skip


def _answered(at: dt.datetime, minutes: float, account: WeiboAccount, goals: Goals, now: dt.datetime) -> dt.datetime:
    """So many working minutes after the question: nobody sits there at night."""
    return min(after_working(at, minutes / 60, goals.day(account)), now)


def write_inbox(accounts: list[WeiboAccount], *, answerers: list[User], now: dt.datetime, random: Random) -> None:
    """Comments of six weeks; old ones are answered, the recent ones wait, two are overdue."""
    speakers, goals = voices(random.randrange(10**6)), current_goals()
    for number in range(220):
        account = random.choice(accounts)
        hours = (
            30.0 + number
            if number < 2
            else random.uniform(0.3, 20)
            if number < 10
            else random.uniform(20, 24 * 7 * WEEKS)
        )
        at = now - dt.timedelta(hours=hours)
        due_at = at + dt.timedelta(hours=24) if number < 10 else goals.due_at(account, at)
        publication = Publication.objects.filter(account=account, published_at__lt=at).first()
        author = random.randrange(len(NAMES))
        is_open, answered_by = number < 10, answerers[number % len(answerers)]
        sent_at = None if is_open else _answered(at, random.lognormvariate(4, 0.8), account, goals, now)
        thread = Thread.objects.create(
            account=account, publication=publication, kind=ThreadKind.COMMENT,
            external_id=str(id_floor_of_time(at) + number), status_id=publication.weibo_id if publication else "",
            author_id=f"55040000{author:02d}", author_name=NAMES[author], text=next(speakers)[1], received_at=at,
            due_at=due_at, state=ThreadState.OPEN if is_open else ThreadState.ANSWERED, created_at=at,
            answered_at=sent_at, answered_by=None if is_open else answered_by,
        )  # fmt: skip
        if sent_at is not None:
            Reply.objects.create(
                thread=thread, text="您好，已经私信给您处理办法，有问题随时留言。", author=answered_by,
                state=ReplyState.SENT, created_at=sent_at, settled_at=sent_at,
            )  # fmt: skip
