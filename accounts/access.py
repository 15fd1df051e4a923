"""Doors: the only way from a URL to an account, and the question whether a person may do something (A8).

A stranger gets 404 (so that he learns nothing), a colleague without the right 403.
This room reads the clock, because a grant may have ended a second ago.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import IntegerField, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import (
    AccountGroup,
    AccountTag,
    Assessment,
    CustomRole,
    FollowEntry,
    Grant,
    MatrixChange,
    MatrixLink,
    Paper,
    ProfileItem,
    Robot,
    User,
    VerificationRequest,
    WeiboAccount,
)
from accounts.roles import CAPABILITIES, Can
from core.audit import SYSTEM, Actor
from core.errors import Forbidden, NotFound, existing
from core.http import int_param

if TYPE_CHECKING:
    from django.http import HttpRequest

Person = User | AnonymousUser


@dataclass(frozen=True)
class Rights:
    """What one person may do: for the whole matrix, and account by account.

    `by_account` has every account in reach. `direct` and `by_group` (with all groups below) say the same in the few
    words it was granted in: `reach` makes a condition of them that stays short for a thousand accounts.
    """

    everywhere: frozenset[Can] = frozenset()
    by_account: dict[int, frozenset[Can]] = field(default_factory=dict)
    direct: dict[int, frozenset[Can]] = field(default_factory=dict)
    by_group: dict[int, frozenset[Can]] = field(default_factory=dict)

    def may(self, can: Can, account_id: int | None = None) -> bool:
        """May this person do `can` for an account? Without account: for the whole matrix."""
        if can in self.everywhere:
            return True
        return account_id is not None and can in self.by_account.get(account_id, frozenset())

    def may_somewhere(self, can: Can) -> bool:
        """For at least one account."""
        return can in self.everywhere or any(can in cans for cans in self.by_account.values())

    def account_ids(self, can: Can) -> set[int] | None:
        """Accounts for which `can` is granted; None means every account."""
        if can in self.everywhere:
            return None
        return {account_id for account_id, cans in self.by_account.items() if can in cans}

    def reach(self, can: Can) -> Q:
        """The condition on `WeiboAccount` of the accounts for which `can` is granted."""
        if can in self.everywhere:
            return Q()
        accounts = [pk for pk, cans in self.direct.items() if can in cans]
        groups = [pk for pk, cans in self.by_group.items() if can in cans]
        return Q(pk__in=accounts) | Q(group_id__in=groups)


def rights_of(user: Person) -> Rights:
    """The rights of a person now; read once per request (two queries at most)."""
    if not isinstance(user, User) or not user.is_active:
        return Rights()
    cached = getattr(user, "_rights", None)
    if cached is None:
        cached = _read_rights(user)
        user._rights = cached  # type: ignore[attr-defined]
    return cast(Rights, cached)


def forget_rights(user: User) -> None:
    """After a grant changed within the same request."""
    if hasattr(user, "_rights"):
        del user._rights


def _read_rights(user: User) -> Rights:
    grants = list(Grant.objects.filter(user=user).in_force(timezone.now()).select_related("custom_role"))
    everywhere: set[Can] = set()
    by_account: dict[int, set[Can]] = {}
    by_group: dict[int, set[Can]] = {}
    for grant in grants:
        cans = grant.cans
        if grant.account_id is not None:
            by_account.setdefault(grant.account_id, set()).update(cans)
        elif grant.group_id is not None:
            by_group.setdefault(grant.group_id, set()).update(cans)
        else:
            everywhere |= cans
    direct = {key: frozenset(cans) for key, cans in by_account.items()}
    reached: dict[int, frozenset[Can]] = {}
    spread = dict(direct)
    for group_id, tops, account_ids in _groups_in_reach(list(by_group)) if by_group else ():
        cans = frozenset(can for top in tops for can in by_group[top])
        reached[group_id] = cans
        spread.update((account_id, cans | direct.get(account_id, frozenset())) for account_id in account_ids)
    return Rights(frozenset(everywhere), spread, direct, reached)


REACH = """
WITH RECURSIVE reach (group_id, top) AS (
    SELECT id, id FROM accounts_accountgroup WHERE id = ANY(%s)
    UNION SELECT below.id, reach.top FROM accounts_accountgroup below JOIN reach ON below.parent_id = reach.group_id
)
SELECT group_id, array_agg(top), ARRAY(SELECT id FROM accounts_weiboaccount a WHERE a.group_id = reach.group_id)
FROM reach GROUP BY group_id
"""


def _groups_in_reach(tops: list[int]) -> list[tuple[int, list[int], list[int]]]:
    """(group, the granted groups at or above it, its own accounts): a grant counts for all below. One query."""
    with connection.cursor() as cursor:
        cursor.execute(REACH, [tops])
        return list(cursor.fetchall())


BELOW = """
ARRAY(WITH RECURSIVE below (id) AS (
    SELECT accounts_grant.group_id
    UNION SELECT child.id FROM accounts_accountgroup child JOIN below ON child.parent_id = below.id
) SELECT id FROM below WHERE id IS NOT NULL)
"""


def with_groups(grants: "QuerySet[Grant]") -> list[tuple[Grant, list[int]]]:
    """Grants, each with the groups it counts for: its own and all below. One query."""
    found = grants.select_related("custom_role").annotate(
        groups_reached=RawSQL(BELOW, (), output_field=ArrayField(IntegerField()))  # noqa: S611 - constant text
    )
    return [(grant, cast(Any, grant).groups_reached) for grant in found]


def capabilities_of(role: str) -> frozenset[Can]:
    """What a role contains, built in or made by the company (A8); nothing for a role that does not exist."""
    if role in CAPABILITIES:
        return CAPABILITIES[role]
    found = CustomRole.objects.filter(slug=role).first()
    return found.cans if found else frozenset()


def roles_with(can: Can) -> list[str]:
    """The slugs of all roles that contain a capability: to narrow grants in a query."""
    built_in = [str(role) for role, cans in CAPABILITIES.items() if can in cans]
    own = CustomRole.objects.filter(capabilities__contains=[can.value])
    return [*built_in, *own.values_list("slug", flat=True)]


def cans_over(user: Person, *, account_id: int | None = None, group_id: int | None = None) -> frozenset[Can]:
    """Everything a person may do for one account, for one whole group, or (both None) for the whole matrix."""
    rights = rights_of(user)
    if account_id is not None:
        return rights.everywhere | rights.by_account.get(account_id, frozenset())
    if group_id is not None:
        return rights.everywhere | rights.by_group.get(group_id, frozenset())
    return rights.everywhere


def groups_above(group_id: int | None) -> set[int]:
    """A group and every group above it; none for an account without a group."""
    if group_id is None:
        return set()
    return groups_over(group_id, dict(AccountGroup.objects.values_list("pk", "parent_id")))


def groups_over(group_id: int | None, parents: Mapping[int, int | None]) -> set[int]:
    """As `groups_above`, from a table of parents that was read for many."""
    found: set[int] = set()
    step = group_id
    while step is not None and step not in found:
        found.add(step)
        step = parents.get(step)
    return found


def require(user: Person, can: Can, account_id: int | None = None) -> User:
    """The person, when he may; otherwise 403. Views for the whole matrix and dangerous services call it."""
    if not rights_of(user).may(can, account_id):
        raise Forbidden(_("您没有这项操作的权限，需要时请联系管理员。"), code=f"forbidden.{can}")
    return cast(User, user)


def require_actor(by: Actor, can: Can, account_id: int | None = None) -> None:
    """What dangerous services ask again: a person must have the right, the system itself may."""
    if by is not SYSTEM:
        require(cast(Person, by), can, account_id)


def require_somewhere(user: Person, can: Can) -> User:
    """The person, when he may for at least one account (lists show only those); otherwise 403."""
    if not rights_of(user).may_somewhere(can):
        raise Forbidden(_("您没有这项操作的权限，需要时请联系管理员。"), code=f"forbidden.{can}")
    return cast(User, user)


def member(request: "HttpRequest") -> User:
    """The signed-in person, when he has any right at all: the door of pages such as the workbench."""
    return require_somewhere(request.user, Can.VIEW)


def accounts_for(user: Person, can: Can = Can.VIEW) -> "QuerySet[WeiboAccount]":
    """The accounts for which a person may do `can`."""
    return WeiboAccount.objects.filter(rights_of(user).reach(can))


def scope(request: "HttpRequest", *, can: Can = Can.VIEW) -> "QuerySet[WeiboAccount]":
    """The accounts a page is about: those allowed, narrowed by `?account=ID` or `?group=ID` (with all below it)."""
    return accounts_within(
        request.user, account_id=int_param(request, "account"), group_id=int_param(request, "group"), can=can
    )


def accounts_within(
    user: Person, *, account_id: int | None = None, group_id: int | None = None, can: Can = Can.VIEW
) -> "QuerySet[WeiboAccount]":
    """The accounts for which this person may do `can`, narrowed to one, or to a group with all below it."""
    accounts = accounts_for(user, can)
    if account_id is not None:
        return accounts.filter(pk=account_id)
    if group_id is not None:
        return accounts.filter(group_id__in=groups_below(group_id))
    return accounts


def require_grantor(user: Person, *, account_id: int | None = None, group_id: int | None = None) -> User:
    """A person may give or take back rights only where he manages people himself (A8); otherwise 403."""
    if group_id is None or rights_of(user).may(Can.MANAGE_PEOPLE):
        return require(user, Can.MANAGE_PEOPLE, account_id)
    if group_id in managed_groups(user):
        return cast(User, user)
    return require(user, Can.MANAGE_PEOPLE)


def managed_groups(user: Person) -> set[int]:
    """Groups in which a person manages people by a grant on the group or on one above it."""
    return {pk for pk, cans in rights_of(user).by_group.items() if Can.MANAGE_PEOPLE in cans}


def groups_below(group_id: int) -> set[int]:
    """A group and every group below it; empty when there is no such group."""
    children: dict[int | None, list[int]] = {}
    for pk, parent_id in AccountGroup.objects.values_list("pk", "parent_id"):
        children.setdefault(parent_id, []).append(pk)
    known = {pk for below in children.values() for pk in below}
    found: set[int] = set()
    waiting = [group_id] if group_id in known else []
    while waiting:
        step = waiting.pop()
        if step not in found:
            found.add(step)
            waiting.extend(children.get(step, []))
    return found


def account_for(user: Person, pk: int, *, to: Can = Can.VIEW) -> WeiboAccount:
    """One account behind its door. Raises `NotFound` for strangers, `Forbidden` for colleagues without the right."""
    rights = rights_of(user)
    account = WeiboAccount.objects.filter(pk=pk).first()
    if account is None or not (rights.may(Can.VIEW, pk) or rights.may(to, pk)):
        raise NotFound(_("没有找到这个账号。"))
    require(user, to, pk)
    return account


def group_for(user: Person, pk: int, *, to: Can = Can.VIEW) -> AccountGroup:
    """One account group; groups belong to the whole matrix."""
    if not rights_of(user).may_somewhere(Can.VIEW):
        raise NotFound(_("没有找到这个分组。"))
    require(user, to)
    return existing(AccountGroup.objects.filter(pk=pk).first(), _("没有找到这个分组。"))


def person_for(user: Person, pk: int, *, everywhere: bool = False) -> User:
    """A colleague, for those who manage people somewhere; `everywhere` for changes of the person itself."""
    if everywhere:
        require(user, Can.MANAGE_PEOPLE)
    require_somewhere(user, Can.MANAGE_PEOPLE)
    return existing(User.objects.filter(pk=pk).first(), _("没有找到这位同事。"))


def grant_for(user: Person, pk: int) -> Grant:
    """A grant, for those who manage people where it counts."""
    require_somewhere(user, Can.MANAGE_PEOPLE)
    grant = existing(
        Grant.objects.select_related("user", "account", "group").filter(pk=pk).first(), _("没有找到这项授权。")
    )
    require_grantor(user, account_id=grant.account_id, group_id=grant.group_id)
    return grant


def people_who_may(can: Can, account: WeiboAccount) -> list[User]:
    """Everybody who may do `can` for an account now, by name; three queries for any number of people."""
    grants = Grant.objects.filter(user__is_active=True).in_force(timezone.now())
    reach = Q(account=account) | Q(account__isnull=True, group__isnull=True)
    if account.group_id is not None:
        reach |= Q(group_id__in=groups_above(account.group_id))
    found = {grant.user for grant in grants.filter(reach).select_related("user", "custom_role") if can in grant.cans}
    return sorted(found, key=lambda user: (user.name, user.pk))


def role_for(user: Person, pk: int) -> CustomRole:
    """One of the company's own roles; roles count for the whole matrix."""
    require(user, Can.MANAGE_PEOPLE)
    return existing(CustomRole.objects.filter(pk=pk).first(), _("没有找到这个角色。"))


