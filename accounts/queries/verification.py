"""Verification of accounts (A5): states, requests, and what the audit finds over the whole matrix."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import AccountState, RequestState, VerificationRequest, WeiboAccount
from accounts.rules.verification import AccountFacts, Concern, Finding, Risk, audit, risk_of

TYPES = {
    0: _("个人认证"), 1: _("政府认证"), 2: _("企业认证"), 3: _("媒体认证"), 4: _("校园认证"), 5: _("网站认证"),
    6: _("应用认证"), 7: _("机构认证"), 10: _("微博女郎"), 200: _("微博达人"), 220: _("微博达人"), 400: _("已故"),
}  # fmt: skip

RISKS = {
    Risk.RECOMMENDED: _("建议认证。负责人出面说明态度，能得到信任；不便出面时指定代言账号。"),
    Risk.USUAL: _("以企业身份认证，照常准备材料即可。"),
    Risk.RAISED: _("认证后，他的言论会被当作公司的立场。先确认他愿意长期以这个身份说话，离开时取消认证。"),
    Risk.HIGH: _("普通员工不要随意认证：认证说明了他和公司的关系，好事坏事都会算到公司头上，离职后也难以撤清。"),
}

CONCERNS = {
    Concern.NO_FACE: _("没有一个领导人账号（或其代言账号）已认证"),
    Concern.LEADER_UNVERIFIED: _("领导人账号没有认证，也没有已认证的代言账号"),
    Concern.OFFICIAL_UNVERIFIED: _("官方账号没有认证"),
    Concern.CASUALLY_VERIFIED: _("已认证，但没有经过同意的申请"),
    Concern.NO_OWNER: _("没有负责人"),
    Concern.NO_DEPUTY: _("没有替补，负责人不在时无人接手"),
}


@dataclass(frozen=True)
class Told:
    """A finding with its sentence and its account (None: the whole matrix)."""

    concern: Concern
    account: WeiboAccount | None

    @property
    def sentence(self) -> str:
        """What is wrong."""
        return str(CONCERNS[self.concern])


def is_verified(account: WeiboAccount) -> bool | None:
    """None when Weibo has not been asked. A talent badge (200 and above) is no verification."""
    return None if account.verified_type is None else 0 <= account.verified_type < 200


def verification_word(account: WeiboAccount) -> str:
    """The state in words."""
    if account.verified_type is None:
        return str(_("还没有读到"))
    return str(TYPES.get(account.verified_type, _("未认证") if account.verified_type < 0 else _("其他认证")))


def risk_sentence(kind: str) -> str:
    """What verifying an account of a kind means."""
    return str(RISKS[risk_of(kind)])


def requests_of(account: WeiboAccount) -> list[VerificationRequest]:
    """Every request about an account, newest first."""
    return list(VerificationRequest.objects.filter(account=account).select_related("asked_by", "decided_by"))


def open_requests(accounts: "QuerySet[WeiboAccount]") -> "QuerySet[VerificationRequest]":
    """Requests that wait for a decision, oldest first."""
    rows = VerificationRequest.objects.filter(account__in=accounts, state=RequestState.OPEN)
    return rows.select_related("account", "asked_by").order_by("pk")


def audit_findings(accounts: "QuerySet[WeiboAccount] | None" = None) -> list[Told]:
    """What the audit finds over the accounts in use, in one query; about the whole matrix only when asked for all."""
    rows = list(_with_approval(WeiboAccount.objects.all() if accounts is None else accounts))
    by_pk = {row.pk: row for row in rows}
    found: Iterable[Finding] = audit([_facts_of(row) for row in rows])
    return [
        Told(finding.concern, None if finding.account is None else by_pk[finding.account])
        for finding in found
        if finding.account is not None or accounts is None
    ]


def concerns_about(account: WeiboAccount) -> list[Told]:
    """What the audit says of one account."""
    return audit_findings(WeiboAccount.objects.filter(pk=account.pk))


def personally_verified() -> list[WeiboAccount]:
    """Verified accounts that speak as a person: all are listed, with what was decided about them."""
    rows = _with_approval(WeiboAccount.objects.filter(verified_type__gte=0, verified_type__lt=200))
    return [row for row in rows if risk_of(row.kind) in {Risk.HIGH, Risk.RAISED}]


def speaks_for(account: WeiboAccount) -> list[WeiboAccount]:
    """The leaders in whose place this account speaks."""
    return list(WeiboAccount.objects.filter(second=account).exclude(state=AccountState.RETIRED))


def _with_approval(accounts: "QuerySet[WeiboAccount]") -> "QuerySet[WeiboAccount]":
    granted = VerificationRequest.objects.filter(account=OuterRef("pk"), state=RequestState.APPROVED)
    used = accounts.exclude(state=AccountState.RETIRED).select_related("second").order_by("nickname")
    return used.annotate(approved=Exists(granted))


def _facts_of(row: WeiboAccount) -> AccountFacts:
    return AccountFacts(
        pk=row.pk,
        kind=row.kind,
        verified=is_verified(row),
        second_verified=None if row.second is None else is_verified(row.second),
        approved=bool(getattr(row, "approved", False)),
        has_owner=row.owner_id is not None,
        has_deputy=row.deputy_id is not None,
    )
