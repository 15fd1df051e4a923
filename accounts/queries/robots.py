"""Robots that a person may keep, with what they still have to tell."""

from django.db.models import Count, Q, QuerySet

from accounts.access import Person, accounts_for, rights_of
from accounts.models import AccountGroup, Robot
from accounts.roles import Can


def groups_of(user: Person) -> "QuerySet[AccountGroup]":
    """Groups for which a person may keep robots."""
    rights = rights_of(user)
    if rights.may(Can.MANAGE_ACCOUNTS):
        return AccountGroup.objects.order_by("name")
    ids = [pk for pk, cans in rights.by_group.items() if Can.MANAGE_ACCOUNTS in cans]
    return AccountGroup.objects.filter(pk__in=ids).order_by("name")


def robots_of(user: Person) -> "QuerySet[Robot]":
    """By name, with `waiting`: how many messages wait to be tried again."""
    rows = Robot.objects.select_related("account", "group")
    if not rights_of(user).may(Can.MANAGE_ACCOUNTS):
        rows = rows.filter(Q(account__in=accounts_for(user, Can.MANAGE_ACCOUNTS)) | Q(group__in=groups_of(user)))
    return rows.annotate(waiting=Count("messages", filter=Q(messages__due_at__isnull=False)))
