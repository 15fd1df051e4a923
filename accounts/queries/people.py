"""Colleagues, and who may do what where (A8)."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet

from accounts.access import managed_groups, rights_of
from accounts.models import Grant, User
from accounts.roles import Can, Role
from core.dates import BEIJING


def people(*, now: dt.datetime, words: str = "", left: bool = False) -> "QuerySet[User]":
    """Colleagues with the number of their rights in force (`live_grants`); `left`: those whose account is closed."""
    in_force = Q(grants__revoked_at__isnull=True) & (Q(grants__ends_at__isnull=True) | Q(grants__ends_at__gt=now))
    found = User.objects.filter(is_active=not left).annotate(live_grants=Count("grants", filter=in_force))
    return found.filter(Q(name__icontains=words) | Q(email__icontains=words)) if words else found


def grants_seen_by(user: User, *, now: dt.datetime) -> "QuerySet[Grant]":
    """Grants in force that a person may look at: all, or those that reach into what he manages."""
    grants = Grant.objects.filter(user__is_active=True).in_force(now)
    grants = grants.select_related("user", "account", "group", "given_by").order_by("user__name", "user_id", "pk")
    ids = rights_of(user).account_ids(Can.MANAGE_PEOPLE)
    if ids is None:
        return grants
    whole = Q(account__isnull=True, group__isnull=True)
    return grants.filter(Q(account_id__in=ids) | Q(group_id__in=managed_groups(user)) | whole)


def narrowed(grants: "QuerySet[Grant]", *, words: str, role: str, ending: dt.datetime | None) -> "QuerySet[Grant]":
    """Filter the rights page: by words (person, account, group), role, and those that end before an instant."""
    if words:
        where = Q(account__nickname__icontains=words) | Q(group__name__icontains=words)
        grants = grants.filter(Q(user__name__icontains=words) | Q(user__email__icontains=words) | where)
    if role in Role.values:
        grants = grants.filter(role=role)
    return grants.filter(ends_at__lt=ending) if ending is not None else grants


def grants_of(user: User, *, now: dt.datetime) -> list[Grant]:
    """The rights of one colleague in force."""
    return list(Grant.objects.filter(user=user).in_force(now).select_related("account", "group", "given_by"))


def rights_rows(grants: Iterable[Grant]) -> Iterable[list[str]]:
    """Lines of the CSV file, in the order of `RIGHTS_HEADER`."""
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
