"""Open a case and lead it (M5): owner, level, people, what it is about."""

import datetime as dt
from dataclasses import dataclass, field, replace

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.access import require_somewhere
from accounts.models import User
from accounts.roles import Can
from core.audit import Change, record
from core.errors import Conflict, UserError
from core.notices import settle
from monitoring.models import (
    LIVE_STATES,
    Alert,
    AlertState,
    Case,
    CaseLevel,
    CasePerson,
    LevelRule,
    PlaybookVersion,
)
from monitoring.services.alerts import settle_alert
from monitoring.services.case_freezes import freeze_for_case
from monitoring.services.case_log import locked_case, write_entry
from monitoring.services.case_mentions import tie_alert, tie_groups, tie_mentions
from monitoring.services.case_tasks import copy_steps

OPENED = gettext_noop("立案，%(level)s，首次回应时限 %(minutes)d 分钟")
OWNER = gettext_noop("负责人：%(name)s")
DEPUTY = gettext_noop("副手：%(name)s")
LEVEL = gettext_noop("等级由%(old)s改为%(new)s")
PART = gettext_noop("%(name)s加入：%(part)s")
LEFT = gettext_noop("%(name)s退出")
NOBODY = gettext_noop("暂无")


@dataclass(frozen=True, slots=True)
class About:
    """What a case is about: any of these, or only words."""

    alert: Alert | None = None
    group_ids: tuple[int, ...] = ()
    mention_ids: tuple[int, ...] = ()
    thread_ids: tuple[int, ...] = ()
    origin: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Setting:
    """Who leads it and by which playbook. A drill freezes nothing and says nothing to the public."""

    owner: User | None = None
    deputy: User | None = None
    playbook: PlaybookVersion | None = None
    is_drill: bool = False


BARE = Setting()


@dataclass(slots=True)
class Opened:
    """The new case and how many posts it holds back."""

    case: Case
    held: int = 0
    freezes: list[int] = field(default_factory=list)


def rule_of(level: int) -> LevelRule:
    """The row of a level; 24 hours and no freeze where somebody took it away."""
    return LevelRule.objects.filter(level=level).first() or LevelRule(level=level)


@transaction.atomic
def open_case(*, title: str, level: int, about: About, by: User, at: dt.datetime, setting: Setting = BARE) -> Opened:
    """Open a case, start its clock, copy the playbook and freeze by its level, all in one (M5).

    The clock runs from the alert when there is one, else from now. Raises `UserError` without title or for a level
    that does not exist, `Conflict` when a live case has this alert already.
    """
    require_somewhere(by, Can.MONITOR)
    if about.alert is not None:  # two people who open a case for one alert at once open one
        about = replace(about, alert=Alert.objects.select_for_update(of=("self",)).get(pk=about.alert.pk))
    _refuse(title, level, about)
    rule, since = rule_of(level), min(at, about.alert.created_at) if about.alert else at
    case = Case.objects.create(
        title=title.strip()[:100],
        note=about.note.strip(),
        level=level,
        playbook=setting.playbook,
        owner=setting.owner,
        deputy=setting.deputy,
        alert=about.alert,
        group_ids=list(about.group_ids),
        thread_ids=list(about.thread_ids),
        origin=about.origin[:200],
        is_drill=setting.is_drill,
        signalled_at=since,
        opened_at=at,
        opened_by=by,
        due_at=since + dt.timedelta(minutes=rule.minutes),
        owned_at=at if setting.owner else None,
    )
    params = {"level": str(CaseLevel(level).label), "minutes": rule.minutes}
    write_entry(case, OPENED, params, by=by, at=at, why=about.origin)
    if setting.owner:
        write_entry(case, OWNER, {"name": setting.owner.get_full_name()}, by=by, at=at)
    tie_about(case, about, by, at)
    copy_steps(case=case, by=by, at=at)
    held = freeze_for_case(case=case, rule=rule, by=by, at=at)
    after = {"level": level, "held": held, "drill": setting.is_drill}
    record("monitoring.case.opened", case, by=by, at=at, change=Change(after=after, reason=about.origin))
    return Opened(case, held, list(case.freezes.values_list("pk", flat=True)))


