"""The world at the beginning: two apps and a small fictitious company with the people around it."""

from __future__ import annotations

from typing import Any

from sandbox import actions
from sandbox.models import OWNER_LIFETIME, App, Token, User
from sandbox.state import World

APP_KEY, APP_SECRET = "sandbox-app-key", "sandbox-app-secret"
BIZ_KEY, BIZ_SECRET = "sandbox-biz-key", "sandbox-biz-secret"
OWNER = 5501000001

# uid, nickname, kind, gender, verified type, reason, description, place, followers
Person = tuple[int, str, str, str, int, str, str, str, int]
PEOPLE: list[Person] = [
    (5501000001, "山岚", "company", "n", 2, "山岚家居官方微博", "一杯热水，一顿好饭。", "浙江 杭州", 128430),
    (5501000002, "山岚厨房", "company", "n", 2, "山岚厨具官方微博", "锅碗瓢盆的生活学。", "浙江 杭州", 64210),
    (5501000003, "山岚客服", "company", "n", 2, "山岚客服官方微博", "售后与咨询，九点到二十一点。", "浙江 杭州", 18320),
    (5501000004, "山岚会员中心", "company", "n", 2, "山岚会员官方微博", "会员日、积分、以旧换新。", "浙江 杭州", 23875),
    (5501000005, "顾山岚", "company", "f", 0, "山岚家居创始人", "做了二十年杯子。", "浙江 杭州", 41200),
    (5501000006, "山岚设计部小梁", "company", "m", 0, "山岚家居设计师", "画杯子的人。", "浙江 杭州", 3140),
    (5501000007, "山岚门店阿青", "company", "f", -1, "", "西湖店店员，喜欢泡茶。", "浙江 杭州", 860),
    (5501000008, "山岚质检老周", "company", "m", -1, "", "每天摔杯子的工作。", "浙江 金华", 1275),
    (5502000001, "江南晨报生活", "media", "n", 3, "江南晨报生活版官方微博", "衣食住行的新鲜事。", "浙江 杭州", 512300),
    (5502000002, "家居测评室", "media", "n", 0, "家居测评博主", "只测自己买的。", "上海", 287000),
    (5503000001, "云栖杯壶", "rival", "n", 2, "云栖杯壶官方微博", "轻，是一种本事。", "江苏 苏州", 96500),
    (5503000002, "石榴厨电", "rival", "n", 2, "石榴厨电官方微博", "厨房里的好帮手。", "广东 佛山", 153200),
    (5504000001, "爱喝热水的阿棠", "person", "f", -1, "", "保温杯收藏者。", "四川 成都", 420),
    (5504000002, "老陈爱做饭", "person", "m", -1, "", "退休以后天天研究菜谱。", "山东 济南", 233),
    (5504000003, "小鹿的租房日记", "person", "f", -1, "", "十平米也要好好生活。", "北京", 1890),
    (5504000004, "跑步的石头", "person", "m", -1, "", "半马选手，水杯杀手。", "广东 深圳", 310),
    (5504000005, "奶茶戒断中", "person", "f", -1, "", "第九十九次决定自己泡茶。", "湖南 长沙", 175),
    (5504000006, "阿柴的便当", "person", "f", -1, "", "带饭第五年。", "上海", 2630),
]  # fmt: skip

