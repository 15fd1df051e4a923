"""Colleagues: invited with a password that is shown once, changed, sent on their way (A8)."""

import datetime as dt
import secrets
from dataclasses import dataclass, field

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.access import require, rights_of
from accounts.models import Grant, InvitationLink, User
from accounts.roles import Can, Role
from accounts.services.rights import keep_an_administrator
from accounts.services.sign_in import end_sessions
from core.audit import SYSTEM, Change, record
from core.errors import Conflict, Forbidden, UserError
from core.notices import settle

# Nothing that looks like another sign when it is read aloud or copied from a screen.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP_LENGTH = 4, 4


@dataclass(frozen=True)
class Invitation:
    """Who is invited. The address is compared without regard to case."""

    email: str
    name: str
    job_title: str = ""


@dataclass(frozen=True)
class Invited:
    """The new colleague and the password that is shown once."""

    user: User
    password: str = field(repr=False)


def readable_password() -> str:
    """About 79 bits, in four groups: `kx3f-9wqm-…`."""
    groups = ("".join(secrets.choice(LETTERS) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))
    return "-".join(groups)


def create_user(*, invitation: Invitation, by: User, at: dt.datetime) -> Invited:
    """A colleague who may sign in and must then choose a password; rights come from grants.

    Raises `UserError` (field `email`) when the address is taken.
    """
    require(by, Can.MANAGE_PEOPLE)
    password = readable_password()
    try:
        with transaction.atomic():
            user = _new_user(invitation, password, at)
            record("accounts.user.created", user, by=by, at=at, change=Change(after=_facts(user)))
    except IntegrityError:
        raise UserError(_("这个邮箱已有账户。"), code="user.taken", field="email") from None
    return Invited(user, password)


def create_first_administrator(*, email: str, name: str, at: dt.datetime) -> Invited | None:
    """The first administrator of a new installation; None when there is any user already."""
    password = readable_password()
    with transaction.atomic():
        if User.objects.exists():
            return None
        user = _new_user(Invitation(email, name), password, at)
        Grant.objects.create(user=user, role=Role.ADMINISTRATOR, given_at=at, reason=_("首次安装"))
        record("accounts.user.created", user, by=SYSTEM, at=at, change=Change(after=_facts(user)))
    return Invited(user, password)


def require_not_above(by: User, user: User) -> None:
    """Who can take over or close an account needs every right of that account himself (A8); otherwise 403."""
    theirs = rights_of(user)
    all_theirs = theirs.everywhere.union(*theirs.by_account.values(), *theirs.by_group.values())
    if all_theirs - rights_of(by).everywhere:
        raise Forbidden(_("这位同事有您没有的权限，请由权限更高的同事操作。"), code="user.above")


def update_user(*, user: User, name: str, job_title: str, by: User, at: dt.datetime) -> User:
    """Change what is shown of a colleague."""
    require(by, Can.MANAGE_PEOPLE)
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user.pk)
        before = _facts(user)
        user.name, user.job_title = name, job_title
        user.save(update_fields=["name", "job_title"])
        record("accounts.user.updated", user, by=by, at=at, change=Change(before=before, after=_facts(user)))
    return user


def update_own_profile(*, user: User, name: str, language: str, at: dt.datetime) -> User:
    """What a person may change about himself. Raises `UserError` (field `language`) for one that we do not speak."""
    choose_language(user=user, language=language)
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user.pk)
        if user.name != name:
            before, user.name = _facts(user), name
            user.save(update_fields=["name"])
            change = Change(before=before, after=_facts(user))
            record("accounts.user.profile_changed", user, by=user, at=at, change=change)
    return user


def choose_language(*, user: User, language: str) -> None:
    """The language of one's own pages. No audit: nobody else sees anything of it.

    Raises `UserError` for a language that the product does not speak.
    """
    if language not in dict(settings.LANGUAGES):
        raise UserError(_("没有这种语言。"), code="user.language", field="language")
    User.objects.filter(pk=user.pk).update(language=language)


def reset_password(*, user: User, by: User, at: dt.datetime) -> Invited:
    """A new password, shown once; every session of the person ends. A colleague who had left comes back this way."""
    require(by, Can.MANAGE_PEOPLE)
    require_not_above(by, user)
    password = readable_password()
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user.pk)
        InvitationLink.objects.open().filter(user=user).update(withdrawn_at=at)
        code = "accounts.user.password_reset" if user.is_active else "accounts.user.returned"
        user.set_password(password)
        user.must_change_password = user.is_active = True
        user.save(update_fields=["password", "must_change_password", "is_active"])
        record(code, user, by=by, at=at)
        end_sessions(user=user, by=by, at=at)
    return Invited(user, password)


def deactivate_user(*, user: User, reason: str, by: User, at: dt.datetime) -> int:
    """End a colleague's access now: sessions end, every grant is taken back. Returns how many grants.

    Raises `UserError` for oneself and for the last administrator.
    """
    require(by, Can.MANAGE_PEOPLE)
    if user.pk == by.pk:
        raise UserError(_("不能停用自己的账户，请由另一位管理员操作。"), code="user.self")
    require_not_above(by, user)
    with transaction.atomic():
        keep_an_administrator(without_user=user.pk)
        user = User.objects.select_for_update().get(pk=user.pk)
        if not user.is_active:
            raise Conflict(_("这位同事的账户已经停用。"), code="user.inactive")
        ended = end_access(user, reason=reason, by=by, at=at)
    return ended.grants


@dataclass(frozen=True)
class Ended:
    """How much ended with somebody's access."""

    grants: int
    sessions: int


def end_access(user: User, *, reason: str, by: User, at: dt.datetime) -> Ended:
    """Inside the transaction of a change, on the locked row: sessions, rights and invitations end now."""
    user.is_active = False
    user.set_unusable_password()  # sessions carry a hash of the password: they stay dead when the person returns
    user.save(update_fields=["is_active", "password"])
    sessions = end_sessions(user=user, by=by, at=at)
    InvitationLink.objects.open().filter(user=user).update(withdrawn_at=at)
    ended = 0
    for grant in Grant.objects.filter(user=user).in_force(at).select_related("custom_role", "account", "group"):
        after = {"role": grant.get_role_display(), "scope": grant.scope_name}
        change = Change(before=after, reason=reason, account_id=grant.account_id)
        record("accounts.grant.revoked", grant, by=by, at=at, change=change)
        settle(key_prefix=f"grant-end:{grant.pk}:", at=at)
        ended += 1
    Grant.objects.filter(user=user).in_force(at).update(revoked_at=at, revoked_by=by, revoked_reason=reason[:200])
    change = Change(after={"grants_ended": ended, "sessions_ended": sessions}, reason=reason)
    record("accounts.user.deactivated", user, by=by, at=at, change=change)
    return Ended(ended, sessions)


def _new_user(invitation: Invitation, password: str, at: dt.datetime) -> User:
    return User.objects.create_user(
        invitation.email.strip(),
        password,
        name=invitation.name,
        job_title=invitation.job_title,
        must_change_password=True,
        date_joined=at,
    )


def _facts(user: User) -> dict[str, str]:
    return {"email": user.email, "name": user.name, "job_title": user.job_title}
