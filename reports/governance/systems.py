"""The nine management systems of S1.1 (I6), each a row of live checks with evidence and a link to mend it."""

import datetime as dt

from django.db.models import Count
from django.utils.translation import gettext as _

from accounts.access import roles_with
from accounts.models import AccountKind, AccountState, Grant, Token, WeiboAccount
from accounts.queries import unassessed_among
from accounts.roles import Can
from content.models import Post, PostState, QuotaPlan, Review
from core.audit import first_broken_sequence
from core.dates import local_day
from engagement.models import Thread, ThreadState
from monitoring.models import Alert, AlertState, KeywordSet
from publishing.models import Freeze, Policy, SlotPlan
from reports.governance.checks import Check, System
from reports.governance.matrix import Matrix, how_it_looks, who_could_take_over, who_is_verified, who_shows_the_face
from reports.queries import incentive_plan_on


def nine_systems(*, now: dt.datetime) -> list[System]:
    """All nine, in the document's order."""
    matrix = Matrix.read(now)
    return [
        System(_("组织管理"), _organization(matrix)),  # A1 A5 A7
        System(_("运营管理"), _operation()),  # K1 K2
        System(_("形象管理"), _image(matrix)),  # A2 A3 A4 A5 A9
        System(_("内容管理"), _content()),  # C1
        System(_("发布流程管理"), _publishing(now)),  # K5
        System(_("授权管理"), _authorization(now)),  # A8
        System(_("协作管理"), _co_operation(now)),  # A11 E1
        System(_("危机管理"), _crisis()),  # M1 M5
        System(_("激励管理"), _incentive(now)),  # A10
    ]


def _live_accounts() -> int:
    return WeiboAccount.objects.exclude(state=AccountState.RETIRED).count()


def _organization(matrix: Matrix) -> list[Check]:
    kinds = WeiboAccount.objects.exclude(state=AccountState.RETIRED).values("kind").distinct().count()
    return [
        Check(
            _("已有 %(n)d 种账号类型，共 %(all)d 种") % {"n": kinds, "all": len(AccountKind)},
            kinds >= 2,
            "accounts:matrix",
        ),
        _assessed(matrix.now),
        *who_could_take_over(matrix),
        *who_shows_the_face(matrix),
    ]


def _assessed(now: dt.datetime) -> Check:
    """A7: people who write or answer without a valid assessment; a second person must approve all they do."""
    holders = Grant.objects.in_force(now).filter(role__in=roles_with(Can.WRITE) + roles_with(Can.REPLY))
    people = set(holders.filter(user__is_active=True).values_list("user_id", flat=True))
    without = len(unassessed_among(people, at=now))
    return Check(_("%(n)d 位写作或回复的同事没有有效的操作资格评定") % {"n": without}, without == 0, "accounts:people")


def _operation() -> list[Check]:
    accounts, plans, policies = _live_accounts(), SlotPlan.objects.count(), Policy.objects.count()
    return [
        Check(
            _("%(n)d/%(all)d 个账号有时段计划") % {"n": plans, "all": accounts}, plans >= accounts, "calendar:calendar"
        ),
        Check(
            _("%(n)d/%(all)d 个账号有发布频次规则") % {"n": policies, "all": accounts},
            policies >= accounts,
            "calendar:calendar",
        ),
    ]


def _image(matrix: Matrix) -> list[Check]:
    bare = WeiboAccount.objects.exclude(state=AccountState.RETIRED).filter(persona="").count()
    return [
        Check(_("%(n)d 个账号没有填写定位卡") % {"n": bare}, bare == 0, "accounts:matrix"),
        *how_it_looks(matrix),
        *who_is_verified(matrix),
    ]


def _content() -> list[Check]:
    accounts = _live_accounts()
    has_preset = QuotaPlan.objects.filter(account__isnull=True).exists()
    plans = accounts if has_preset else QuotaPlan.objects.filter(account__isnull=False).count()
    return [
        Check(_("%(n)d/%(all)d 个账号有内容配额") % {"n": plans, "all": accounts}, plans >= accounts, "content:quotas")
    ]


def _publishing(now: dt.datetime) -> list[Check]:
    late = now - dt.timedelta(days=1)
    waiting = Post.objects.visible().filter(state=PostState.IN_REVIEW, submitted_at__lt=late).count()
    frozen = Freeze.objects.filter(ended_at__isnull=True).count()
    return [
        Check(
            _("%(n)d 条微博待审核超过一天") % {"n": waiting},
            waiting == 0,
            "content:reviews",
        ),
        Check(
            _("%(n)d 个冻结仍在生效") % {"n": frozen},
            frozen == 0,
            "calendar:board",
        ),
    ]


def _authorization(now: dt.datetime) -> list[Check]:
    soon = now + dt.timedelta(days=7)
    ending = Grant.objects.in_force(now).filter(ends_at__lt=soon).count()
    tokens = Token.objects.filter(expires_at__lt=soon).count()
    return [
        Check(
            _("%(n)d 项授权将在七天内到期") % {"n": ending},
            True,
            "accounts:rights",
        ),
        Check(
            _("%(n)d 个账号的微博授权将在七天内失效或已失效") % {"n": tokens},
            tokens == 0,
            "accounts:matrix",
        ),
        _audit_chain(first_broken_sequence()),
    ]


def _audit_chain(broken: int | None) -> Check:
    if broken is None:
        return Check(_("操作记录完整，未被改动"), True, "settings")
    return Check(_("操作记录从第 %(n)d 条起对不上") % {"n": broken}, False, "settings")


def _co_operation(now: dt.datetime) -> list[Check]:
    overdue = Thread.objects.filter(state=ThreadState.OPEN, due_at__lt=now).count()
    return [
        Check(
            _("%(n)d 条留言超时未回复") % {"n": overdue},
            overdue == 0,
            "engagement:inbox",
        ),
    ]


def _crisis() -> list[Check]:
    sets = KeywordSet.objects.filter(is_active=True).count()
    alerts = Alert.objects.filter(state=AlertState.OPEN, joined=None).count()
    return [
        Check(
            _("%(n)d 个关键词组在巡查") % {"n": sets},
            sets > 0,
            "monitoring:home",
        ),
        Check(
            _("%(n)d 条预警待处理") % {"n": alerts},
            alerts == 0,
            "monitoring:home",
        ),
    ]


def _incentive(now: dt.datetime) -> list[Check]:
    since = now - dt.timedelta(days=28)
    people = Review.objects.filter(created_at__gte=since).aggregate(n=Count("reviewer", distinct=True))["n"]
    plan = incentive_plan_on(local_day(now))
    sentence = _("激励方案从 %(day)s 起生效") % {"day": plan.valid_from} if plan else _("还没有激励方案")
    return [
        Check(sentence, plan is not None, "reports:incentive"),
        Check(_("近四周有 %(n)d 人参与审核") % {"n": people}, people > 0, "reports:overview"),
    ]
