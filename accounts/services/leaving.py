"""Somebody leaves (W9): everything he holds passes to colleagues and his access ends, in one transaction."""

import datetime as dt
from dataclasses import dataclass, field

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.access import forget_rights, require, rights_of
from accounts.holdings import Handing
from accounts.models import OAuthRequest, User
from accounts.queries.leaving import Held, Lack, held_by, lacks
from accounts.roles import Can
from accounts.services.people import end_access, require_not_above
from accounts.services.rights import GrantInput, give_grant, keep_an_administrator
from core.audit import Change, record
from core.errors import Conflict, UserError
from core.notices import Message, notify

TOOK_OVER = gettext_noop("您接手了 %(leaver)s 的 %(n)d 项工作：%(what)s")


@dataclass(frozen=True)
class LeavingPlan:
    """Who takes over what (by key of the holding), and until when rights that he lacks for it are granted."""

    user: User
    successors: dict[str, User] = field(default_factory=dict)
    reason: str = ""
    grant_until: dt.datetime | None = None


@dataclass(frozen=True)
class Left:
    """What came of it."""

    handed_over: dict[str, int]
    grants_given: int
    grants_ended: int
    sessions_ended: int


def leave(*, plan: LeavingPlan, by: User, at: dt.datetime) -> Left:
    """Hand over everything, then end the access of the person now (W9). All or nothing.

    Raises `UserError` for oneself, for the last administrator, when something has no successor, or when a successor
    lacks rights and no date was given for them; `Conflict` when the person has left already.
    """
    require(by, Can.MANAGE_PEOPLE)
    if plan.user.pk == by.pk:
        raise UserError(_("不能停用自己的账户，请由另一位管理员操作。"), code="user.self")
    require_not_above(by, plan.user)
    with transaction.atomic():
        keep_an_administrator(without_user=plan.user.pk)
        leaver = User.objects.select_for_update().get(pk=plan.user.pk)
        if not leaver.is_active:
            raise Conflict(_("这位同事的账户已经停用。"), code="user.inactive")
        held = [item for item in held_by(leaver, at=at) if item.passes_on]
        _check_successors(held, plan)
        given = _grant(lacks(held, plan.successors, leaver=leaver, by=by, at=at), plan, by=by, at=at)
        moved = {item.holding.key: _hand_over(item, plan, by=by, at=at) for item in held}
        _tell_successors(held, moved, plan, at)
        OAuthRequest.objects.filter(user=leaver, used_at__isnull=True).update(used_at=at)
        ended = end_access(leaver, reason=plan.reason, by=by, at=at)
    return Left(moved, given, ended.grants, ended.sessions)


def _check_successors(held: list[Held], plan: LeavingPlan) -> None:
    without = [item for item in held if item.holding.key not in plan.successors]
    if without:
        names = _("、").join(str(item.holding.label) for item in without)
        raise UserError(_("请为这些工作选择接手人：%(names)s。") % {"names": names}, code="leaving.nobody")
    for person in plan.successors.values():
        if not person.is_active or person.pk == plan.user.pk:
            raise UserError(_("%(name)s 不能接手：账户没有启用。") % {"name": person}, code="leaving.successor")


def _grant(lacking: list[Lack], plan: LeavingPlan, *, by: User, at: dt.datetime) -> int:
    """The rights that successors need, until the date of the plan."""
    if lacking and plan.grant_until is None:
        raise UserError(_("接手人还缺少权限，请填写补充授权的截止日期。"), code="leaving.rights", field="grant_until")
    reason, given = _("接手 %(name)s 的工作") % {"name": plan.user}, 0
    for lack in lacking:
        for account in lack.accounts:
            wanted = GrantInput(lack.person, lack.role, account=account, reason=reason, ends_at=plan.grant_until)
            give_grant(grant=wanted, by=by, at=at)
            given += 1
        forget_rights(lack.person)
    return given


def _hand_over(item: Held, plan: LeavingPlan, *, by: User, at: dt.datetime) -> int:
    holding = item.holding
    successor = plan.successors[holding.key]
    if holding.can is not None and not holding.account_path and not rights_of(successor).may_somewhere(holding.can):
        values = {"name": successor, "what": holding.label}
        raise UserError(_("%(name)s 没有接手“%(what)s”的权限，请换一位。") % values, code="leaving.right")
    if holding.hand_over is None:
        return 0
    moved = holding.hand_over(Handing(plan.user, successor, by, at))
    after = {"what": str(holding.label), "n": moved, "to": str(successor), "to_id": successor.pk}
    record("accounts.user.handed_over", plan.user, by=by, at=at, change=Change(after=after, reason=plan.reason))
    return moved


def _tell_successors(held: list[Held], moved: dict[str, int], plan: LeavingPlan, at: dt.datetime) -> None:
    by_person: dict[int, list[Held]] = {}
    for item in held:
        by_person.setdefault(plan.successors[item.holding.key].pk, []).append(item)
    for user_id, items in by_person.items():
        params = {
            "leaver": str(plan.user),
            "n": sum(moved[item.holding.key] for item in items),
            "what": _("、").join(f"{item.holding.label} {moved[item.holding.key]}" for item in items),
        }
        message = Message(TOOK_OVER, params, reverse("workbench"), mail=True)
        notify(to=[user_id], key=f"took-over:{plan.user.pk}:{at:%Y%m%d%H%M%S}", message=message, at=at)
