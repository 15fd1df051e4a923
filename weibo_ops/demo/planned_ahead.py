"""What the editors of the sample company look after over weeks: series, user stories, ideas, special days, a feed and a link."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import User, WeiboAccount
from accounts.roles import Role
from content.models import Category, Permission, Post, PostState, UserStory
from content.services import (
    IdeaInput,
    Place,
    SeriesInput,
    create_idea,
    end_series,
    place_in_series,
    save_series,
)
from content.services.stories import StoryInput, collect_story, idea_from_story, set_permission, thank_author
from core.dates import at_local, local_day
from publishing.models import DaySort, Recurs
from publishing.services import DayInput, ShareInput, make_feed, make_share, set_special_day


@dataclass(frozen=True)
class Serial:
    """A series every week; `parts` of its numbers are on Weibo, those in `left_out` are missing."""

    name: str
    account: str
    note: str
    hour: int
    parts: int = 4
    left_out: tuple[int, ...] = ()
    number_format: str = "第%d期"
    ended: bool = False


SERIALS = (
    Serial("杯子小课堂", "山岚", "一次讲清一个小问题，结尾留一个问题。配一张实拍图，不用海报。", 11, left_out=(3,)),
    Serial("一锅一菜", "山岚厨房", "一道家常菜，三步写完，火候写成分钟。", 17, number_format="之%d"),
    Serial("售后问得最多", "山岚客服", "把上周问得最多的一件事写成三句话。", 14, parts=2, ended=True),
)

STORIES: tuple[tuple[str, str, Permission, str, bool], ...] = (
    (
        "阿柴的便当",
        "带了三年的山岚饭盒，盖子还是紧的。今天给它拍了张照，旁边是我妈做的红烧肉。",
        Permission.GRANTED,
        "11 月 12 日私信回复：可以用，注明我的昵称就行。",
        True,
    ),
    (
        "晚风里的猫",
        "搬家时唯一没有打包的就是这只杯子，一路拿在手里，到新家还是热的。",
        Permission.GRANTED,
        "评论回复：用吧，照片也可以用。",
        False,
    ),
    ("通勤两小时", "地铁上被人问了两次杯子是什么牌子的。山岚，谢谢你让我社恐的早晨多了两次对话。", Permission.ASKED, "", False),
    ("南坡的茶", "爷爷住院那阵子，每天用它送汤，从城东到城西，打开还冒着热气。", Permission.NOT_ASKED, "", False),
    ("小满不加糖", "杯底磕掉一块漆，客服说可以换，我没舍得，那是登顶那天磕的。", Permission.REFUSED, "私信回复：只想自己留着。", False),
)  # fmt: skip

IDEAS: tuple[tuple[str, str, int], ...] = (
    ("杯底的磕痕：向老用户征集照片", "每张配一句话，九张一组。先问过再用。", 3),
    ("直播间问得最多的五个问题", "请客服把原话发来，不改写。", 5),
    ("冬天的保温瓶为什么有水声", "", 0),
)

COMPANY_DAYS: tuple[tuple[int, str, DaySort, Recurs], ...] = (
    (4, "云雾系列补货到仓", DaySort.COMPANY, Recurs.ONCE),
    (9, "山岚成立纪念日", DaySort.COMPANY, Recurs.YEARLY),
    (13, "客服系统升级，回复会慢", DaySort.WATCH, Recurs.ONCE),
)


def write_planned_ahead(
    accounts: dict[str, WeiboAccount], people: dict[Role, User], *, administrator: User, now: dt.datetime
) -> None:
    """Through the services that people use, so that each has its history."""
    editor = people[Role.RESPONSIBLE_EDITOR]
    for serial in SERIALS:
        _write_series(serial, accounts[serial.account], by=editor, now=now)
    stories = list(_stories(by=editor, now=now))
    idea_from_story(story=stories[0], by=editor, at=now)
    for title, note, days in IDEAS:
        due = local_day(now) + dt.timedelta(days=days)
        create_idea(idea=IdeaInput(title=title, note=note, owner=editor, due_on=due), by=editor, at=now)
    for ahead, name, kind, recurs in COMPANY_DAYS:
        values = DayInput(local_day(now) + dt.timedelta(days=ahead), name, kind, recurs)
        set_special_day(values=values, by=editor, at=now)
    account = f"account={accounts['山岚厨房'].pk}"
    for person in (editor, administrator):
        make_feed(name="我的手机", filters="", by=person, at=now)
        shown = ShareInput(name="给合作餐厅看的排期", filters=account, days=30)
        make_share(values=shown, by=person, at=now)


def _write_series(serial: Serial, account: WeiboAccount, *, by: User, now: dt.datetime) -> None:
    """Number 1 is as many weeks back as there are parts; the next one is due within the week."""
    first = local_day(now) - dt.timedelta(days=7 * serial.parts - 2)
    given = SeriesInput(
        serial.name, account, at_local(first, dt.time(serial.hour)), note=serial.note, owner=by,
        number_format=serial.number_format, category=Category.objects.get(slug="knowledge"),
    )  # fmt: skip
    series = save_series(given=given, by=by, at=now)
    for number, post in zip(_numbers(serial), _parts(account, since=given.due_at), strict=False):
        place_in_series(post=post, place=Place(series, number), by=by, at=now)
    if serial.ended:
        end_series(series=series, by=by, at=now)


def _numbers(serial: Serial) -> Iterable[int]:
    return [number for number in range(1, serial.parts + 1) if number not in serial.left_out]


def _parts(account: WeiboAccount, *, since: dt.datetime) -> Iterable[Post]:
    """One published post of each week since then, in order of time."""
    rows = Post.objects.visible().filter(account=account, category__slug="knowledge", state=PostState.PUBLISHED)
    weeks: dict[int, Post] = {}
    for post in rows.filter(due_at__gte=since).order_by("due_at"):
        if post.due_at is not None:
            weeks.setdefault((post.due_at - since).days // 7, post)
    return weeks.values()


def _stories(*, by: User, now: dt.datetime) -> Iterable[UserStory]:
    for number, (author, text, permission, evidence, thanked) in enumerate(STORIES):
        said = now - dt.timedelta(days=16 - 2 * number, hours=number)
        given = StoryInput(author, text, said_at=said)
        story = collect_story(given=given, by=by, at=said + dt.timedelta(hours=5))
        if permission != Permission.NOT_ASKED:
            asked = said + dt.timedelta(days=1)
            story, _count = set_permission(story=story, permission=permission, by=by, at=asked, evidence=evidence)
        if thanked:
            story = thank_author(story=story, by=by, at=said + dt.timedelta(days=2))
        yield story
