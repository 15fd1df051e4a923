"""Invitations by link (A8): sent, sent again, withdrawn, accepted once."""

import datetime as dt
from dataclasses import dataclass, field

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.access import require
from accounts.models import InvitationLink, InvitationState, User
from accounts.roles import Can
from accounts.secrets import hash_of_link, new_link_token
from accounts.services.people import Invitation, require_not_above
from core.audit import Change, record
from core.errors import Conflict, NotFound, UserError

log = structlog.get_logger(__name__)


class LinkGone(UserError):
    """The link was good once (410)."""

    status = 410


@dataclass(frozen=True)
class Sent:
    """An invitation, the address of its link (shown once), and whether it went by mail."""

    invitation: InvitationLink
    address: str = field(repr=False)
    mailed: bool = False


@dataclass(frozen=True)
class Acceptance:
    """What the invited person chooses. The password was checked by the form."""

    name: str
    password: str = field(repr=False)
    language: str


def invite(*, invitation: Invitation, by_mail: bool, by: User, at: dt.datetime) -> Sent:
    """A colleague who can do nothing until he accepts; rights may be given before. Raises `UserError` for an address
    that is taken."""
    require(by, Can.MANAGE_PEOPLE)
    try:
        with transaction.atomic():
            user = User(
                email=invitation.email.strip().lower(),
                name=invitation.name,
                job_title=invitation.job_title,
                is_active=False,
                date_joined=at,
            )
            user.set_unusable_password()
            user.save()
            link, address = _new_link(user, by_mail=by_mail, by=by, at=at)
    except IntegrityError:
        raise UserError(_("这个邮箱已有账户。"), code="user.taken", field="email") from None
    return Sent(link, address, by_mail and _mail(link, address))


def invite_again(*, user: User, by_mail: bool, by: User, at: dt.datetime) -> Sent:
    """A new link for somebody who has not come yet, or who comes back; the link before is worth nothing from now on.

    Raises `Conflict` for a person who can sign in.
    """
    require(by, Can.MANAGE_PEOPLE)
    require_not_above(by, user)
    with transaction.atomic():
        person = User.objects.select_for_update().get(pk=user.pk)
        if person.is_active:
            raise Conflict(_("这位同事已经可以登录，不需要邀请。"), code="invitation.active")
        before = InvitationLink.objects.open().filter(user=person).first()
        if before is None:
            link, address = _new_link(person, by_mail=by_mail, by=by, at=at)
        else:
            link, address = _renew_link(before, by_mail=by_mail, by=by, at=at)
    return Sent(link, address, by_mail and _mail(link, address))


def withdraw_invitation(*, user: User, by: User, at: dt.datetime) -> InvitationLink:
    """Make the link of somebody worthless and take back the rights that waited for him."""
    require(by, Can.MANAGE_PEOPLE)
    with transaction.atomic():
        person = User.objects.select_for_update().get(pk=user.pk)
        link = InvitationLink.objects.select_for_update().open().filter(user=person).first()
        if link is None:
            raise Conflict(_("没有等待接受的邀请。"), code="invitation.none")
        close_invitations(person, at=at)
        ended = person.grants.in_force(at).update(revoked_at=at, revoked_by=by, revoked_reason=_("撤回邀请"))
        record("accounts.invitation.withdrawn", person, by=by, at=at, change=Change(after={"grants_ended": ended}))
    return link


def close_invitations(user: User, *, at: dt.datetime) -> int:
    """Inside another change of a person: his open link is worth nothing from now on."""
    return InvitationLink.objects.open().filter(user=user).update(withdrawn_at=at)


def read_invitation(*, token: str, at: dt.datetime) -> InvitationLink:
    """The open invitation behind a link.

    Raises `NotFound` for a link we did not make or have replaced, `LinkGone` for one that is used, withdrawn or over.
    """
    secret_hash = hash_of_link(token)
    rows = InvitationLink.objects.select_related("user", "invited_by")
    link = rows.filter(secret_hash=secret_hash).first() if secret_hash else None
    if link is None:
        raise NotFound(
            _("这个邀请链接无效，或已被新的邀请取代。请向邀请您的同事要一个新的。"), code="invitation.unknown"
        )
    sentences = {
        InvitationState.ACCEPTED: _("这个邀请链接已经用过，请直接登录。"),
        InvitationState.WITHDRAWN: _("这个邀请已被撤回，需要时请联系邀请您的同事。"),
        InvitationState.EXPIRED: _("这个邀请链接已过期，请向邀请您的同事要一个新的。"),
    }
    state = link.state_at(at)
    if state in sentences:
        raise LinkGone(sentences[state], code=f"invitation.{state}")
    return link


def accept_invitation(*, token: str, acceptance: Acceptance, at: dt.datetime) -> User:
    """The invited person can sign in from now on. Raises like `read_invitation`: a link works once."""
    with transaction.atomic():
        found = read_invitation(token=token, at=at)
        user = User.objects.select_for_update().get(pk=found.user_id)
        read_invitation(token=token, at=at)  # again, behind the lock: somebody may have been faster
        user.name, user.language = acceptance.name, acceptance.language
        user.is_active, user.must_change_password = True, False
        user.set_password(acceptance.password)
        user.save(update_fields=["name", "language", "is_active", "must_change_password", "password"])
        InvitationLink.objects.filter(pk=found.pk).update(accepted_at=at)
        record("accounts.invitation.accepted", user, by=user, at=at)
    return user


def _new_link(user: User, *, by_mail: bool, by: User, at: dt.datetime) -> tuple[InvitationLink, str]:
    token, secret_hash = new_link_token()
    link = InvitationLink.objects.create(
        user=user,
        secret_hash=secret_hash,
        invited_by=by,
        created_at=at,
        sent_at=at,
        by_mail=by_mail,
        expires_at=at + dt.timedelta(days=settings.INVITATION_DAYS),
    )
    after = {"email": user.email, "name": user.name, "job_title": user.job_title, "by_mail": by_mail}
    record("accounts.invitation.sent", user, by=by, at=at, change=Change(after=after))
    return link, _address(token)


def _renew_link(link: InvitationLink, *, by_mail: bool, by: User, at: dt.datetime) -> tuple[InvitationLink, str]:
    token, link.secret_hash = new_link_token()
    link.invited_by, link.sent_at, link.by_mail = by, at, by_mail
    link.times_sent += 1
    link.expires_at = at + dt.timedelta(days=settings.INVITATION_DAYS)
    link.save(update_fields=["secret_hash", "invited_by", "sent_at", "by_mail", "times_sent", "expires_at"])
    change = Change(after={"times": link.times_sent, "by_mail": by_mail})
    record("accounts.invitation.resent", link.user, by=by, at=at, change=change)
    return link, _address(token)


def _address(token: str) -> str:
    return settings.BASE_URL + reverse("invitation", args=[token])


def _mail(link: InvitationLink, address: str) -> bool:
    """Send the link; False when the mail server refuses, so that the inviting person can hand it over himself."""
    with translation.override(link.user.language):
        context = {"link": link, "address": address, "base_url": settings.BASE_URL}
        body = render_to_string("accounts/invitation_mail.txt", context)
        inviter = str(link.invited_by or "Weibo Ops")
        subject = _("%(name)s 邀请您使用微博运营系统") % {"name": inviter}
    message = EmailMessage(subject=" ".join(subject.split())[:120], body=body, to=[link.user.email])
    try:
        message.send()
    except OSError as error:  # smtplib's errors are OSErrors
        log.warning("invitation_mail_failed", user=link.user_id, error=type(error).__name__)
        return False
    return True