def assessment_for(user: Person, pk: int) -> Assessment:
    """One assessment, for those who manage people of the whole matrix."""
    require(user, Can.MANAGE_PEOPLE)
    return existing(Assessment.objects.select_related("user").filter(pk=pk).first(), _("没有找到这次评定。"))


def change_for(user: Person, pk: int) -> MatrixChange:
    """A change of several accounts, for the person who made it."""
    return existing(MatrixChange.objects.filter(pk=pk, by_id=user.pk).first(), _("没有找到这次修改。"))


def item_for(user: Person, code: str) -> ProfileItem:
    """An item of the profile checklist, by its code."""
    require_somewhere(user, Can.VIEW)
    return existing(ProfileItem.objects.filter(code=code).first(), _("没有找到这一项。"))


def link_for(account: WeiboAccount, pk: int) -> MatrixLink:
    """A declared link of an account whose door has been passed."""
    return existing(
        MatrixLink.objects.select_related("account", "target").filter(account=account, pk=pk).first(),
        _("没有找到这条互链。"),
    )


def tag_for(account: WeiboAccount, pk: int) -> AccountTag:
    """A tag of an account whose door has been passed."""
    return existing(
        AccountTag.objects.select_related("account").filter(account=account, pk=pk).first(), _("没有找到这个标签。")
    )


