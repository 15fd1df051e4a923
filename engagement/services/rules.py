"""Rules of the inbox: kept with versions, applied to what is new. They sort and hand on, they never answer (E1)."""

import datetime as dt
from typing import Final

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.access import require
from accounts.models import User
from accounts.roles import Can
from core.audit import SYSTEM, Change, record
from core.errors import Conflict, UserError
from engagement.models import (
    CareTeam,
    CloseReason,
    InboxRule,
    InboxRuleVersion,
    RuleTouch,
    SavedReply,
    Thread,
    ThreadState,
    ThreadTag,
)
from engagement.queries.duty import Duty, duty_at, teams
from engagement.queries.goals import current_goals
from engagement.queries.rules import Watch, moved, rules_in_force
from engagement.sorting.rules import Plan, RuleValues, decide

AT_ONCE: Final = 300
KEPT: Final = dt.timedelta(days=90)
MOST_RULES: Final = 60


@transaction.atomic
def save_rule(
    *, rule: InboxRule | None, name: str, values: RuleValues, active: bool, by: User, at: dt.datetime
) -> InboxRule:
    """Keep a rule; a change makes a new version. It counts for what comes from now on.

    Raises `UserError` for a rule without a condition or without an action, and for one that closes without saying
    which words or authors are noise.
    """
    require(by, Can.REPLY)
    require(by, Can.REVIEW)
    _check(name, values)
    if rule is None and InboxRule.objects.count() >= MOST_RULES:
        raise UserError(_("最多 %(n)d 条规则，请先删掉不用的。") % {"n": MOST_RULES}, code="rule.many")
    before = {} if rule is None else {"name": rule.name, "values": rule.values, "active": rule.is_active}
    last = InboxRule.objects.aggregate(last=Max("position"))["last"] or 0
    row = rule or InboxRule(position=last + 1, number=0)
    row.name, row.is_active, row.changed_by, row.changed_at = name.strip(), active, by, at
    if row.number == 0 or row.values != values.as_json:
        row.values, row.number = values.as_json, row.number + 1
    row.save()
    InboxRuleVersion.objects.get_or_create(
        rule=row, number=row.number, defaults={"name": row.name, "values": row.values, "by": by, "at": at}
    )
    after = {"name": row.name, "values": row.values, "active": active}
    record("engagement.rule.saved", row, by=by, at=at, change=Change(before=before, after=after))
    return row


@transaction.atomic
def move_rule(*, rule: InboxRule, up: bool, by: User, at: dt.datetime) -> None:
    """One place earlier or later."""
    require(by, Can.REPLY)
    require(by, Can.REVIEW)
    rows = list(InboxRule.objects.select_for_update())
    order = moved(rows, rule, up=up)
    if order == rows:
        return
    for position, row in enumerate(order, 1):
        row.position = position
    InboxRule.objects.bulk_update(order, ["position"])
    record("engagement.rule.moved", rule, by=by, at=at, change=Change(after={"order": [row.name for row in order]}))


@transaction.atomic
def remove_rule(*, rule: InboxRule, by: User, at: dt.datetime) -> None:
    """What it did stays done."""
    require(by, Can.REPLY)
    require(by, Can.REVIEW)
    record("engagement.rule.removed", rule, by=by, at=at, change=Change(before={"name": rule.name, **rule.values}))
    rule.delete()


def apply_rules(*, now: dt.datetime) -> int:
    """Look at what no rule has seen yet, and give what waits for a team. Returns how many threads were touched.

    A sweep over rows: threads of every way in are found, and one that is interrupted is done again.
    """
    RuleTouch.objects.filter(at__lt=now - KEPT).delete()
    touched = 0
    while True:
        count, more = _round(now)
        touched += count
        if not more:
            break
    return touched + _give_waiting(now)


def _check(name: str, values: RuleValues) -> None:
    if not name.strip():
        raise UserError(_("请给规则起个名字。"), field="name", code="rule.name")
    if not values.has_conditions:
        raise UserError(_("请至少填一个条件，否则每条留言都会被动到。"), code="rule.conditions")
    if not values.has_actions:
        raise UserError(_("请至少选一个动作。"), code="rule.actions")
    if values.closes and not (values.words or values.authors):
        raise UserError(_("自动关闭须写明词语或昵称。"), field="closes", code="rule.closes")
    if values.person and values.team:
        raise Conflict(_("只能分配给一个人或一个小组。"), field="team", code="rule.whom")


