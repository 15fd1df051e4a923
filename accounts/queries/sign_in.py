"""Who needs a second factor, who has one, and where somebody is signed in."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import ExternalIdentity, Grant, SignInRule, User
from core.models import AuditEntry

RULES_KEY, FACTOR_KEY = "sign-in:rules", "sign-in:factor:%s"
SECONDS = 60
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)

Rules = dict[str, tuple[int, dt.datetime]]
"""Role → days of grace, and since when it is asked."""


@dataclass(frozen=True)
class SecondFactor:
    """Does this person need a second factor, has he one, and by when must he have it (None: not asked)?"""

    needed: bool = False
    has: bool = False
    due_at: dt.datetime | None = None

    @property
    def missing(self) -> bool:
        return self.needed and not self.has

    @property
    def overdue(self) -> bool:
        """The days of grace are over."""
        return self.missing and self.due_at is not None and self.due_at <= timezone.now()


def rules() -> Rules:
    """All rules by role."""
    return {rule.role: (rule.grace_days, rule.required_since) for rule in SignInRule.objects.all()}


def second_factor_of(user: User) -> SecondFactor:
    """From the rows, now."""
    return _decide(user, rules())


def second_factor_now(user: User) -> SecondFactor:
    """The same for every request: at most a minute old, without queries while nothing has changed."""
    key = FACTOR_KEY % user.pk
    known: dict[str, Any] = cache.get_many([RULES_KEY, key])
    if RULES_KEY not in known:
        known[RULES_KEY] = rules()
        cache.set(RULES_KEY, known[RULES_KEY], 300)
    if not known[RULES_KEY]:
        return SecondFactor()
    kept = known.get(key)
    if kept is None or kept[0] != known[RULES_KEY]:
        kept = (known[RULES_KEY], _decide(user, known[RULES_KEY]))
        cache.set(key, kept, SECONDS)
    found: SecondFactor = kept[1]
    return found


def forget_second_factor(user_id: int | None = None) -> None:
    """After a factor (of one person) or a rule (None) has changed."""
    cache.delete(RULES_KEY if user_id is None else FACTOR_KEY % user_id)


def _decide(user: User, by_role: Rules) -> SecondFactor:
    held: dict[str, dt.datetime] = {}
    grants = Grant.objects.filter(user=user, role__in=list(by_role)).in_force(timezone.now())
    for role, given_at in grants.values_list("role", "given_at"):
        held[role] = min(given_at, held.get(role, given_at))
    if not held:
        return SecondFactor()
    due = min(max(by_role[role][1], given_at) + dt.timedelta(days=by_role[role][0]) for role, given_at in held.items())
    has = Authenticator.objects.filter(user=user, type__in=FACTORS).exists()
    return SecondFactor(needed=True, has=has, due_at=due)


def factors_of(user: User) -> "QuerySet[Authenticator]":
    """Second factors and recovery codes of a person."""
    found: QuerySet[Authenticator] = Authenticator.objects.filter(user=user)
    return found.order_by("type", "created_at")


def identities_of(user: User) -> list[ExternalIdentity]:
    """A person's ids in the company's own sign-in systems."""
    return list(ExternalIdentity.objects.filter(user=user).select_related("bound_by"))


@dataclass(frozen=True)
class FactorPanel:
    """What the own page shows about second factors."""

    state: SecondFactor
    totp: Authenticator | None
    passkeys: list[Authenticator]
    codes_left: int | None

    @property
    def on(self) -> bool:
        return self.totp is not None or bool(self.passkeys)


def factor_panel(user: User) -> FactorPanel:
    """The factors of a person by kind; `codes_left` is None when there are no recovery codes."""
    kinds = Authenticator.Type
    found = list(factors_of(user))
    codes = next((item for item in found if item.type == kinds.RECOVERY_CODES), None)
    return FactorPanel(
        state=second_factor_of(user),
        totp=next((item for item in found if item.type == kinds.TOTP), None),
        passkeys=[item for item in found if item.type == kinds.WEBAUTHN],
        codes_left=len(codes.wrap().get_unused_codes()) if codes else None,
    )


def live_sessions(user: User, *, now: dt.datetime) -> list[UserSession]:
    """Where a person is signed in, the latest seen first."""
    rows = list(UserSession.objects.filter(user=user).order_by("-last_seen_at"))
    keys = [row.session_key for row in rows]
    alive = set(Session.objects.filter(session_key__in=keys, expire_date__gt=now).values_list("session_key", flat=True))
    return [row for row in rows if row.session_key in alive]


def sign_in_story(user: User, *, limit: int = 20) -> list[AuditEntry]:
    """Sign-ins, failures, and what was changed about them: newest first."""
    entries = AuditEntry.objects.filter(object_type="accounts.user", object_id=str(user.pk))
    kinds = Q(code__startswith="accounts.sign_in.") | Q(code__startswith="accounts.factor.")
    return list(entries.filter(kinds | Q(code__in=STORY_CODES))[:limit])


STORY_CODES = (
    "accounts.sessions.ended",
    "accounts.user.password_changed",
    "accounts.user.password_reset",
    "accounts.identity.bound",
    "accounts.identity.unbound",
)


def people_without_factor(user_ids: Iterable[int]) -> set[int]:
    """Which of these people have no second factor yet."""
    ids = set(user_ids)
    return ids - set(Authenticator.objects.filter(user_id__in=ids, type__in=FACTORS).values_list("user_id", flat=True))
