"""The fan book of the sample company: who is worth keeping, and what was talked about outside the inbox."""

import datetime as dt

from accounts.models import User
from engagement.models import Channel, Fan, FanKind, Thread
from engagement.services import FanInput, add_fan, add_fan_of, note_contact, refresh_fans

# name, uid, kind, value, followers, note, days since the last contact (None: never), channel, what was said
PEOPLE: tuple[tuple[str, str, str, int | None, int | None, str, int | None, str, str], ...] = (
    ("爱喝热水的阿棠", "5504000001", FanKind.LOYAL, 5, 420, "收藏保温杯，晒过六只。", 12, Channel.GIFT, "寄了云雾系列试用装，请她说说盖子好不好拧。"),
    ("老陈爱做饭", "5504000002", FanKind.CUSTOMER, 4, 233, "退休，爱炖汤，评论很细。", 45, Channel.PHONE, "回访铸铁锅的使用情况，锅底没有生锈。"),
    ("家居测评室", "5502000002", FanKind.KOL, 5, 287000, "只测自己买的，不收礼。", 70, Channel.MESSAGE, "送去检测报告，他说横评会自己买样品。"),
    ("跑步的石头", "5504000004", FanKind.POTENTIAL, 3, 310, "半马选手，水杯用得很费。", None, "", ""),
    ("阿柴的便当", "5504000006", FanKind.ALLY, 4, 2630, "每周带饭，愿意给配图。", 5, Channel.MEETING, "门店见面，商量了便当故事的写法。"),
    ("奶茶戒断中", "5504000005", FanKind.TROUBLEMAKER, None, 175, "意见多，多数说得在理，先道谢再解释。", 20, Channel.COMMENT, "解释了杯盖刻度的误差。"),
)  # fmt: skip


def write_fans(*, by: User, now: dt.datetime) -> None:
    """Six people, and one straight from the inbox."""
    for name, uid, kind, value, followers, note, days, channel, told in PEOPLE:
        said = Thread.objects.filter(author_name=name).exclude(author_id="").first()
        given = FanInput(name, said.author_id if said else uid, kind, value, followers, note, by)
        fan = add_fan(given=given, by=by, at=now - dt.timedelta(days=120))
        if days is not None:
            note_contact(fan=fan, channel=channel, text=told, by=by, at=now - dt.timedelta(days=days))
    asked = (
        Thread.objects.exclude(author_id="").exclude(author_id__in=Fan.objects.values("uid")).order_by("-pk").first()
    )
    if asked is not None:
        add_fan_of(thread=asked, kind=FanKind.POTENTIAL, by=by, at=now)
    refresh_fans()
