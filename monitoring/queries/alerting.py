"""By which rule a set is watched, and whom it tells (M4)."""

from datetime import datetime, time, timedelta

from accounts.access import rights_of
from accounts.models import User
from accounts.roles import Can
from core.dates import BEIJING
from monitoring.models import Alert, AlertRule, KeywordSet
from monitoring.watch.spikes import Setting


def rule_of(keyword_set: KeywordSet) -> AlertRule:
    """Its rule, or an unsaved one with the presets."""
    return AlertRule.objects.filter(pk=keyword_set.pk).first() or AlertRule(keyword_set=keyword_set)


def setting_of(rule: AlertRule) -> Setting:
    """The figures of a rule for the pure part."""
    return Setting(
        minimum=rule.keyword_set.alert_minimum,
        sensitivity=rule.sensitivity,
        windows=tuple(sorted(set(rule.windows))),
        slow=rule.slow_hours * 60,
        cooldown=rule.cooldown_minutes,
    )


def told_people(rule: AlertRule) -> set[int]:
    """Whoever is on duty and whom the rule names; else the set's owner; else all who may monitor."""
    named = (
        set(rule.people.filter(is_active=True).values_list("pk", flat=True)) if rule.pk and _is_kept(rule) else set()
    )
    if rule.duty is not None and rule.duty.is_active:
        named.add(rule.duty.pk)
    owner = rule.keyword_set.owner
    if not named and owner is not None and owner.is_active:
        named = {owner.pk}
    return named or listeners()


def next_people(rule: AlertRule) -> set[int]:
    """Who is told when nobody takes an alert: the named one, else everybody who may monitor."""
    following = rule.escalate_to
    return {following.pk} if following is not None and following.is_active else listeners()


def listeners() -> set[int]:
    """Active people who monitor for at least one account."""
    people = User.objects.filter(is_active=True)
    return {person.pk for person in people if rights_of(person).may_somewhere(Can.MONITOR)}


def after_quiet(rule: AlertRule, severity: int, at: datetime) -> datetime:
    """When to tell: now, or at the end of quiet hours (Beijing) when it is not severe enough to break them."""
    first, last = rule.quiet_from, rule.quiet_to
    if first is None or last is None or first == last or severity >= rule.breaks_quiet:
        return at
    local = at.astimezone(BEIJING)
    if not _is_between(local.time(), first, last):
        return at
    end = datetime.combine(local.date(), last, BEIJING)
    return (end if end > local else end + timedelta(days=1)).astimezone(at.tzinfo)


def live_alert(keyword_set: KeywordSet) -> Alert | None:
    """The one that takes what follows."""
    return keyword_set.alerts.filter(closed_at=None, group_id=None).first()


def _is_between(now: time, first: time, last: time) -> bool:
    return first <= now < last if first < last else now >= first or now < last


def _is_kept(rule: AlertRule) -> bool:
    return not rule._state.adding