def paper_for(account: WeiboAccount, pk: int) -> Paper:
    """A paper, of any version, of an account whose door has been passed."""
    return existing(
        Paper.objects.select_related("account").filter(account=account, pk=pk).first(), _("没有找到这份证照。")
    )


def verification_for(account: WeiboAccount, pk: int) -> VerificationRequest:
    """A request for verification of an account whose door has been passed."""
    return existing(
        VerificationRequest.objects.select_related("account").filter(account=account, pk=pk).first(),
        _("没有找到这份申请。"),
    )


def follow_for(account: WeiboAccount, pk: int) -> FollowEntry:
    """A row of the follow list of an account whose door has been passed."""
    return existing(
        FollowEntry.objects.select_related("account").filter(account=account, pk=pk).first(),
        _("没有在名单里找到这个人。"),
    )


def require_robots(user: Person, *, account_id: int | None = None, group_id: int | None = None) -> User:
    """Robots are kept by those who manage the account, the whole group, or (both None) the whole matrix."""
    if group_id is not None and Can.MANAGE_ACCOUNTS in rights_of(user).by_group.get(group_id, ()):
        return cast(User, user)
    return require(user, Can.MANAGE_ACCOUNTS, account_id)


def robot_for(user: Person, pk: int) -> Robot:
    """One robot, for those who manage where it counts."""
    require_somewhere(user, Can.MANAGE_ACCOUNTS)
    robot = existing(Robot.objects.select_related("account", "group").filter(pk=pk).first(), _("没有找到这个机器人。"))
    require_robots(user, account_id=robot.account_id, group_id=robot.group_id)
    return robot