def _refuse(title: str, level: int, about: About) -> None:
    if not title.strip():
        raise UserError(_("请写一个标题。"), field="title")
    if level not in CaseLevel.values:
        raise UserError(_("请选择等级。"), field="level")
    refuse_second_case(about.alert)


def refuse_second_case(alert: Alert | None) -> None:
    """Raises `Conflict` when a live case has this alert already."""
    live = Case.objects.filter(alert=alert, state__in=LIVE_STATES).first() if alert is not None else None
    if live is not None:
        raise Conflict(_("这条预警已经立案：%(title)s。") % {"title": live}, code="case.open_already")


def tie_about(case: Case, about: About, by: User, at: dt.datetime) -> int:
    """Copy the posts of an alert, of groups and the chosen ones; the alert is settled. Answers how many are new."""
    new = 0
    if about.alert is not None:
        new += tie_alert(case=case, alert=about.alert)
        if about.alert.state == AlertState.OPEN and not case.is_drill:
            settle_alert(alert=about.alert, state=AlertState.CONFIRMED, by=by, at=at)
    if about.group_ids:
        new += tie_groups(case=case, group_ids=about.group_ids)
    if about.mention_ids:
        new += tie_mentions(case=case, mention_ids=about.mention_ids)
    return new


@transaction.atomic
def set_leaders(*, case: Case, owner: User | None, deputy: User | None, by: User, at: dt.datetime) -> Case:
    """Who leads it and who stands in. The first owner ends the loud reminders."""
    row = locked_case(case)
    if owner is not None and owner == deputy:
        raise UserError(_("负责人和副手不能是同一个人。"), field="deputy")
    for name, text, person in (("owner", OWNER, owner), ("deputy", DEPUTY, deputy)):
        if getattr(row, f"{name}_id") != (person.pk if person else None):
            setattr(row, name, person)
            write_entry(row, text, {"name": person.get_full_name() if person else _(NOBODY)}, by=by, at=at)
    if owner is not None:
        row.owned_at = row.owned_at or at
        settle(key_prefix=f"case:{row.pk}:owner", at=at)
    row.save(update_fields=["owner", "deputy", "owned_at"])
    after = {"owner": str(owner or ""), "deputy": str(deputy or "")}
    record("monitoring.case.led", row, by=by, at=at, change=Change(after=after))
    return row


@transaction.atomic
def set_level(*, case: Case, level: int, why: str, by: User, at: dt.datetime) -> Opened:
    """Another level: the clock of that level from the same first sign, and its freeze. Nothing is thawed by it."""
    row = locked_case(case)
    if level not in CaseLevel.values:
        raise UserError(_("请选择等级。"), field="level")
    if not why.strip():
        raise UserError(_("请写明为什么改等级。"), field="why")
    if level == row.level:
        return Opened(row)
    old, rule = CaseLevel(row.level), rule_of(level)
    row.level, row.due_at = level, row.signalled_at + dt.timedelta(minutes=rule.minutes)
    row.save(update_fields=["level", "due_at"])
    params = {"old": str(old.label), "new": str(CaseLevel(level).label)}
    write_entry(row, LEVEL, params, by=by, at=at, why=why)
    record("monitoring.case.graded", row, by=by, at=at, change=Change({"level": old}, {"level": level}, why.strip()))
    return Opened(row, freeze_for_case(case=row, rule=rule, by=by, at=at))


@transaction.atomic
def add_person(*, case: Case, person: User, part: str, by: User, at: dt.datetime) -> CasePerson:
    """Somebody takes part, as what; asked again it changes the part."""
    row = locked_case(case)
    if not part.strip():
        raise UserError(_("请写明负责什么。"), field="part")
    found, _new = CasePerson.objects.update_or_create(case=row, person=person, defaults={"part": part.strip()[:40]})
    write_entry(row, PART, {"name": person.get_full_name(), "part": found.part}, by=by, at=at)
    return found


@transaction.atomic
def remove_person(*, case: Case, person_id: int, by: User, at: dt.datetime) -> None:
    """He takes no part any more; the log keeps that he did."""
    row = locked_case(case)
    found = CasePerson.objects.filter(case=row, person_id=person_id).select_related("person").first()
    if found is not None:
        write_entry(row, LEFT, {"name": found.person.get_full_name()}, by=by, at=at)
        found.delete()
