"""Doors of the report pages."""

from collections.abc import Callable

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.access import Person, account_for, accounts_for, member, require, require_somewhere, rights_of, scope
from accounts.models import AccountKind, User, WeiboAccount
from accounts.roles import Can
from campaigns.access import campaign_for
from content.models import Category
from content.queries.library_filter import ELEMENTS
from core.dates import Period
from core.errors import existing
from reports.models import (
    ClosingReport,
    IncentiveDispute,
    IncentivePlan,
    IncentiveStatement,
    OwnMeasure,
    RecipientGroup,
    Remark,
    Report,
    ReportMail,
)
from reports.queries import closing_of
from reports.queries.subjects import ELEMENT_OF, Asked, Kind


def report_reader(user: Person) -> User:
    """Weekly reports speak of the whole matrix, so the right must hold for the whole matrix."""
    return require(user, Can.REPORT)


def report_for(user: Person, period: Period, *, to: Can = Can.REPORT) -> Report:
    """The report of a week or a month."""
    require(user, to)
    found = Report.objects.select_related("signed_by").filter(kind=period.kind, first=period.first).first()
    return existing(found, _("这段时间还没有报告。"))


def question_for(user: Person, period: Period, pk: int) -> Remark:
    """A question under a report, for those who read it."""
    report = report_for(user, period)
    return existing(report.remarks.filter(pk=pk, is_question=True).first(), _("没有找到这个问题。"))


def report_mail_for(user: Person, period: Period, pk: int) -> ReportMail:
    """One mail of a report, for those who may send it again."""
    report = report_for(user, period, to=Can.MANAGE_SETTINGS)
    return existing(report.mails.filter(pk=pk).first(), _("没有找到这封邮件。"))


def recipient_group_for(user: Person, pk: int) -> RecipientGroup:
    """A group of recipients, for those who keep them."""
    require(user, Can.MANAGE_SETTINGS)
    return existing(RecipientGroup.objects.filter(pk=pk).first(), _("没有找到这个收件组。"))


def insight_for(request: HttpRequest, kind: Kind, key: int) -> Asked:
    """What a page of insight speaks of, over the accounts whose reports this person may read."""
    return _DOORS[kind](request, key)


def matrix_for(request: HttpRequest) -> Asked:
    """The overview: every account whose reports this person may read, narrowed by the address."""
    require_somewhere(request.user, Can.REPORT)
    return Asked(Kind.MATRIX, 0, _("数据总览"), "", readable(request))


def _account(request: HttpRequest, key: int) -> Asked:
    account = account_for(request.user, key, to=Can.REPORT)
    return Asked(
        Kind.ACCOUNTS, key, account.nickname, str(account.get_kind_display()), frozenset({account.pk}), account
    )


def _category(request: HttpRequest, key: int) -> Asked:
    require_somewhere(request.user, Can.REPORT)
    category = existing(Category.objects.filter(pk=key).first(), _("没有找到这个分类。"))
    return Asked(Kind.CATEGORIES, key, category.name, _("分类"), readable(request))


def _element(request: HttpRequest, key: int) -> Asked:
    require_somewhere(request.user, Can.REPORT)
    name = existing(ELEMENT_OF.get(key), _("没有这个要素。"))
    return Asked(Kind.ELEMENTS, key, ELEMENTS[name], _("内容要素"), readable(request))


def _campaign(request: HttpRequest, key: int) -> Asked:
    require_somewhere(request.user, Can.REPORT)
    campaign = campaign_for(request.user, key)
    return Asked(Kind.CAMPAIGNS, key, campaign.name, str(campaign.get_kind_display()), readable(request))


def _person(request: HttpRequest, key: int) -> Asked:
    """His own page everybody; those of others who signs reports off, since a person's work spans all accounts."""
    member(request)
    if key != request.user.pk:
        require(request.user, Can.SIGN_OFF)
    person = existing(User.objects.filter(pk=key).first(), _("没有找到这位同事。"))
    return Asked(Kind.PEOPLE, key, str(person), _("同事"))


def readable(request: HttpRequest) -> frozenset[int] | None:
    """The accounts of the page: those that may be read, narrowed by the address; None when it is every one."""
    accounts = narrowed(request, scope(request, can=Can.REPORT))
    asked = any(request.GET.get(name) for name in ("account", "group", "kind"))
    if not asked and rights_of(request.user).may(Can.REPORT):
        return None
    return frozenset(accounts.values_list("pk", flat=True))


def peers_of(user: Person, account: WeiboAccount) -> frozenset[int]:
    """The accounts of its group that this person may read too; of its kind when it stands in no group."""
    alike = {"group": account.group_id} if account.group_id else {"kind": account.kind}
    return frozenset(accounts_for(user, Can.REPORT).filter(**alike).values_list("pk", flat=True))


def narrowed(request: HttpRequest, accounts: QuerySet[WeiboAccount]) -> QuerySet[WeiboAccount]:
    """By `?kind=`; a kind that there is none of narrows nothing."""
    kind = request.GET.get("kind", "")
    return accounts.filter(kind=kind) if kind in AccountKind.values else accounts


_DOORS: dict[Kind, Callable[[HttpRequest, int], Asked]] = {
    Kind.ACCOUNTS: _account,
    Kind.CATEGORIES: _category,
    Kind.ELEMENTS: _element,
    Kind.CAMPAIGNS: _campaign,
    Kind.PEOPLE: _person,
}


def incentive_plan_for(user: Person, pk: int) -> IncentivePlan:
    """One version of the incentive plan, for those who manage people."""
    require(user, Can.MANAGE_PEOPLE)
    return existing(IncentivePlan.objects.filter(pk=pk).first(), _("没有找到这一版方案。"))


def statements_reader(user: Person) -> User:
    """A10: the statements of everybody, for those who sign reports off."""
    return require(user, Can.SIGN_OFF)


def statement_person(user: Person, pk: int) -> User:
    """Whose statement is asked for: one's own is everybody's, those of others for those who sign reports off."""
    reader = require_somewhere(user, Can.VIEW)
    if reader.pk != pk:
        statements_reader(user)
    return existing(User.objects.filter(pk=pk).first(), _("没有找到这位同事。"))


def statement_for(user: Person, pk: int) -> IncentiveStatement:
    """One final statement."""
    require_somewhere(user, Can.VIEW)
    row = existing(IncentiveStatement.objects.select_related("person").filter(pk=pk).first(), _("没有找到这份结算。"))
    statement_person(user, row.person_id)
    return row


def dispute_for(user: Person, pk: int) -> IncentiveDispute:
    """A dispute, for those who may answer it."""
    statements_reader(user)
    found = IncentiveDispute.objects.select_related("statement").filter(pk=pk).first()
    return existing(found, _("没有找到这个疑问。"))


def closing_for(user: Person, campaign_id: int) -> ClosingReport:
    """The closing report of a campaign that the person may see."""
    return existing(closing_of(campaign_for(user, campaign_id)), _("这个活动还没有结案报告。"))


def own_measure_for(user: Person, pk: int) -> OwnMeasure:
    """A measure of the company's own, for those who may change what is measured (I2)."""
    require(user, Can.MANAGE_SETTINGS)
    return existing(OwnMeasure.objects.filter(pk=pk, removed_at=None).first(), _("没有找到这个指标，可能已被移除。"))


def kind_of_account(kind: str) -> AccountKind:
    """A kind of account by its value."""
    return existing(next((one for one in AccountKind if one.value == kind), None), _("没有这类账号。"))
