"""Who should be verified and who should not be casually (A5); accounts that nobody could take over."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from accounts.models import AccountKind


class Risk(StrEnum):
    """What verifying an account of a kind means for the company."""

    RECOMMENDED = "recommended"
    USUAL = "usual"
    RAISED = "raised"
    HIGH = "high"


class Concern(StrEnum):
    """What an audit finds. The first stands for the whole matrix, the others for one account."""

    NO_FACE = "no_face"
    LEADER_UNVERIFIED = "leader_unverified"
    OFFICIAL_UNVERIFIED = "official_unverified"
    CASUALLY_VERIFIED = "casually_verified"
    NO_DEPUTY = "no_deputy"
    NO_OWNER = "no_owner"


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """What the audit looks at. `verified` is None when nobody has asked Weibo; `approved`: a request was granted."""

    pk: int
    kind: str
    verified: bool | None
    second_verified: bool | None = None
    approved: bool = False
    has_owner: bool = True
    has_deputy: bool = True


@dataclass(frozen=True, slots=True)
class Finding:
    """One concern; `account` is None when it is about the whole matrix."""

    concern: Concern
    account: int | None


def risk_of(kind: str) -> Risk:
    """A leader should show his face (S0 error 2); whoever is verified speaks for the company, whatever he says."""
    if kind == AccountKind.LEADER:
        return Risk.RECOMMENDED
    if kind == AccountKind.EMPLOYEE:
        return Risk.HIGH
    return Risk.RAISED if kind in {AccountKind.EXPERT, AccountKind.FAN_CLUB} else Risk.USUAL


def needs_approval(kind: str) -> bool:
    """May an account of this kind be verified only by a request that was granted?"""
    return risk_of(kind) in {Risk.HIGH, Risk.RAISED}


def audit(accounts: Sequence[AccountFacts]) -> list[Finding]:
    """Everything that should be mended, first what is about the whole matrix; accounts in the order given.

    The company has a face when a leader's account, or the second named for a leader, is verified.
    """
    leaders = [account for account in accounts if account.kind == AccountKind.LEADER]
    faceless = bool(accounts) and not any(_shows_face(leader) for leader in leaders)
    found = [Finding(Concern.NO_FACE, None)] if faceless else []
    return found + [Finding(concern, account.pk) for account in accounts for concern in concerns_of(account)]


def concerns_of(account: AccountFacts) -> list[Concern]:
    """What the audit says of one account."""
    told = {
        Concern.LEADER_UNVERIFIED: account.kind == AccountKind.LEADER and not _shows_face(account),
        Concern.OFFICIAL_UNVERIFIED: account.kind == AccountKind.OFFICIAL and account.verified is False,
        Concern.CASUALLY_VERIFIED: bool(account.verified) and needs_approval(account.kind) and not account.approved,
        Concern.NO_OWNER: not account.has_owner,
        Concern.NO_DEPUTY: account.has_owner and not account.has_deputy,
    }
    return [concern for concern, holds in told.items() if holds]


def _shows_face(leader: AccountFacts) -> bool:
    return bool(leader.verified) or bool(leader.second_verified)
