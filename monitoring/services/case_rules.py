"""The company's own way of meeting a crisis: levels, escalation, playbooks, holding statements (M5)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import AccountGroup, User
from core.audit import Change, record
from core.errors import UserError
from monitoring.models import EscalationStep, HoldingStatement, LevelRule, Playbook, PlaybookVersion

Steps = Sequence[tuple[int, str]]
"""Minutes after opening, and what to do."""
STEPS_AT_MOST = 60


@dataclass(frozen=True, slots=True)
class LevelInput:
    """What a level asks for."""

    minutes: int
    freezes: str
    meaning: str
    groups: tuple[AccountGroup, ...] = ()


@transaction.atomic
def set_level_rule(*, level: int, values: LevelInput, by: User, at: dt.datetime) -> LevelRule:
    """Counts for cases that are opened, or put on this level, from now on."""
    row, _new = LevelRule.objects.select_for_update().get_or_create(level=level)
    before = {"minutes": row.minutes, "freezes": row.freezes}
    row.minutes, row.freezes, row.meaning = values.minutes, values.freezes, values.meaning.strip()
    row.save()
    row.groups.set(values.groups)
    after = {"minutes": row.minutes, "freezes": row.freezes, "groups": [group.pk for group in values.groups]}
    record("monitoring.crisis_rules.changed", row, by=by, at=at, change=Change(before, after))
    return row


@transaction.atomic
def set_escalation(*, step: EscalationStep, people: Sequence[User], by: User, at: dt.datetime) -> EscalationStep:
    """A new or changed step; it counts for live cases, too, unless it has fired there."""
    if not step.roles and not people:
        raise UserError(_("请至少选一个角色或一个人。"), field="roles")
    step.save()
    step.people.set(people)
    after = {"level": step.level, "minutes": step.after_minutes, "missing": step.missing, "roles": step.roles}
    record("monitoring.crisis_rules.changed", step, by=by, at=at, change=Change(after=after))
    return step


@transaction.atomic
def drop_escalation(*, step: EscalationStep, by: User, at: dt.datetime) -> None:
    """No longer."""
    before = {"level": step.level, "minutes": step.after_minutes, "missing": step.missing}
    record("monitoring.crisis_rules.changed", step, by=by, at=at, change=Change(before=before))
    step.delete()


@dataclass(frozen=True, slots=True)
class PlaybookInput:
    """What a playbook is called, when it is for, its steps, and why it was changed."""

    name: str
    steps: tuple[tuple[int, str], ...]
    note: str = ""
    why: str = ""
    is_active: bool = True


@transaction.atomic
def save_playbook(*, playbook: Playbook | None, values: PlaybookInput, by: User, at: dt.datetime) -> Playbook:
    """Other steps make a new version; cases keep the version they were opened with."""
    name = values.name.strip()
    others = Playbook.objects.exclude(pk=playbook.pk) if playbook else Playbook.objects.all()
    if others.filter(name=name).exists():
        raise UserError(_("已有同名的预案。"), field="name")
    if not values.steps:
        raise UserError(_("请至少写一步。"), field="steps")
    if len(values.steps) > STEPS_AT_MOST:
        raise UserError(_("一份预案最多 %(n)d 步。") % {"n": STEPS_AT_MOST}, field="steps")
    row = Playbook.objects.select_for_update(of=("self",)).get(pk=playbook.pk) if playbook else Playbook()
    row.name, row.note, row.is_active = name, values.note.strip(), values.is_active
    if playbook is None:
        row.position = Playbook.objects.count() + 1
    row.save()
    _new_version(row, values.steps, values.why, by, at)
    after = {"name": row.name, "version": row.version.number if row.version else 0, "active": row.is_active}
    record("monitoring.playbook.changed", row, by=by, at=at, change=Change(after=after, reason=values.why.strip()))
    return row


def _new_version(row: Playbook, steps: Steps, why: str, by: User, at: dt.datetime) -> None:
    stored = [
        {"minutes": minutes, "text": text.strip()[:300]} for minutes, text in sorted(steps, key=lambda one: one[0])
    ]
    last = row.versions.order_by("-number").first()
    if last is not None and last.steps == stored:
        return
    row.version = PlaybookVersion.objects.create(
        playbook=row,
        number=last.number + 1 if last else 1,
        steps=stored,
        made_at=at,
        made_by=by,
        why=why.strip()[:200],
    )
    row.save(update_fields=["version"])


@transaction.atomic
def add_playbook_step(*, playbook: Playbook, text: str, minutes: int, why: str, by: User, at: dt.datetime) -> Playbook:
    """One step more, as a new version."""
    if not text.strip():
        raise UserError(_("请写明这一步做什么。"), field="text")
    row = Playbook.objects.select_for_update(of=("self",)).get(pk=playbook.pk)
    old = row.version.steps if row.version else []
    steps = [(int(step["minutes"]), str(step["text"])) for step in old]
    _new_version(row, [*steps, (minutes, text)], why, by, at)
    after = {"name": row.name, "step": text.strip()[:300]}
    record("monitoring.playbook.changed", row, by=by, at=at, change=Change(after=after, reason=why))
    return row


@transaction.atomic
def save_holding(*, holding: HoldingStatement, by: User, at: dt.datetime) -> HoldingStatement:
    """A new or changed text; posts that were made from it stay as they are."""
    holding.save()
    after = {"title": holding.title, "active": holding.is_active}
    record("monitoring.holding.changed", holding, by=by, at=at, change=Change(after=after))
    return holding
