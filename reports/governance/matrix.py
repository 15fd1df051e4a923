"""Checks of the matrix: who could take over (A1, A5), who speaks for the company (A5), how it looks (A3, A4)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import AccountKind, AccountState, WeiboAccount
from accounts.queries import (
    Told,
    accounts_wanting_papers,
    accounts_with_reviews,
    audit_findings,
    open_requests,
    personally_verified,
    profile_scores,
)  # fmt: skip
from accounts.rules.verification import Concern
from core.dates import local_day
from reports.governance.checks import Check, Detail

POOR = 60
"""A profile below this score is listed."""


@dataclass(frozen=True)
class Matrix:
    """What the checks share, read once: findings of the audit by concern."""

    now: dt.datetime
    told: dict[Concern, list[Told]] = field(default_factory=dict)

    @classmethod
    def read(cls, now: dt.datetime) -> "Matrix":
        told: dict[Concern, list[Told]] = {}
        for found in audit_findings():
            told.setdefault(found.concern, []).append(found)
        return cls(now, told)

    def accounts(self, concern: Concern) -> list[WeiboAccount]:
        """The accounts of a concern."""
        return [found.account for found in self.told.get(concern, []) if found.account is not None]


def who_could_take_over(matrix: Matrix) -> list[Check]:
    """A1, A5: an owner, and somebody who stands in for him."""
    alone, unbacked = matrix.accounts(Concern.NO_OWNER), matrix.accounts(Concern.NO_DEPUTY)
    return [
        Check(
            _("%(n)d 个账号没有负责人") % {"n": len(alone)}, not alone, "accounts:matrix", _to("account_edit", alone)
        ),
        Check(
            _("%(n)d 个账号没有替补负责人") % {"n": len(unbacked)}, not unbacked, "accounts:matrix",
            _to("account_edit", unbacked),
        ),
    ]  # fmt: skip


def who_shows_the_face(matrix: Matrix) -> list[Check]:
    """A5: the person in charge, or the second named for him, is verified."""
    leaders = matrix.accounts(Concern.LEADER_UNVERIFIED)
    faceless = Concern.NO_FACE in matrix.told
    sentence = _("没有一个领导人账号（或其代言账号）已认证") if faceless else _("有领导人账号（或其代言账号）已认证")
    missing = not WeiboAccount.objects.filter(kind=AccountKind.LEADER).exclude(state=AccountState.RETIRED).exists()
    hint = (Detail(_("还没有领导人账号，登记一个"), reverse("accounts:account_new") + "?kind=leader"),)
    checks = [Check(sentence, not faceless, "accounts:matrix", hint if faceless and missing else ())]
    if leaders:
        text = _("%(n)d 个领导人账号没有认证，也没有已认证的代言账号") % {"n": len(leaders)}
        checks.append(Check(text, False, "accounts:matrix", _to("account_verification", leaders)))
    return checks


def who_is_verified(matrix: Matrix) -> list[Check]:
    """A5: official accounts are, ordinary staff only by a granted request; all of these are listed."""
    bare, casual = matrix.accounts(Concern.OFFICIAL_UNVERIFIED), matrix.accounts(Concern.CASUALLY_VERIFIED)
    listed = personally_verified()
    waiting = list(open_requests(WeiboAccount.objects.all()))
    return [
        Check(
            _("%(n)d 个官方账号没有认证") % {"n": len(bare)}, not bare, "accounts:matrix",
            _to("account_verification", bare),
        ),
        Check(
            _("%(n)d 个员工类账号已认证但没有经过同意的申请") % {"n": len(casual)}, not casual, "accounts:matrix",
            _to("account_verification", casual),
        ),
        Check(
            _("%(n)d 个员工类账号以公司名义认证") % {"n": len(listed)}, True, "accounts:matrix",
            _to("account_verification", listed),
        ),
        Check(
            _("%(n)d 份认证申请等待决定") % {"n": len(waiting)}, not waiting, "accounts:matrix",
            _to("account_verification", [asked.account for asked in waiting]),
        ),
    ]  # fmt: skip


def how_it_looks(matrix: Matrix) -> list[Check]:
    """A3, A4, A9: profiles, papers, follow lists."""
    used = {row.pk: row for row in WeiboAccount.objects.exclude(state=AccountState.RETIRED)}
    scores = profile_scores(used, now=matrix.now)
    poor = sorted((pk for pk, score in scores.items() if score < POOR), key=lambda pk: scores[pk])
    day = local_day(matrix.now)
    wanting, due = accounts_wanting_papers(day), [account for account, _n in accounts_with_reviews(day)]
    average = round(sum(scores.values()) / len(scores)) if scores else 0
    looks = _("资料完整度平均 %(average)d 分，%(n)d 个账号低于 %(least)d 分")
    return [
        Check(
            looks % {"average": average, "n": len(poor), "least": POOR}, not poor, "accounts:matrix",
            _to("account_profile", [used[pk] for pk in poor]),
        ),
        Check(
            _("%(n)d 个账号的认证材料缺少、过期或即将到期") % {"n": len(wanting)}, not wanting, "accounts:matrix",
            _to("account_papers", wanting),
        ),
        Check(
            _("%(n)d 个账号的关注名单到了复核日期") % {"n": len(due)}, not due, "accounts:matrix",
            _to("account_follows", due),
        ),
    ]  # fmt: skip


def _to(name: str, accounts: Iterable[WeiboAccount]) -> tuple[Detail, ...]:
    """Each account with the address of the section that mends it."""
    return tuple(Detail(row.nickname, reverse(f"accounts:{name}", args=[row.pk])) for row in accounts)
