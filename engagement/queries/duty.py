"""Who can be given a thread now: not away, on shift, with room, the least loaded first (E1)."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Count

from accounts.access import people_who_may
from accounts.models import User, WeiboAccount
from accounts.roles import Can
from content.queries.review_flow import live_deputies
from core.dates import BEIJING, local_day
from core.holidays import SHIPPED, OfficialDays, official_days
from engagement.models import Away, Capacity, CareTeam, Thread, ThreadState


@dataclass
class Duty:
    """Everything at one instant, read once; `load` grows as threads are given."""

    at: dt.datetime
    away: dict[int, int | None] = field(default_factory=dict)  # by person: the deputy
    limits: dict[int, int] = field(default_factory=dict)
    load: Counter[int] = field(default_factory=Counter)
    official: OfficialDays = SHIPPED
    _may: dict[int, dict[int, User]] = field(default_factory=dict)

    def answerers(self, account: WeiboAccount) -> dict[int, User]:
        """Who may answer for an account; three queries for each account, once."""
        if account.pk not in self._may:
            self._may[account.pk] = {user.pk: user for user in people_who_may(Can.REPLY, account)}
        return self._may[account.pk]

    def has_room(self, pk: int) -> bool:
        """Whether he takes one more."""
        return pk not in self.limits or self.load[pk] < self.limits[pk]

    def person(self, pk: int, account: WeiboAccount) -> User | None:
        """This one, or his deputy while he is away; None when neither may, or is there. A named person is given
        threads however many he has."""
        seen: set[int] = set()
        wanted: int | None = pk
        while wanted is not None and wanted in self.away and wanted not in seen:
            seen.add(wanted)
            wanted = self.away[wanted]
        return None if wanted is None or wanted in self.away else self.answerers(account).get(wanted)

    def of_team(self, team: CareTeam, account: WeiboAccount) -> User | None:
        """The member with the fewest open threads who may, is there and has room; the same one whenever asked again.
        None outside the shift."""
        local = self.at.astimezone(BEIJING)
        if not team.covers(local.time()) or (team.workdays_only and not self.official.is_worked(local.date())):
            return None
        may = self.answerers(account)
        free = [user.pk for user in team.members.all() if user.pk in may and user.pk not in self.away]
        free = [pk for pk in free if self.has_room(pk)]
        return may[min(free, key=lambda pk: (self.load[pk], pk))] if free else None

    def give(self, person: User) -> None:
        """He has one more."""
        self.load[person.pk] += 1


def duty_at(at: dt.datetime) -> Duty:
    """As things stand; who is away for reviews is away here, too."""
    day = local_day(at)
    away = {row.person_id: row.deputy_id for row in live_absences(day)}
    for absent, deputy in live_deputies(at):
        away.setdefault(absent, deputy)
    open_ones = Thread.objects.filter(state=ThreadState.OPEN, assignee__isnull=False).order_by()
    load = Counter(dict(open_ones.values_list("assignee").annotate(Count("pk"))))
    limits = dict(Capacity.objects.values_list("person_id", "most_open"))
    return Duty(at, away, limits, load, official_days())


def live_absences(day: dt.date) -> list[Away]:
    """Who is away on a day."""
    rows = Away.objects.filter(starts_on__lte=day, ends_on__gte=day, ended_at=None)
    return list(rows.select_related("person", "deputy"))


def absences_ahead(day: dt.date) -> list[Away]:
    """Now and later."""
    rows = Away.objects.filter(ends_on__gte=day, ended_at=None)
    return list(rows.select_related("person", "deputy"))


def teams() -> list[CareTeam]:
    """All teams with their members."""
    return list(CareTeam.objects.prefetch_related("members"))


@dataclass(frozen=True)
class OnDuty:
    """One person on the page of duty."""

    person: User
    load: int
    limit: int | None
    is_away: bool


def roster(people: list[User], duty: Duty) -> list[OnDuty]:
    """Everybody who answers, with what he has."""
    return [
        OnDuty(person, duty.load[person.pk], duty.limits.get(person.pk), person.pk in duty.away) for person in people
    ]
