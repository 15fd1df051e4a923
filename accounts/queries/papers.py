"""Papers of accounts (A4): what is there, what is missing, what ends."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from accounts.models import AccountState, Paper, PaperKind, WeiboAccount
from accounts.rules.papers import PaperState, last_day, needed, state_on, warning_on

LABELS = {
    PaperState.MISSING: _("缺"),
    PaperState.IN_FORCE: _("有效"),
    PaperState.EXPIRING: _("即将到期"),
    PaperState.EXPIRED: _("已过期"),
}


@dataclass(frozen=True)
class PaperRow:
    """One kind of paper of an account: the version in use (None: missing), how it stands, and former versions."""

    kind: PaperKind
    needed: bool
    state: PaperState
    paper: Paper | None = None
    end: dt.date | None = None
    days_left: int | None = None
    former: tuple[Paper, ...] = ()

    @property
    def label(self) -> str:
        """The state in a word."""
        return str(LABELS[self.state])

    @property
    def wanting(self) -> bool:
        """Does somebody have to do something about it?"""
        return self.state != PaperState.IN_FORCE and (self.needed or self.paper is not None)


@dataclass(frozen=True)
class DuePaper:
    """A paper of which people are to be reminded: `step` days before its end, 0 once it has ended."""

    paper: Paper
    step: int
    end: dt.date


def papers_of(account: WeiboAccount, day: dt.date) -> list[PaperRow]:
    """Every kind that the account needs or has, in the order in which Weibo asks for them."""
    by_kind: dict[str, list[Paper]] = {}
    for paper in Paper.objects.filter(account=account).select_related("uploaded_by"):
        by_kind.setdefault(paper.kind, []).append(paper)
    wanted = needed(account.kind, nickname=account.nickname, registered_name=account.registered_name)
    return [
        _row(kind, by_kind.get(kind, []), kind in wanted, day)
        for kind in PaperKind
        if kind in wanted or kind in by_kind
    ]


def papers_wanting(account: WeiboAccount, day: dt.date) -> int:
    """How many papers are missing, expired or about to expire."""
    return sum(row.wanting for row in papers_of(account, day))


def papers_due(day: dt.date) -> list[DuePaper]:
    """Papers in use, of accounts in use, of which somebody should be reminded."""
    used = Paper.objects.filter(replaced_at__isnull=True).exclude(account__state=AccountState.RETIRED)
    found = []
    for paper in used.select_related("account").order_by("pk").iterator(chunk_size=500):
        end = last_day(paper.expires_on, paper.inspected_year)
        step = warning_on(day, end=end)
        if step is not None and end is not None:
            found.append(DuePaper(paper, step, end))
    return found


def _row(kind: PaperKind, versions: list[Paper], wanted: bool, day: dt.date) -> PaperRow:
    paper = next((version for version in versions if version.replaced_at is None), None)
    former = tuple(version for version in versions if version.replaced_at is not None)
    if paper is None:
        return PaperRow(kind, wanted, PaperState.MISSING, former=former)
    end = last_day(paper.expires_on, paper.inspected_year)
    left = None if end is None else (end - day).days
    return PaperRow(kind, wanted, state_on(day, end=end), paper, end, left, former)


def accounts_wanting_papers(day: dt.date) -> list[WeiboAccount]:
    """Accounts in use of which a needed paper is missing, or one ends or has ended; two queries for all of them."""
    in_use: dict[int, dict[str, Paper]] = {}
    for paper in Paper.objects.filter(replaced_at__isnull=True):
        in_use.setdefault(paper.account_id, {})[paper.kind] = paper
    used = WeiboAccount.objects.exclude(state=AccountState.RETIRED)
    return [account for account in used if _is_wanting(account, in_use.get(account.pk, {}), day)]


def _is_wanting(account: WeiboAccount, papers: dict[str, Paper], day: dt.date) -> bool:
    wanted = needed(account.kind, nickname=account.nickname, registered_name=account.registered_name)
    if not set(wanted) <= set(papers):
        return True
    ends = (last_day(paper.expires_on, paper.inspected_year) for paper in papers.values())
    return any(state_on(day, end=end) != PaperState.IN_FORCE for end in ends)
