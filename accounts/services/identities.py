"""Colleagues and their ids in the company's own sign-in system: found, bound, unbound."""

import datetime as dt

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.access import require
from accounts.models import ExternalIdentity, User
from accounts.roles import Can
from accounts.services.people import require_not_above
from accounts.sign_in.single import Identity, Provider, provider_called
from core.audit import SYSTEM, Actor, Change, record
from core.errors import Conflict, Forbidden, UserError


def person_of(*, provider: Provider, identity: Identity, at: dt.datetime) -> User:
    """The colleague who has proved to be `identity`: by the id that is bound to him, else by an address that the
    provider vouches for (bound from then on), else, when the settings allow its domain, a new one without rights.

    Raises `Forbidden` with one sentence for everybody else.
    """
    bound = ExternalIdentity.objects.filter(provider=provider.slug, subject=identity.subject).select_related("user")
    found = bound.first()
    if found is not None:
        ExternalIdentity.objects.filter(pk=found.pk).update(last_used_at=at)
        return _active(found.user)
    user = User.objects.filter(email=identity.email).first() if identity.email else None
    if user is not None:
        _active(user)
    elif identity.email.rpartition("@")[2] in settings.SINGLE_SIGN_ON_DOMAINS:
        user = _create(identity, at)
    if user is None:
        names = {"provider": provider.name, "id": identity.subject}
        sentence = _("您的身份（%(provider)s）还没有对应的同事账户，请把编号 %(id)s 发给系统管理员绑定。") % names
        raise Forbidden(sentence, code="identity.unknown")
    if ExternalIdentity.objects.filter(user=user, provider=provider.slug).exists():
        sentence = _("这个邮箱的同事已经绑定了另一个身份（%(provider)s），请联系系统管理员。")
        raise Forbidden(sentence % {"provider": provider.name}, code="identity.other")
    _bind(user, provider.slug, identity.subject, by=SYSTEM, at=at)
    return user


def bind_identity(*, user: User, provider: str, subject: str, by: User, at: dt.datetime) -> ExternalIdentity:
    """Say that an id at a provider is this colleague. Raises `UserError` when either is bound otherwise."""
    require(by, Can.MANAGE_PEOPLE)
    require_not_above(by, user)
    if provider_called(provider) is None:
        raise UserError(_("没有启用这种登录方式。"), code="identity.provider", field="provider")
    return _bind(user, provider, subject.strip(), by=by, at=at)


def unbind_identity(*, user: User, identity_id: int, by: User, at: dt.datetime) -> None:
    """Take the id off again. Raises `Conflict` when it is gone already."""
    require(by, Can.MANAGE_PEOPLE)
    require_not_above(by, user)
    with transaction.atomic():
        row = ExternalIdentity.objects.select_for_update().filter(user=user, pk=identity_id).first()
        if row is None:
            raise Conflict(_("这个绑定已经解除。"), code="identity.gone")
        change = Change(before={"provider": row.provider, "subject": row.subject})
        record("accounts.identity.unbound", user, by=by, at=at, change=change)
        row.delete()


def _active(user: User) -> User:
    if not user.is_active:
        raise Forbidden(_("这个账号已停用，请联系系统管理员。"), code="identity.inactive")
    return user


def _create(identity: Identity, at: dt.datetime) -> User:
    name = identity.name[:60] or identity.email.partition("@")[0]
    user = User.objects.create_user(identity.email, None, name=name, date_joined=at)
    record("accounts.user.created", user, by=SYSTEM, at=at, change=Change(after={"email": user.email, "name": name}))
    return user


def _bind(user: User, provider: str, subject: str, *, by: Actor, at: dt.datetime) -> ExternalIdentity:
    facts = {"provider": provider, "subject": subject}
    try:
        with transaction.atomic():
            row = ExternalIdentity.objects.create(user=user, bound_by_id=by.pk, bound_at=at, **facts)
            record("accounts.identity.bound", user, by=by, at=at, change=Change(after=facts))
    except IntegrityError:
        sentence = _("这个编号已绑定给别的同事，或这位同事已有这种绑定，请先解除。")
        raise UserError(sentence, code="identity.taken", field="subject") from None
    return row
