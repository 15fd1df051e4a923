"""Block of the workbench for what this person can decide: one line for each kind, with its number."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Final

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import accounts_for
from accounts.models import RequestState, VerificationRequest
from accounts.roles import Can
from campaigns.models import Appeal, AppealState, Campaign, CampaignState, FilingState
from core.dates import local_day, month_of
from engagement.queries.approvals import waiting_replies
from monitoring.queries.own_posts import open_own_posts
from publishing.models import Release, ReleaseState
from reports.models import GovernanceReading, IncentiveDispute, IncentiveStatement, Remark, Report, SystemOwner
from reports.queries import incentive_plan_on
from weibo_ops.queries.counts import within
from weibo_ops.queries.search import address_of
from weibo_ops.queries.workbench import Block, Line, Reach

LOOKED_AT: Final = dt.timedelta(days=35)
SOON: Final = dt.timedelta(days=7)


def decisions(reach: Reach) -> Block:
    """Answers, releases, verifications, filings, appeals, reports and systems that wait for this person's word."""
    lines = [line for read in _KINDS for line in read(reach)]
    return Block(key="decisions", title=_("等我决定"), icon="gavel", empty="", lines=lines)


def _answers(reach: Reach) -> Iterator[Line]:
    if not (reach.rights.may_somewhere(Can.REPLY) or reach.rights.may_somewhere(Can.REVIEW)):
        return
    n = waiting_replies(reach.user).count()
    if n:
        text = ngettext("%(n)d 条回复等第二个人同意", "%(n)d 条回复等第二个人同意", n)
        yield Line(text % {"n": n}, address_of("engagement:approvals"))


def _releases(reach: Reach) -> Iterator[Line]:
    asked = Release.objects.filter(state=ReleaseState.ASKED).exclude(asked_by=reach.user)
    n = asked.count() if reach.rights.may(Can.FREEZE) else 0
    if n:
        text = ngettext("%(n)d 次放行冻结等第二个人决定", "%(n)d 次放行冻结等第二个人决定", n)
        yield Line(text % {"n": n}, address_of("calendar:freezes"))


def _own_posts(reach: Reach) -> Iterator[Line]:
    if not reach.rights.may_somewhere(Can.MONITOR):
        return
    n = open_own_posts(accounts_for(reach.user, Can.MONITOR)).count()
    if n:
        text = ngettext("%(n)d 条微博不是从这里发出的，等人确认", "%(n)d 条微博不是从这里发出的，等人确认", n)
        yield Line(text % {"n": n}, address_of("monitoring:own_posts"))


def _verifications(reach: Reach) -> Iterator[Line]:
    if not reach.rights.may_somewhere(Can.MANAGE_ACCOUNTS):
        return
    asked = within(
        VerificationRequest.objects.filter(state=RequestState.OPEN), reach.rights.account_ids(Can.MANAGE_ACCOUNTS)
    )
    for request in asked.exclude(asked_by=reach.user).select_related("account").order_by("pk")[:2]:
        yield Line(
            _("认证申请等您决定"), address_of("accounts:account_verification", request.account_id), request.account
        )


def _campaigns(reach: Reach) -> Iterator[Line]:
    """P6, P7: filings before a campaign begins, and appeals."""
    if not reach.rights.may_somewhere(Can.CAMPAIGN):
        return
    soon = Campaign.objects.filter(
        filing_state=FilingState.TO_FILE, starts_at__lt=reach.now + SOON,
        state__in=[CampaignState.PLANNED, CampaignState.RUNNING],
    )  # fmt: skip
    for campaign in soon.order_by("starts_at")[:2]:
        note = _("七天内开始，没有备案发不出去")
        yield Line(
            campaign.name, address_of("campaigns:campaign", campaign.pk), at=campaign.starts_at, note=note, is_bad=True
        )
    n = Appeal.objects.filter(state=AppealState.OPEN).count()
    if n:
        text = ngettext("%(n)d 份参与申诉等处理", "%(n)d 份参与申诉等处理", n)
        yield Line(text % {"n": n}, address_of("campaigns:list"))


def _reports(reach: Reach) -> Iterator[Line]:
    """I5: reports to sign, questions to answer."""
    if reach.rights.may(Can.SIGN_OFF):
        since = local_day(reach.now) - LOOKED_AT
        n = Report.objects.filter(signed_at=None, first__gte=since).count()
        if n:
            text = ngettext("%(n)d 份报告等您签阅", "%(n)d 份报告等您签阅", n)
            yield Line(text % {"n": n}, address_of("reports:weekly"))
    if reach.rights.may(Can.REPORT):
        answer = Remark.objects.filter(question=OuterRef("pk"))
        n = Remark.objects.filter(~Exists(answer), is_question=True).exclude(author=reach.user).count()
        if n:
            text = ngettext("报告里有 %(n)d 个问题没有人回答", "报告里有 %(n)d 个问题没有人回答", n)
            yield Line(text % {"n": n}, address_of("reports:weekly"))


def _statements(reach: Reach) -> Iterator[Line]:
    """A10: disputes of others that nobody answered, and last month while it is not final."""
    if not reach.rights.may(Can.SIGN_OFF):
        return
    waiting = IncentiveDispute.objects.filter(answered_at=None).exclude(statement__person=reach.user)
    for row in waiting.select_related("statement__person")[:2]:
        text = _("%(name)s 对激励结算有疑问") % {"name": row.statement.person}
        yield Line(text, address_of("reports:statement", row.statement.in_month, row.statement.person_id))
    month = month_of(local_day(reach.now)).previous
    if incentive_plan_on(month.first) and not IncentiveStatement.objects.filter(month=month.first).exists():
        yield Line(_("%(month)s 的激励结算等定稿") % {"month": month}, address_of("reports:statements", month))


def _systems(reach: Reach) -> Iterator[Line]:
    """I6: what tonight's reading found wanting in the systems this person answers for."""
    mine = SystemOwner.objects.filter(person=reach.user).values("system")
    wanting = Q(day=local_day(reach.now), found__gt=0)
    n = GovernanceReading.objects.filter(wanting, system__in=mine).count()
    if n:
        text = ngettext("我负责的管理体系有 %(n)d 项检查不正常", "我负责的管理体系有 %(n)d 项检查不正常", n)
        yield Line(text % {"n": n}, address_of("reports:governance"))


_KINDS: tuple[Callable[[Reach], Iterator[Line]], ...] = (
    _answers, _releases, _own_posts, _verifications, _campaigns, _reports, _statements, _systems,
)  # fmt: skip