POSTS: list[tuple[int, float, str, int]] = [
    (
        5501000001,
        9.2,
        "入秋第一杯热茶，从一只不烫手的杯子开始。云雾系列今天补货，三种颜色都在。 https://weibo-ops.example/p/yunwu",
        3,
    ),
    (
        5501000001,
        6.4,
        "有朋友问杯盖怎么拆洗。我们拍了一段四十秒的短片，硅胶圈记得每周取下来晾一晾。 https://weibo-ops.example/care",
        1,
    ),
    (5501000001, 2.1, "周末不加班，去山里看雾。你们那边的秋天是什么颜色？ https://weibo-ops.example/autumn", 9),
    (5501000002, 7.7, "铁锅第一次下厨前要不要开锅？要。三步，十分钟。 https://weibo-ops.example/wok", 4),
    (5501000002, 3.3, "冬天的汤，火要小，盖要严。今天炖的是萝卜牛腩。 https://weibo-ops.example/soup", 6),
    (
        5501000003,
        5.5,
        "客服的同事们整理了十个被问得最多的问题，放在这里，先看看有没有你的。 https://weibo-ops.example/faq",
        0,
    ),
    (5501000004, 4.8, "本月会员日是二十八号，积分可以换杯刷和茶滤。 https://weibo-ops.example/member", 1),
    (
        5501000005,
        8.9,
        "二十年前第一只杯子漏水，我们赔了三百个客户。那以后每一只都要倒放一夜。 https://weibo-ops.example/story",
        0,
    ),
    (5502000001, 6.0, "杭州这家做杯子的公司，用一夜倒放来检验每一只保温杯。@山岚", 2),
    (5502000002, 5.1, "六只五百毫升保温杯横评：山岚云雾十二小时后还有五十八度，云栖更轻但杯口偏烫。", 9),
    (5503000001, 4.2, "轻到一百八十克的随行杯，今天上新。", 3),
    (5503000002, 3.9, "石榴空气炸锅，双旋钮，老人也会用。", 1),
    (5504000001, 2.6, "新买的杯子盖子拧不紧，有点漏水，@山岚客服 这个能换吗", 1),
    (5504000003, 1.7, "给出租屋添了一只小奶锅，@山岚厨房 的，颜色真好看", 2),
    (5504000004, 0.9, "跑完十公里，杯子里的水还是热的，其实我想喝凉的……", 0),
]


def plant_apps(world: World) -> None:
    """The two apps every world begins with."""
    world.save_app(App(APP_KEY, APP_SECRET, "微博运营台", safe_domains=["weibo-ops.example"], owner="", level="normal"))
    world.save_app(App(BIZ_KEY, BIZ_SECRET, "微博运营台商业版", safe_domains=["weibo-ops.example"], commercial=True))


def plant(world: World) -> None:
    """Fill an empty world. The caller commits."""
    plant_apps(world)
    for row in PEOPLE:
        world.save_user(_person(row))
    for index, row in enumerate(PEOPLE):
        if row[2] in ("person", "media") and index % 3 != 0:
            join_app(world, row[0])
    _plant_follows(world)
    _plant_posts(world)


def join_app(world: World, uid: int) -> None:
    """Let a person authorise the default app for good, so that ordinary apps see what this person writes."""
    world.save_token(Token(f"2.00seed{uid}", APP_KEY, uid, world.now(), world.now() + OWNER_LIFETIME))


def _person(row: Person) -> User:
    uid, name, kind, gender, verified, reason, description, location, followers = row
    facts: dict[str, Any] = {
        "kind": kind,
        "gender": gender,
        "verified": verified >= 0,
        "verified_type": verified,
        "verified_reason": reason,
        "description": description,
        "location": location,
        "followers_base": followers,
        "friends_base": 40 + uid % 173,
        "statuses_base": 300 + uid % 911,
        "created_at": 1300000000.0 + (uid % 1000) * 86400,
        "domain": "shanlan" if uid == OWNER else "",
    }
    return User(uid=uid, screen_name=name, **facts)


def _plant_follows(world: World) -> None:
    company = [row[0] for row in PEOPLE if row[2] == "company"]
    others = [row[0] for row in PEOPLE if row[2] != "company"]
    since = world.now() - 30 * 86400
    for uid in company:
        for other in company:
            if uid != other:
                world.follow(uid, other, since)
    for uid in others:
        for followed in company[: 1 + uid % 4]:
            world.follow(uid, followed, since)
    world.follow(OWNER, 5504000001, since)


def _plant_posts(world: World) -> None:
    now = world.now()
    for uid, days, text, pictures in sorted(POSTS, key=lambda row: -row[1]):
        draft = actions.Draft(uid, text, at=now - days * 86400, source=actions.WEB_SOURCE)
        draft.pics = [f"seed{uid % 10007}{int(days * 10)}p{index}" for index in range(pictures)]
        post = actions.publish(world, draft)
        post.likes = (uid * 7 + int(days * 31)) % 180
