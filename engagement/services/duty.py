"""Who is away, how much a person takes, and teams (E1)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import require, require_somewhere, rights_of
from accounts.models import User
from accounts.roles import Can
from core.audit import Change, record
from core.dates import local_day
from core.errors import Conflict, Forbidden, UserError
from engagement.models import Away, Capacity, CareTeam


@dataclass(frozen=True)
class AwayInput:
    """Somebody's days off, as typed; both days included."""

    person: User
    starts_on: dt.date
    ends_on: dt.date
    deputy: User | None = None
    note: str = ""


@transaction.atomic
def set_away(*, wanted: AwayInput, by: User, at: dt.datetime) -> Away:
    """Everybody for himself, for others who leads. Raises `UserError` for days that are over or a deputy who may not
    answer, `Conflict` when he is away then already."""
    require_somewhere(by, Can.REPLY)
    if wanted.person.pk != by.pk:
        require(by, Can.REVIEW)
    if wanted.ends_on < wanted.starts_on or wanted.ends_on < local_day(at):
        raise UserError(_("结束日期须在开始日期之后，且还没有过去。"), field="ends_on")
    if wanted.deputy is not None and wanted.deputy.pk == wanted.person.pk:
        raise UserError(_("不能由本人代班。"), field="deputy")
    if wanted.deputy is not None and not rights_of(wanted.deputy).may_somewhere(Can.REPLY):
        raise UserError(_("%(name)s没有回复权限，不能代班。") % {"name": wanted.deputy}, field="deputy")
    rows = Away.objects.select_for_update().filter(person=wanted.person, ended_at=None)
    if rows.filter(starts_on__lte=wanted.ends_on, ends_on__gte=wanted.starts_on).exists():
        raise Conflict(_("这几天已经登记过外出。"), field="starts_on", code="away.twice")
    row = Away.objects.create(**vars(wanted), created_by=by, created_at=at)
    after = {"person": str(wanted.person), "from": str(row.starts_on), "to": str(row.ends_on)}
    record("engagement.away.set", row, by=by, at=at, change=Change(after=after, reason=wanted.note))
    return row


@transaction.atomic
def end_away(*, away: Away, by: User, at: dt.datetime) -> Away:
    """He is back, or it was a mistake."""
    require_somewhere(by, Can.REPLY)
    if by.pk not in {away.person_id, away.created_by_id} and not rights_of(by).may(Can.REVIEW):
        raise Forbidden(_("只有本人、登记的人或负责人能结束。"), code="forbidden.away")
    row = Away.objects.select_for_update().get(pk=away.pk)
    if row.ended_at is None:
        row.ended_at = at
        row.save(update_fields=["ended_at"])
        record("engagement.away.ended", row, by=by, at=at)
    return row


@transaction.atomic
def set_capacity(*, person: User, most_open: int | None, by: User, at: dt.datetime) -> None:
    """So many open threads at most are given to him by teams; None: as many as come."""
    require(by, Can.REVIEW)
    if most_open is not None and not 1 <= most_open <= 500:
        raise UserError(_("上限须为 1 到 500。"), field="most_open")
    if most_open is None:
        Capacity.objects.filter(person=person).delete()
    else:
        Capacity.objects.update_or_create(person=person, defaults={"most_open": most_open})
    record("engagement.capacity.set", person, by=by, at=at, change=Change(after={"most_open": most_open}))


@dataclass(frozen=True)
class TeamInput:
    """A team as typed; without hours it is always on."""

    name: str
    members: Sequence[User]
    starts: dt.time | None = None
    ends: dt.time | None = None
    workdays_only: bool = False


@transaction.atomic
def save_team(*, team: CareTeam | None, wanted: TeamInput, by: User, at: dt.datetime) -> CareTeam:
    """Raises `UserError` for a name that is taken or a shift with one end."""
    require(by, Can.REVIEW)
    if CareTeam.objects.filter(name=wanted.name).exclude(pk=team.pk if team else 0).exists():
        raise UserError(_("已有同名的小组。"), field="name")
    if bool(wanted.starts) != bool(wanted.ends):
        raise UserError(_("班次的开始和结束要么都填，要么都不填。"), field="ends")
    row = team or CareTeam(created_at=at)
    row.name, row.starts, row.ends, row.workdays_only = wanted.name, wanted.starts, wanted.ends, wanted.workdays_only
    row.save()
    row.members.set(wanted.members)
    after = {"name": row.name, "members": [str(user) for user in wanted.members]}
    record("engagement.team.saved", row, by=by, at=at, change=Change(after=after))
    return row


@transaction.atomic
def remove_team(*, team: CareTeam, by: User, at: dt.datetime) -> None:
    """Threads that wait for it stand without anybody again."""
    require(by, Can.REVIEW)
    record("engagement.team.removed", team, by=by, at=at, change=Change(before={"name": team.name}))
    team.delete()
