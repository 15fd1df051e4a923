"""Who may do what on which account: people across, accounts down (A8). A constant number of queries."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.access import accounts_for, groups_over, roles_with
from accounts.models import AccountGroup, Grant, User, WeiboAccount
from accounts.models.people import GrantQuerySet
from accounts.roles import MEANINGS, Can
from core.dates import BEIJING
from core.paging import KeyPage

PEOPLE_AT_ONCE = 12


@dataclass(frozen=True)
class GridFilters:
    """What of the grid is asked for; `people_page` counts from 0."""

    words: str = ""
    role: str = ""
    can: Can | None = None
    people_page: int = 0


@dataclass(frozen=True)
class Line:
    """One account with the grants that reach it, person by person in the order of the columns."""

    account: WeiboAccount
    cells: list[list[Grant]]


@dataclass(frozen=True)
class Grid:
    """The people of the columns, the accounts of the lines, and whether there are more people."""

    people: list[User] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    more_people: bool = False


def rights_grid(page: KeyPage[WeiboAccount], filters: GridFilters, *, at: dt.datetime) -> Grid:
    """The grid for one page of accounts. Four queries, whatever the number of accounts, people and grants."""
    people = list(people_with_rights(filters, at=at)[_slice(filters.people_page)])
    parents = dict(AccountGroup.objects.values_list("pk", "parent_id"))
    above = {account.pk: groups_over(account.group_id, parents) for account in page.rows}
    groups = set().union(*above.values()) if above else set()
    reach = Q(account__in=page.rows) | Q(group_id__in=groups) | Q(account__isnull=True, group__isnull=True)
    shown = people[:PEOPLE_AT_ONCE]
    found = _matching(Grant.objects.filter(reach, user__in=shown).in_force(at), filters).select_related("custom_role")
    grants: dict[int, list[Grant]] = {}
    for grant in found.order_by("pk"):
        grants.setdefault(grant.user_id, []).append(grant)
    lines = [
        Line(account, [[g for g in grants.get(p.pk, ()) if reaches(g, account.pk, above[account.pk])] for p in shown])
        for account in page.rows
    ]
    return Grid(shown, lines, len(people) > PEOPLE_AT_ONCE)


def people_with_rights(filters: GridFilters, *, at: dt.datetime) -> "QuerySet[User]":
    """People with any grant that fits, by name."""
    fitting = _matching(Grant.objects.filter(user=OuterRef("pk")).in_force(at), filters)
    people = User.objects.filter(Exists(fitting)).order_by("name", "pk")
    words = filters.words
    return people.filter(Q(name__icontains=words) | Q(email__icontains=words)) if words else people


def reaches(grant: Grant, account_id: int, above: set[int]) -> bool:
    """Whether a grant counts for an account that lies in these groups."""
    if grant.account_id is not None:
        return grant.account_id == account_id
    return grant.group_id is None or grant.group_id in above


def grid_header() -> list[str]:
    """Headings of the CSV file: one line for each right of each person on each account."""
    who, where = [_("姓名"), _("邮箱"), _("账号")], [_("角色"), _("权限"), _("途径")]
    return [*who, *where, _("授予人"), _("授予时间"), _("到期时间"), _("理由")]


def grid_rows(viewer: User, filters: GridFilters, *, at: dt.datetime) -> Iterator[list[str]]:
    """Lines of the CSV file in the order of `grid_header`. Four queries."""
    accounts = list(accounts_for(viewer, Can.MANAGE_PEOPLE).only("pk", "nickname", "group_id").order_by("nickname"))
    parents = dict(AccountGroup.objects.values_list("pk", "parent_id"))
    by_id, below = {account.pk: account for account in accounts}, dict[int, list[WeiboAccount]]()
    for account in accounts:
        for group_id in groups_over(account.group_id, parents):
            below.setdefault(group_id, []).append(account)
    found = _matching(Grant.objects.filter(user__in=people_with_rights(filters, at=at)).in_force(at), filters)
    found = found.select_related("user", "custom_role", "account", "group", "given_by")
    for grant in found.order_by("user__name", "user_id", "pk").iterator(chunk_size=500):
        cans = _("、").join(str(MEANINGS[can].name) for can in Can if can in grant.cans)
        here = accounts if grant.group_id is None else below.get(grant.group_id, [])
        if grant.account_id is not None:
            here = [by_id[grant.account_id]] if grant.account_id in by_id else []
        for account in here:
            yield _row(grant, account, cans)


def way_of(grant: Grant) -> str:
    """How a grant reaches an account: itself, by a group, by the whole matrix."""
    if grant.account_id is not None:
        return _("直接授予")
    return _("分组“%(name)s”") % {"name": grant.group} if grant.group else _("全部账号")


def _row(grant: Grant, account: WeiboAccount, cans: str) -> list[str]:
    return [
        str(grant.user),
        grant.user.email,
        account.nickname,
        grant.get_role_display(),
        cans,
        way_of(grant),
        str(grant.given_by or _("系统")),
        f"{grant.given_at.astimezone(BEIJING):%Y-%m-%d %H:%M}",
        f"{grant.ends_at.astimezone(BEIJING):%Y-%m-%d %H:%M}" if grant.ends_at else _("长期"),
        grant.reason,
    ]


def _matching(grants: GrantQuerySet, filters: GridFilters) -> GrantQuerySet:
    if filters.role:
        grants = grants.filter(role=filters.role)
    return grants.filter(role__in=roles_with(filters.can)) if filters.can is not None else grants


def _slice(page: int) -> slice:
    start = page * PEOPLE_AT_ONCE
    return slice(start, start + PEOPLE_AT_ONCE + 1)
