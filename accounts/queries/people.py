"""Colleagues, and who may do what where (A8)."""

import datetime as dt
from collections.abc import Iterable

from django.db import models
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import pgettext_lazy

from accounts.access import managed_groups, rights_of
from accounts.models import Grant, InvitationLink, User, WeiboAccount
from accounts.roles import Can
from core.dates import BEIJING
from core.models import AuditEntry


class Standing(models.TextChoices):
    """Where a person stands: may sign in, was invited and has not come yet, has left."""

    HERE = "here", _lazy("在职")
    INVITED = "invited", _lazy("已邀请")
    LEFT = "left", pgettext_lazy("person", "已停用")


def colleagues() -> "QuerySet[User]":
    """Whom one may choose for something: whoever has not left, by name."""
    return User.objects.filter(is_active=True).order_by("name")


def standing(which: str) -> Q:
    """The condition on `User` for a standing."""
    waits = Q(Exists(InvitationLink.objects.open().filter(user=OuterRef("pk"))))
    return {
        Standing.INVITED: Q(is_active=False) & waits,
        Standing.LEFT: Q(is_active=False) & ~waits,
    }.get(Standing(which), Q(is_active=True))


def people(*, now: dt.datetime, words: str = "", which: str = Standing.HERE) -> "QuerySet[User]":
    """People of one standing with the number of their rights in force (`live_grants`) and their open invitations."""
    in_force = Q(grants__revoked_at__isnull=True) & (Q(grants__ends_at__isnull=True) | Q(grants__ends_at__gt=now))
    open_links = Prefetch("invitations", InvitationLink.objects.open(), to_attr="open_invitations")
    found = User.objects.filter(standing(which)).annotate(live_grants=Count("grants", filter=in_force))
    found = found.prefetch_related(open_links)
    return found.filter(Q(name__icontains=words) | Q(email__icontains=words)) if words else found


def grantable_people() -> "QuerySet[User]":
    """Who may be given rights: colleagues, and those who have been invited but did not come yet."""
    return User.objects.filter(Q(is_active=True) | Q(Exists(InvitationLink.objects.open().filter(user=OuterRef("pk")))))


def grants_seen_by(user: User, *, now: dt.datetime) -> "QuerySet[Grant]":
    """Grants in force that a person may look at: all, or those that reach into what he manages."""
    grants = Grant.objects.filter(user__in=grantable_people()).in_force(now)
    grants = grants.select_related("user", "account", "group", "given_by", "custom_role").order_by(
        "user__name", "user_id", "pk"
    )
    return grants.filter(seen_by(user))


def seen_by(user: User) -> Q:
    """The condition on `Grant` of what a person may look at: what reaches into accounts where he manages people."""
    ids = rights_of(user).account_ids(Can.MANAGE_PEOPLE)
    if ids is None:
        return Q()
    return Q(account_id__in=ids) | Q(group_id__in=managed_groups(user)) | Q(account__isnull=True, group__isnull=True)


def narrowed(grants: "QuerySet[Grant]", *, words: str, role: str, ending: dt.datetime | None) -> "QuerySet[Grant]":
    """Filter the rights page: by words (person, account, group), role, and those that end before an instant."""
    if words:
        where = Q(account__nickname__icontains=words) | Q(group__name__icontains=words)
        grants = grants.filter(Q(user__name__icontains=words) | Q(user__email__icontains=words) | where)
    if role:
        grants = grants.filter(role=role)
    return grants.filter(ends_at__lt=ending) if ending is not None else grants


def people_numbers(now: dt.datetime) -> dict[str, int]:
    """Colleagues who may sign in, those of them without any right, and those who have left."""
    live = Grant.objects.filter(user=OuterRef("pk")).in_force(now)
    waits = InvitationLink.objects.open().filter(user=OuterRef("pk"))
    return User.objects.annotate(has=Exists(live), waits=Exists(waits)).aggregate(
        active=Count("pk", filter=Q(is_active=True)),
        idle=Count("pk", filter=Q(is_active=True, has=False)),
        invited=Count("pk", filter=Q(is_active=False, waits=True)),
        left=Count("pk", filter=Q(is_active=False, waits=False)),
    )


def rights_numbers(user: User, *, now: dt.datetime, soon: dt.timedelta) -> dict[str, int]:
    """How many rights a person may look at, how many people have them, and how many end soon."""
    return (
        grants_seen_by(user, now=now)
        .order_by()
        .aggregate(
            grants=Count("pk"),
            people=Count("user_id", distinct=True),
            ending=Count("pk", filter=Q(ends_at__lt=now + soon)),
        )
    )


def manageable_ids(user: User, person: User, *, now: dt.datetime) -> set[int]:
    """Which of a colleague's rights another may take back."""
    grants = grants_of(person, now=now)
    rights = rights_of(user)
    if rights.may(Can.MANAGE_PEOPLE):
        return {grant.pk for grant in grants}
    groups = managed_groups(user)
    return {
        grant.pk
        for grant in grants
        if grant.group_id in groups
        or (grant.account_id is not None and rights.may(Can.MANAGE_PEOPLE, grant.account_id))
    }


def in_charge_of(person: User) -> list[WeiboAccount]:
    """The accounts somebody owns or stands in for."""
    return list(WeiboAccount.objects.filter(Q(owner=person) | Q(deputy=person)))


def story_of(person: User, *, limit: int = 20) -> list[AuditEntry]:
    """What was changed about a colleague lately."""
    entries = AuditEntry.objects.filter(object_type=person._meta.label_lower, object_id=str(person.pk))
    return list(entries.exclude(code__startswith="accounts.sign_in.")[:limit])


def rights_header() -> list[str]:
    """Headings of the CSV file."""
    return [_("姓名"), _("邮箱"), _("角色"), _("范围"), _("授予人"), _("授予时间"), _("到期时间"), _("理由")]


def grants_of(user: User, *, now: dt.datetime) -> list[Grant]:
    """The rights of one colleague in force."""
    return list(
        Grant.objects.filter(user=user).in_force(now).select_related("account", "group", "given_by", "custom_role")
    )


def rights_rows(grants: Iterable[Grant]) -> Iterable[list[str]]:
    """Lines of the CSV file, in the order of `rights_header`."""
    for grant in grants:
        yield [
            str(grant.user),
            grant.user.email,
            grant.get_role_display(),
            grant.scope_name,
            str(grant.given_by or ""),
            f"{grant.given_at.astimezone(BEIJING):%Y-%m-%d %H:%M}",
            f"{grant.ends_at.astimezone(BEIJING):%Y-%m-%d %H:%M}" if grant.ends_at else "",
            grant.reason,
        ]


def invitation_of(person: User) -> InvitationLink | None:
    """The newest invitation of somebody who cannot sign in (yet)."""
    if person.is_active:
        return None
    return InvitationLink.objects.filter(user=person, accepted_at__isnull=True).select_related("invited_by").first()
