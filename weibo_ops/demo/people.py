"""Rights and people of the sample company: a role of its own, assessments, an end date, an invitation."""

import datetime as dt

from accounts.models import Assessment, CustomRole, Grant, RoleVersion, Temperament, User, WeiboAccount
from accounts.roles import Can, Role
from accounts.services import Invitation, invite
from core.audit import SYSTEM, record
from core.dates import local_day
from reports.models import IncentivePlan

GRADES: dict[Role, dict[str, int]] = {
    Role.CHIEF_EDITOR: {"psychology": 4, "copywriting": 5, "planning": 5, "data": 3, "industry": 5},
    Role.RESPONSIBLE_EDITOR: {"copywriting": 4, "pictures": 3, "planning": 3, "learning": 5, "industry": 3},
    Role.PICTURE_EDITOR: {"pictures": 5, "learning": 4},
    Role.CUSTOMER_EDITOR: {"psychology": 5, "copywriting": 3, "industry": 4},
}
NOTES: dict[Role, str] = {
    Role.CHIEF_EDITOR: "能把专业的话说得让人愿意读，遇到争议先核实再开口。",
    Role.RESPONSIBLE_EDITOR: "文字干净，提问自然；数据解读还要多练。",
    Role.CUSTOMER_EDITOR: "面对连续投诉不急不躁，能把人从评论区带到解决办法。",
}


def write_assessments(people: dict[Role, User], *, administrator: User, now: dt.datetime) -> None:
    """Everybody is assessed (A7) but the designer, whose term ran out last month."""
    for role, person in [*people.items(), (Role.ADMINISTRATOR, administrator)]:
        assessor = people[Role.CHIEF_EDITOR] if person == administrator else administrator
        begun = now - dt.timedelta(
            days=395 if role == Role.PICTURE_EDITOR else 80 + 30 * len(NOTES.get(role, "")) % 200
        )
        Assessment.objects.create(
            user=person, skills=GRADES.get(role, {}), note=NOTES.get(role, ""), pledged=True, passed=True,
            temperament=Temperament.STEADY if role in NOTES else Temperament.ADEQUATE,
            assessed_by=assessor, assessed_at=begun, valid_until=begun + dt.timedelta(days=365),
        )  # fmt: skip
        record("accounts.assessment.made", person, by=SYSTEM, at=now)


def write_rights(people: dict[Role, User], accounts: dict[str, WeiboAccount], *, by: User, now: dt.datetime) -> None:
    """A role of the company's own, and two rights with an end: one ends this week (A8)."""
    cans = sorted([Can.VIEW, Can.REPLY, Can.MONITOR, Can.FREEZE])
    since = now - dt.timedelta(days=20)
    role = CustomRole.objects.create(
        slug="own-duty", name="夜间值班", note="晚 8 点到早 8 点：盯预警、回复，必要时冻结发布。", capabilities=cans, created_by=by,
        created_at=since,
    )  # fmt: skip
    RoleVersion.objects.create(role=role, name=role.name, capabilities=cans, since=since, changed_by=by)
    Grant.objects.create(
        user=people[Role.RESPONSIBLE_EDITOR], role=role.slug, custom_role=role, account=accounts["山岚"], given_by=by,
        given_at=since, reason="十一月夜间值班", ends_at=now + dt.timedelta(days=5),
    )  # fmt: skip
    Grant.objects.create(
        user=people[Role.CUSTOMER_EDITOR], role=Role.RESPONSIBLE_EDITOR, account=accounts["山岚客服"], given_by=by,
        given_at=since, reason="客服号日常更新由客服组自己写", ends_at=now + dt.timedelta(days=120),
    )  # fmt: skip


def write_incentive(*, by: User, now: dt.datetime) -> None:
    """A plan in force since last spring and a new version for next month (A10)."""
    this_month = local_day(now).replace(day=1)
    next_month = (this_month + dt.timedelta(days=32)).replace(day=1)
    old = {"follower_growth": 30, "posts": 20, "reposts": 15, "comments": 15, "response_time": 10, "quality": 10}
    new = {"follower_growth": 20, "posts": 15, "reposts": 15, "comments": 15, "response_time": 15, "quality": 20}
    begun = now - dt.timedelta(days=200)
    IncentivePlan.objects.create(
        valid_from=local_day(begun).replace(day=1), base=500, bonus=1800, weights=old, note="首版", created_by=by,
        created_at=begun,
    )  # fmt: skip
    IncentivePlan.objects.create(
        valid_from=next_month, base=500, bonus=2000, weights=new, note="少看涨粉，多看质量和响应", created_by=by,
        created_at=now,
    )  # fmt: skip


def invite_newcomer(*, by: User, now: dt.datetime) -> None:
    """Somebody who has not come yet."""
    sent = invite(
        invitation=Invitation("tao@shanlan.example", "陶然", "新媒体实习"), by_mail=False, by=by,
        at=now - dt.timedelta(days=2),
    )  # fmt: skip
    Grant.objects.create(
        user=sent.invitation.user, role=Role.PICTURE_EDITOR, given_by=by, given_at=now, reason="实习",
        ends_at=now + dt.timedelta(days=180),
    )  # fmt: skip
