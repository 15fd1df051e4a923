"""Checks of the matrix: its kinds and who could take over (A1), who speaks for the company (A5), how it looks."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import AccountKind, AccountState, AccountTag, TagState, WeiboAccount
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
from reports.governance.checks import Check, Detail, to

LEAST_KINDS = 2
"""A matrix is more than the official account (A1)."""
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
    """A1: more than the official account; an owner for each, and somebody who stands in for him."""
    kinds = in_use().values("kind").distinct().count()
    alone, unbacked = matrix.accounts(Concern.NO_OWNER), matrix.accounts(Concern.NO_DEPUTY)
    text = _("已有 %(n)d 种账号类型，共 %(all)d 种") % {"n": kinds, "all": len(AccountKind)}
    return [
        Check("a1-kinds", text, max(0, LEAST_KINDS - kinds), "accounts:matrix"),
        _of("a1-owner", _("%(n)d 个账号没有负责人"), alone, "account_edit"),
        _of("a1-deputy", _("%(n)d 个账号没有替补负责人"), unbacked, "account_edit"),
    ]


def who_shows_the_face(matrix: Matrix) -> list[Check]:
    """A5: the person in charge, or the second named for him, is verified."""
    leaders = matrix.accounts(Concern.LEADER_UNVERIFIED)
    faceless = Concern.NO_FACE in matrix.told
    sentence = _("没有一个领导人账号（或其代言账号）已认证") if faceless else _("有领导人账号（或其代言账号）已认证")
    missing = not in_use().filter(kind=AccountKind.LEADER).exists()
    hint = (Detail(_("还没有领导人账号，登记一个"), reverse("accounts:account_new") + "?kind=leader"),)
    unverified = _("%(n)d 个领导人账号没有认证，也没有已认证的代言账号")
    return [
        Check("a5-face", sentence, int(faceless), "accounts:matrix", hint if faceless and missing else ()),
        _of("a5-leaders", unverified, leaders, "account_verification"),
    ]


def who_is_verified(matrix: Matrix) -> list[Check]:
    """A5: official accounts are, ordinary staff only by a granted request; all of these are listed."""
    bare, casual = matrix.accounts(Concern.OFFICIAL_UNVERIFIED), matrix.accounts(Concern.CASUALLY_VERIFIED)
    waiting = [asked.account for asked in open_requests(WeiboAccount.objects.all())]
    listed = personally_verified()
    told = _("%(n)d 个员工类账号以公司名义认证") % {"n": len(listed)}
    return [
        _of("a5-official", _("%(n)d 个官方账号没有认证"), bare, "account_verification"),
        _of("a5-casual", _("%(n)d 个员工类账号已认证但没有经过同意的申请"), casual, "account_verification"),
        Check("a5-listed", told, None, "accounts:matrix", _to("account_verification", listed)),
        _of("a5-asked", _("%(n)d 份认证申请等待决定"), waiting, "account_verification"),
    ]


def how_it_looks(matrix: Matrix) -> list[Check]:
    """A2, A3, A4, A6, A9: cards, profiles, papers, tags, follow lists."""
    used = {row.pk: row for row in in_use().only("nickname", "persona")}
    scores = profile_scores(used, now=matrix.now)
    poor = sorted((pk for pk, score in scores.items() if score < POOR), key=lambda pk: scores[pk])
    day = local_day(matrix.now)
    wanting, due = accounts_wanting_papers(day), [account for account, _n in accounts_with_reviews(day)]
    average = round(sum(scores.values()) / len(scores)) if scores else 0
    looks = _("资料完整度平均 %(average)d 分，%(n)d 个账号低于 %(least)d 分")
    looks %= {"average": average, "n": len(poor), "least": POOR}
    bare = [row for row in used.values() if not row.persona]
    tagged = set(AccountTag.objects.filter(state=TagState.ACTIVE).values_list("account_id", flat=True))
    untagged = [row for pk, row in used.items() if pk not in tagged]
    return [
        _of("a2-card", _("%(n)d 个账号没有填写定位卡"), bare, "account_edit"),
        Check(
            "a3-profile", looks, len(poor), "accounts:matrix", _to("account_profile", [used[pk] for pk in poor])
        ),
        _of("a4-papers", _("%(n)d 个账号的认证材料缺少、过期或即将到期"), wanting, "account_papers"),
        _of("a6-tags", _("%(n)d 个账号还没有标签"), untagged, "account_tags"),
        _of("a9-follows", _("%(n)d 个账号的关注名单到了复核日期"), due, "account_follows"),
    ]  # fmt: skip


def in_use() -> "QuerySet[WeiboAccount]":
    """Accounts that are not retired."""
    return WeiboAccount.objects.exclude(state=AccountState.RETIRED)


def _of(key: str, sentence: str, accounts: Sequence[WeiboAccount], section: str) -> Check:
    """`sentence` with the number of accounts, each with the section that mends it."""
    return Check(key, sentence % {"n": len(accounts)}, len(accounts), "accounts:matrix", _to(section, accounts))


def _to(section: str, accounts: Sequence[WeiboAccount]) -> tuple[Detail, ...]:
    return to(accounts, f"accounts:{section}", lambda row: row.nickname)