@transaction.atomic
def _round(now: dt.datetime) -> tuple[int, bool]:
    """Some of them, in one transaction: how many were touched, and whether there may be more."""
    new = Thread.objects.filter(ruled_at=None).select_for_update(of=("self",), skip_locked=True)
    threads = list(new.select_related("account").order_by("pk")[:AT_ONCE])
    rules = rules_in_force() if threads else []
    values = [RuleValues.of(rule.values) for rule in rules]
    watch, duty, touches = Watch(current_goals()), duty_at(now), list[RuleTouch]()
    by_team = {team.pk: team for team in teams()} if rules else {}
    known = (set(ThreadTag.objects.values_list("pk", flat=True)), set(SavedReply.objects.values_list("pk", flat=True)))
    touched = 0
    for thread in threads:
        thread.ruled_at = now
        if thread.state != ThreadState.OPEN:
            continue
        plan = decide(watch.seen(thread), values)
        if plan.said:
            touched += 1
            _carry_out(thread, plan, duty, by_team, known, [rules[place].name for place in plan.said], now)
            touches += [
                RuleTouch(rule=rules[place], number=rules[place].number, thread=thread, at=now) for place in plan.said
            ]
    fields = [
        "ruled_at",
        "tag_ids",
        "priority",
        "assignee",
        "team",
        "proposed_reply",
        "state",
        "close_reason",
        "closed_at",
    ]
    Thread.objects.bulk_update(threads, fields)
    RuleTouch.objects.bulk_create(touches, ignore_conflicts=True)
    return touched, len(threads) == AT_ONCE


def _carry_out(
    thread: Thread,
    plan: Plan,
    duty: Duty,
    by_team: dict[int, CareTeam],
    known: tuple[set[int], set[int]],
    names: list[str],
    now: dt.datetime,
) -> None:
    """Change the thread in memory and write it down. What somebody did before the rules stays."""
    tag_ids, reply_ids = known
    thread.tag_ids = sorted(set(thread.tag_ids) | (plan.tags & tag_ids))
    thread.priority = max(thread.priority, plan.priority or 0)
    if plan.saved_reply in reply_ids:
        thread.proposed_reply_id = plan.saved_reply
    if plan.closes:
        thread.state, thread.close_reason, thread.closed_at = ThreadState.CLOSED, CloseReason.SPAM, now
    elif thread.assignee_id is None:
        _assign(thread, plan, duty, by_team)
    after = {"rules": names, "tags": thread.tag_ids, "priority": thread.priority, "state": str(thread.state)}
    if thread.assignee is not None:
        after["assignee"] = str(thread.assignee)
    record(
        "engagement.thread.ruled", thread, by=SYSTEM, at=now, change=Change(after=after, account_id=thread.account_id)
    )


def _assign(thread: Thread, plan: Plan, duty: Duty, by_team: dict[int, CareTeam]) -> None:
    person = duty.person(plan.person, thread.account) if plan.person else None
    team = by_team.get(plan.team or 0)
    if team is not None:
        thread.team = team
        person = duty.of_team(team, thread.account)
    if person is not None:
        thread.assignee = person
        duty.give(person)


@transaction.atomic
def _give_waiting(now: dt.datetime) -> int:
    """What a team could not take before: its shift begins, somebody is back, somebody has room."""
    waits = Thread.objects.filter(team__isnull=False, assignee=None, state=ThreadState.OPEN)
    rows = list(
        waits.select_for_update(of=("self",), skip_locked=True).select_related("account").order_by("pk")[:AT_ONCE]
    )
    if not rows:
        return 0
    duty, by_team, given = duty_at(now), {team.pk: team for team in teams()}, 0
    for thread in rows:
        person = duty.of_team(by_team[thread.team_id or 0], thread.account)
        if person is None:
            continue
        duty.give(person)
        thread.assignee = person
        thread.save(update_fields=["assignee"])
        change = Change(after={"assignee": str(person)}, account_id=thread.account_id)
        record("engagement.thread.assigned", thread, by=SYSTEM, at=now, change=change)
        given += 1
    return given
