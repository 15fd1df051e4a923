"""What changed about rights between two instants (A8): from the grants' own dates and the history of roles."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Grant, RoleVersion, User
from accounts.queries.people import seen_by
from accounts.roles import MEANINGS, Can
from core.dates import BEIJING
from core.models import AuditEntry

AT_MOST = 2000


class Turn(StrEnum):
    """How a right stands at the end against the beginning."""

    GAINED = "gained"
    LOST = "lost"
    PASSED = "passed"  # given and over within the span


@dataclass(frozen=True)
class RightChange:
    """One grant that begins or ends within the span."""

    turn: Turn
    grant: Grant
    at: dt.datetime
    why: str


@dataclass(frozen=True)
class RoleChange:
    """A role of the company's own that contains something else than before."""

    name: str
    at: dt.datetime
    by: str
    added: list[str]
    taken: list[str]


@dataclass(frozen=True)
class RightsChanges:
    """Everything that changed; `moved` are ends that were set to another time."""

    rights: list[RightChange] = field(default_factory=list)
    roles: list[RoleChange] = field(default_factory=list)
    moved: list[AuditEntry] = field(default_factory=list)
    before: int = 0
    after: int = 0

    def of(self, turn: str) -> list[RightChange]:
        return [change for change in self.rights if change.turn == turn]


def rights_changes(viewer: User, *, start: dt.datetime, end: dt.datetime) -> RightsChanges:
    """Compare two instants, as far as the viewer may look. Five queries.

    A grant's own dates answer for the past, because an end is only ever moved while the grant is in force.
    """
    alive = Q(ends_at__isnull=True) | Q(ends_at__gt=start), Q(revoked_at__isnull=True) | Q(revoked_at__gt=start)
    rows = Grant.objects.filter(seen_by(viewer), *alive, given_at__lte=end)
    rows = rows.select_related("user", "account", "group", "custom_role", "given_by", "revoked_by").order_by("-pk")
    grants = list(rows)
    changes = [change for grant in grants if (change := _change(grant, start, end)) is not None]
    changes.sort(key=lambda change: (change.at, change.grant.pk), reverse=True)
    seen = {str(grant.pk) for grant in grants}
    moved = AuditEntry.objects.filter(code="accounts.grant.prolonged", at__gt=start, at__lte=end)
    return RightsChanges(
        rights=changes,
        roles=_role_changes(start, end),
        moved=[entry for entry in moved[:AT_MOST] if entry.object_id in seen],
        before=sum(grant.in_force_at(start) for grant in grants),
        after=sum(grant.in_force_at(end) for grant in grants),
    )


def _change(grant: Grant, start: dt.datetime, end: dt.datetime) -> RightChange | None:
    before, after = grant.in_force_at(start), grant.in_force_at(end)
    if before and after:
        return None
    if after:
        return RightChange(Turn.GAINED, grant, grant.given_at, _given(grant))
    over, why = _end_of(grant, end)
    return RightChange(Turn.LOST if before else Turn.PASSED, grant, over, why if before else _given(grant) + why)


def _given(grant: Grant) -> str:
    sentence = _("%(who)s 授予。") % {"who": grant.given_by or _("系统")}
    return sentence + grant.reason if grant.reason else sentence


def _end_of(grant: Grant, end: dt.datetime) -> tuple[dt.datetime, str]:
    if grant.revoked_at is not None and grant.revoked_at <= end:
        sentence = _("%(who)s 收回。") % {"who": grant.revoked_by or _("系统")}
        return grant.revoked_at, sentence + grant.revoked_reason
    return grant.ends_at or end, _("到期。")


def _role_changes(start: dt.datetime, end: dt.datetime) -> list[RoleChange]:
    """Versions that began within the span, each against the one before it."""
    before: dict[int, set[str]] = {}
    found = []
    rows = RoleVersion.objects.filter(since__lte=end).select_related("changed_by").order_by("role_id", "since", "pk")
    for version in rows:
        now, last = set(version.capabilities), before.get(version.role_id)
        if version.since > start and last is not None and now != last:
            by = str(version.changed_by or _("系统"))
            found.append(RoleChange(version.name, version.since, by, _names(now - last), _names(last - now)))
        before[version.role_id] = now
    return sorted(found, key=lambda change: change.at, reverse=True)


def _names(cans: Iterable[str]) -> list[str]:
    wanted = set(cans)
    return [str(MEANINGS[can].name) for can in Can if can.value in wanted]


def changes_header() -> list[str]:
    """Headings of the CSV file."""
    return [_("时间"), _("变化"), _("姓名"), _("邮箱"), _("角色"), _("范围"), _("说明")]


def changes_rows(changes: RightsChanges) -> Iterable[list[str]]:
    """Lines of the CSV file, in the order of `changes_header`."""
    words = {Turn.GAINED: _("得到"), Turn.LOST: _("失去"), Turn.PASSED: _("期间有过")}
    for change in changes.rights:
        grant = change.grant
        when = f"{change.at.astimezone(BEIJING):%Y-%m-%d %H:%M}"
        who, role = [str(grant.user), grant.user.email], grant.get_role_display()
        yield [when, words[change.turn], *who, role, grant.scope_name, change.why]
    for role_change in changes.roles:
        when = f"{role_change.at.astimezone(BEIJING):%Y-%m-%d %H:%M}"
        text = " ".join([*(f"+{name}" for name in role_change.added), *(f"-{name}" for name in role_change.taken)])
        yield [when, _("角色变化"), "", "", role_change.name, "", f"{role_change.by} {text}"]
