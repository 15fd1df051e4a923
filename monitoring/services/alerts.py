"""Spike alerts: raised after a sweep, merged while they live, judged by a person (M4)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.audit import Change, record
from core.errors import Conflict, UserError
from monitoring.models import Alert, AlertRule, AlertState, KeywordSet
from monitoring.queries.alerting import live_alert, rule_of, setting_of
from monitoring.queries.crowds import Growth, growths_of
from monitoring.queries.history import LATE, past_of
from monitoring.services.alert_rows import fall_silent, has_calmed, merge_into, raise_alert
from monitoring.services.group_alerts import watch_groups, widened
from monitoring.watch.episodes import looks
from monitoring.watch.series import instant_of, minute_of
from monitoring.watch.spikes import Setting, Spike, find_spike


def watch_set(*, keyword_set: KeywordSet, now: datetime) -> list[Alert]:
    """Look at what was published up to now, and at the last hours again for what came in late.

    Returns the alerts that are raised anew: of the set as a whole, and of groups of near-identical posts that tell of
    something else. What follows is merged into them until it has been calm for the cool-down.
    """
    rule = rule_of(keyword_set)
    setting = setting_of(rule)
    spikes, growths = _seen(keyword_set, setting, now)
    with transaction.atomic():
        KeywordSet.objects.select_for_update().get(pk=keyword_set.pk)  # two sweeps at once raise one alert
        raised = _watch_whole(rule, spikes, growths, now)
        return [*raised, *watch_groups(rule=rule, growths=growths, now=now)]


def _watch_whole(rule: AlertRule, spikes: list[Spike], growths: list[Growth], now: datetime) -> list[Alert]:
    setting = setting_of(rule)
    live = live_alert(rule.keyword_set)
    if live is not None and has_calmed(live, spikes, setting, now):
        Alert.objects.filter(pk=live.pk).update(closed_at=now)
        live = None
    if live is not None:
        merge_into(live, rule, spikes, now)
        return []
    spikes = _not_told(rule.keyword_set, spikes, setting)
    grown = widened(rule.keyword_set, spikes, growths) if spikes else None
    if grown is not None:
        merge_into(grown, rule, spikes, now, anew=True)
        return []
    return [raise_alert(rule, spikes, now)] if spikes else []


def take_alert(*, alert: Alert, by: User, at: datetime) -> Alert:
    """Somebody minds it: nobody is called after him. Raises `Conflict` when somebody else was faster."""
    with transaction.atomic():
        taken = Alert.objects.filter(pk=alert.pk, state=AlertState.OPEN, acknowledged_at=None)
        if not taken.update(acknowledged_by=by, acknowledged_at=at):
            raise Conflict(_("这条预警已经有人接手或处理。"), code="alert.taken")
        record("monitoring.alert.taken", alert, by=by, at=at)
        fall_silent(alert, at)
    alert.refresh_from_db()
    return alert


def settle_alert(*, alert: Alert, state: AlertState, by: User, at: datetime, reason: str = "") -> Alert:
    """Confirm or dismiss an open alert, a dismissal with its reason. Raises `Conflict` when somebody was faster."""
    if len(reason) > 200:
        raise UserError(_("原因请写在 200 字以内。"), field="reason")
    with transaction.atomic():
        changed = Alert.objects.filter(pk=alert.pk, state=AlertState.OPEN).update(
            state=state, handled_by=by, handled_at=at, reason=reason
        )
        if not changed:
            raise Conflict(_("这条预警已经有人处理。"), code="alert.handled")
        change = Change(after={"count": alert.count, "reason": reason})
        record(f"monitoring.alert.{state}", alert, by=by, at=at, change=change)
        fall_silent(alert, at)
    alert.refresh_from_db()
    return alert


def _seen(keyword_set: KeywordSet, setting: Setting, now: datetime) -> tuple[list[Spike], list[Growth]]:
    """Windows that stand out, of the set and of groups in it. Up to now, so that nothing is raised for what is over."""
    last = minute_of(now) + 1
    first = minute_of(now - LATE)
    since = instant_of(first - max(setting.all_windows))
    past = past_of(keyword_set, since=since, until=instant_of(last), minimum=setting.minimum)
    if past is None:
        return [], []
    ends = [*looks(first, last - 1), last]
    spikes = [spike for end in ends if (spike := find_spike(past.series, past.heard, end, setting)) is not None]
    return spikes, growths_of(keyword_set, past, ends, setting)


def _not_told(keyword_set: KeywordSet, spikes: list[Spike], setting: Setting) -> list[Spike]:
    """Without those that belong to the last alert, which is over."""
    before = keyword_set.alerts.filter(group_id=None).order_by("-last_spike_at").first()
    if before is None or before.last_spike_at is None:
        return spikes
    over = minute_of(before.last_spike_at) + setting.cooldown
    return [spike for spike in spikes if spike.end > over]
