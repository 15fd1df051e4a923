"""Checks of publishing: plans and their keeping (K1, K2, K4), days (K3, K7), the flow (K5), people's part (K6)."""

import datetime as dt
from typing import Final

from django.db import connection
from django.utils.translation import gettext as _

from accounts.models import WeiboAccount
from content.models import Post, PostState
from engagement.models import StayState, StayTask
from publishing.models import Freeze, GoldenWindow, HandOver, Policy, SlotPlan, SpecialDay
from publishing.queries import slots_in_trouble
from reports.governance.checks import LISTED, Check, counted, listed
from reports.governance.contents import last_week
from reports.governance.matrix import in_use
from reports.weekly.plans import policies_of

WAITED: Final = dt.timedelta(days=1)
LATE: Final = dt.timedelta(minutes=30)
WEEK: Final = dt.timedelta(days=7)
BROKEN_DAYS: Final = 3
"""Days of a week on which a policy may not hold before the account is listed (K2)."""

BURSTS: Final = """
    SELECT DISTINCT policy.account_id FROM calendar_policy policy
    JOIN LATERAL (
        SELECT published_at - lag(published_at, policy.burst_posts) OVER (ORDER BY published_at) AS span
        FROM calendar_publication WHERE account_id = policy.account_id AND published_at >= %s
    ) sent ON sent.span < make_interval(mins => policy.burst_minutes)
    WHERE policy.burst_posts > 0
"""
"""K4: accounts that sent one more post than their policy allows within its minutes."""


def rhythm(now: dt.datetime) -> list[Check]:
    """K1, K2, K4: slot plans, policies, and whether last week kept to them."""
    accounts = in_use().count()
    plans = SlotPlan.objects.filter(account__in=in_use()).count()
    policies = Policy.objects.filter(account__in=in_use()).count()
    names = dict(WeiboAccount.objects.values_list("pk", "nickname"))
    lines = policies_of(last_week(now), names)
    off = {line["account_id"] for line in lines if line["days_below"] + line["days_above"] >= BROKEN_DAYS}
    return [
        Check("k1-plans", _("%(n)d/%(all)d 个账号有时段计划") % {"n": plans, "all": accounts}, accounts - plans,
              "calendar:plans"),
        Check("k2-policies", _("%(n)d/%(all)d 个账号有发布频次规则") % {"n": policies, "all": accounts},
              accounts - policies, "calendar:plans"),
        _accounts("k2-kept", _("上周 %(n)d 个账号有三天以上不合频次规则"), off),
        _accounts("k4-bursts", _("近七天 %(n)d 个账号短时间内发得太密"), _bursts(now - WEEK)),
    ]  # fmt: skip


def _bursts(since: dt.datetime) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(BURSTS, [since])
        return {row[0] for row in cursor.fetchall()}


def _accounts(key: str, sentence: str, ids: set[int]) -> Check:
    rows = list(in_use().filter(pk__in=ids))
    return listed(key, sentence, rows, "calendar:plans", "calendar:plan", lambda row: str(row.nickname))


def days() -> list[Check]:
    """K3, K7: golden windows and special days are there to plan by."""
    windows, special = GoldenWindow.objects.count(), SpecialDay.objects.count()
    return [
        Check("k3-windows", _("日历上标了 %(n)d 个黄金时段") % {"n": windows}, int(not windows), "calendar:windows"),
        Check("k7-days", _("日历上有 %(n)d 个节日和营销日") % {"n": special}, int(not special), "calendar:days"),
    ]


def flow(now: dt.datetime) -> list[Check]:
    """K5: what waits for review, what is frozen, what did not leave."""
    waiting = Post.objects.visible().filter(state=PostState.IN_REVIEW, submitted_at__lt=now - WAITED)
    frozen = Freeze.objects.filter(ended_at__isnull=True).count()
    trouble = slots_in_trouble().count()
    late = list(waiting.select_related("version").order_by("submitted_at")[:LISTED])
    return [
        listed(
            "k5-waiting", _("%(n)d 条微博待审核超过一天"), late, "content:reviews", "content:post",
            lambda row: row.version.text[:30] if row.version else str(row.pk),
        ),
        counted("k5-frozen", _("%(n)d 个冻结仍在生效"), frozen, "calendar:freezes"),
        counted("k5-trouble", _("%(n)d 条微博没有按计划发出，等人处理"), trouble, "calendar:board"),
    ]  # fmt: skip


def people_not_machines(now: dt.datetime) -> list[Check]:
    """K6: posts handed to a person, and staying with a post after it is out."""
    handed = HandOver.objects.filter(ended_at=None, due_at__lt=now - LATE).count()
    since = now - WEEK
    stays = StayTask.objects.filter(due_at__gte=since, due_at__lt=now)
    left = stays.filter(state=StayState.OPEN).exclude(snoozed_until__gt=now).count()
    return [
        counted("k6-handed", _("%(n)d 条交给人发布的微博过了半小时没有确认"), handed, "calendar:hand_overs"),
        counted("k6-stays", _("近七天 %(n)d 次发布后没有人守着看评论"), left, "engagement:stays"),
    ]
