"""Saved replies, tags, rules, a team and a note of the sample company's customer care (E1)."""

import datetime as dt

from accounts.models import User
from accounts.roles import Role
from engagement.models import Priority, SavedReply, Thread, ThreadKind, ThreadState, ThreadTag
from engagement.services import SavedInput, Told, add_note, count_minutes, note_by_hand, save_saved_reply, save_tag
from engagement.services.duty import TeamInput, save_team, set_capacity
from engagement.services.rules import apply_rules, save_rule
from engagement.sorting.rules import RuleValues

REPLIES = (
    SavedInput("漏水换新", "{客户}您好，杯盖漏水可以免费换新，请私信订单号，我们今天为您处理。", "售后"),
    SavedInput("查物流", "{客户}您好，请私信订单号，我帮您查到哪一站了。", "售后"),
    SavedInput("补货", "{客户}您好，这一款下周补货，到货后{账号}会发微博。", "售前"),
    SavedInput("谢谢", "谢谢{客户}，有事随时留言，我是{我}。", ""),
)

TAGS = (("售后", 7), ("物流", 2), ("补货", 3), ("建议", 1), ("合作", 4))


def write_care(people: dict[Role, User], *, now: dt.datetime) -> None:
    """As if care had worked with them for a while."""
    by = people[Role.CUSTOMER_EDITOR]
    for values in REPLIES:
        save_saved_reply(saved=None, values=values, by=by, at=now)
    for thread in Thread.objects.filter(state=ThreadState.OPEN).order_by("due_at")[:1]:
        add_note(thread=thread, text="老客户，上个月换过一次盖子，先道歉再说办法。", by=by, at=now)
    _write_sorting(people, now=now)
    _write_by_hand(by, now=now)
    count_minutes()


def _write_by_hand(by: User, *, now: dt.datetime) -> None:
    """One answer was given on Weibo itself and told of."""
    thread = Thread.objects.filter(state=ThreadState.ANSWERED, kind=ThreadKind.COMMENT).order_by("-received_at").first()
    if thread is not None:
        said_at = min(thread.received_at + dt.timedelta(minutes=40), now)
        words = "还有不明白的，直接在这条微博下面问我就行。"
        told = Told(words, by, said_at, f"https://weibo.com/u/{thread.account.uid}")
        note_by_hand(thread=thread, told=told, by=by, at=now)


def _write_sorting(people: dict[Role, User], *, now: dt.datetime) -> None:
    """Tags, a team with a shift, and three rules over what waits."""
    care, lead = people[Role.CUSTOMER_EDITOR], people[Role.CHIEF_EDITOR]
    tags: dict[str, ThreadTag] = {}
    for name, colour in TAGS:
        tags[name] = save_tag(tag=None, name=name, colour=colour, by=care, at=now)
    members = [care, people[Role.RESPONSIBLE_EDITOR]]
    team = save_team(team=None, wanted=TeamInput("售后组", members, dt.time(9), dt.time(21)), by=lead, at=now)
    set_capacity(person=care, most_open=40, by=lead, at=now)
    leak = SavedReply.objects.filter(title="漏水换新").first()
    rules = (
        ("漏水烫伤先处理", RuleValues(words=("漏", "烫", "裂", "生锈"), tags=(tags["售后"].pk,), priority=Priority.URGENT,
                               team=team.pk, saved_reply=leak.pk if leak else None, stops=True)),
        ("物流和补货", RuleValues(words=("快递", "物流", "到货", "补货", "发货"), tags=(tags["物流"].pk,), team=team.pk)),
        ("大号@我们", RuleValues(kinds=(ThreadKind.MENTION,), followers_from=100_000, priority=Priority.HIGH)),
    )  # fmt: skip
    for name, values in rules:
        save_rule(rule=None, name=name, values=values, active=True, by=lead, at=now)
    apply_rules(now=now)
