"""Five a day in the sample company: two weeks behind it, and today's list half done."""

import datetime as dt
from collections.abc import Sequence

from accounts.models import User, WeiboAccount
from core.dates import local_day
from engagement.choosing import Candidate, Reason, Why
from engagement.models import Target, TargetState, Thread
from engagement.services import mark_commented, mark_followed, propose_targets, skip_target

# name, followers, reasons, what was said
PEOPLE: tuple[tuple[str, int, tuple[Reason, ...], str], ...] = (
    ("露营的半块砖", 1860, (Reason(Why.COMPETITOR, "别家保温杯", 3), Reason(Why.HOT, "别家保温杯", 214)), "带了三个保温杯上山，凌晨四点只有一个还是烫的，另外两个我就不点名了。"),
    ("早八人阿泽", 342, (Reason(Why.TOPIC, "保温杯", 4), Reason(Why.QUESTION, "保温杯", 1)), "求一个单手能开的保温杯，挤地铁真的腾不出第二只手。"),
    ("小满爱收纳", 9120, (Reason(Why.TOPIC, "家居好物", 2),), "租房五年，厨房台面终于只剩下三样东西了。"),
    ("山风与茶", 765, (Reason(Why.COMPETITOR, "别家保温杯", 2),), "换了个牌子的焖茶杯，第一周盖子就开始漏水。"),
    ("骑车去上班", 2304, (Reason(Why.TOPIC, "保温杯", 1),), "车把水壶架配多大的杯子合适，五百毫升会不会晃。"),
    ("一人食研究所", 15800, (Reason(Why.TOPIC, "铸铁锅", 3), Reason(Why.HOT, "铸铁锅", 96)), "一个人也值得用铸铁锅，今天是番茄牛腩。"),
    ("糯米不糯", 128, (Reason(Why.SILENT, "loyal", 74),), ""),
    ("备考的橘子", 417, (Reason(Why.TOPIC, "保温杯", 2),), "图书馆禁止带无盖的杯子，怪我。"),
    ("阿岚做早饭", 5630, (Reason(Why.TOPIC, "铸铁锅", 1), Reason(Why.QUESTION, "铸铁锅", 1)), "新锅第一次开锅要多久，说明书找不到了。"),
    ("周末修东西", 980, (Reason(Why.COMPETITOR, "别家保温杯", 1),), "把别家杯子的密封圈拆了，发现是胶粘的。"),
    ("两只猫的书桌", 3150, (Reason(Why.TOPIC, "家居好物", 1),), "猫把我的杯子推下去第四次，这次没碎。"),
    ("青石巷的猫", 640, (Reason(Why.TOPIC, "保温杯", 1), Reason(Why.QUESTION, "保温杯", 1)), "保温杯泡了三天茶，茶垢用什么洗最省事。"),
    ("徒步的老范", 4720, (Reason(Why.COMPETITOR, "别家保温杯", 2),), "零下十度，手里这只杯子四个小时就凉了。"),
    ("阿禾的厨房日记", 31200, (Reason(Why.TOPIC, "铸铁锅", 2), Reason(Why.HOT, "铸铁锅", 158)), "一口锅从早饭用到宵夜，今天算了算洗了五遍。"),
    ("加班到几点", 205, (Reason(Why.TOPIC, "家居好物", 1),), "工位上最值的一件东西，是一只不会倒的杯子。"),
    ("养多肉的阿屏", 1470, (Reason(Why.SILENT, "customer", 92),), ""),
    ("海边晨跑", 883, (Reason(Why.TOPIC, "保温杯", 1),), "跑完十公里打开杯子，水还是冰的，幸福。"),
    ("老屋新装", 7640, (Reason(Why.TOPIC, "家居好物", 3), Reason(Why.QUESTION, "家居好物", 1)), "厨房只有四平米，锅具怎么收才不磕碰。"),
    ("爱较真的小武", 1190, (Reason(Why.COMPETITOR, "别家保温杯", 1),), "测了六只杯子的重量，标称和实际差得最多的有四十克。"),
    ("北方小厨娘", 22400, (Reason(Why.TOPIC, "铸铁锅", 5),), "铁锅炖大鹅，锅重得要两个人抬。"),
)  # fmt: skip
SAID = ("回了她的问题，告诉她单手开盖怎么按。", "夸了照片，问锅用了几年。", "解释了密封圈可以自己换。")


def write_targets(accounts: Sequence[WeiboAccount], *, by: User, now: dt.datetime) -> None:
    """Ten days that were done, with some who came back, and today."""
    for ago in range(14, 0, -1):
        at = now - dt.timedelta(days=ago)
        _propose(at, first=ago * 100)
        for target in Target.objects.filter(day=local_day(at), state=TargetState.OPEN):
            _tick(target, by, at, whole=target.pk % 6 != 0)
    _propose(now, first=0)
    mine = Target.objects.filter(day=local_day(now), account=accounts[0], state=TargetState.OPEN).order_by("-score")
    for target in mine[:2]:
        _tick(target, by, now, whole=True)
    if (last := mine.last()) is not None:
        skip_target(target=last, reason="是同行的店主，不是顾客。", by=by, at=now)
    _come_back(now)


def _propose(at: dt.datetime, *, first: int) -> None:
    """Names come again after two weeks under other numbers, as people would."""
    people = [
        Candidate(
            uid=str(5506000000 + first + n),
            name=name,
            reasons=reasons,
            followers=followers,
            post_text=text,
            post_url=f"https://weibo.com/{5506000000 + first + n}" if text else "",
            post_at=at - dt.timedelta(hours=5 + n) if text else None,
        )
        for n, (name, followers, reasons, text) in enumerate(PEOPLE)
    ]
    propose_targets(candidates=people, day=local_day(at), at=at)


def _tick(target: Target, by: User, at: dt.datetime, *, whole: bool) -> None:
    mark_followed(target=target, by=by, at=at)
    if whole:
        mark_commented(target=target, proof=SAID[target.pk % len(SAID)], by=by, at=at)


def _come_back(now: dt.datetime) -> None:
    """Some of those who were commented on have written to us since."""
    met = Target.objects.filter(commented_at__lt=now - dt.timedelta(days=6)).order_by("pk")
    for target in met[::4]:
        Target.objects.filter(pk=target.pk).update(uid=_writer(target) or target.uid)


def _writer(target: Target) -> str:
    wrote = Thread.objects.filter(account=target.account_id, received_at__gt=target.commented_at).exclude(author_id="")
    known = Target.objects.filter(account=target.account_id).values("uid")
    found = wrote.exclude(author_id__in=known).first()
    return found.author_id if found else ""
