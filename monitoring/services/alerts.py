"""Spike alerts: raised after a sweep, confirmed or dismissed by a person (M4)."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.audit import SYSTEM, Change, record
from core.errors import Conflict
from monitoring import events
from monitoring.models import Alert, AlertState, KeywordSet
from monitoring.queries.history import HOUR, comparable_hours, hits_between, hour_of, leading_authors, leading_words
from monitoring.watch.spikes import Spike, find_spike


def watch_set(*, keyword_set: KeywordSet, now: datetime) -> list[Alert]:
    """Look at the running hour and the one before by the time things were published, not by when they came in.

    So an old file that is imported today alarms nobody. One alert per set and hour; while it is open its numbers grow.
    """
    this_hour = hour_of(now)
    found = [_watch_hour(keyword_set, hour, now) for hour in (this_hour - HOUR, this_hour)]
    return [alert for alert in found if alert is not None]


def settle_alert(*, alert: Alert, state: AlertState, by: User, at: datetime) -> Alert:
    """Confirm or dismiss an open alert. Raises `Conflict` when somebody was faster."""
    with transaction.atomic():
        changed = Alert.objects.filter(pk=alert.pk, state=AlertState.OPEN).update(
            state=state, handled_by=by, handled_at=at
        )
        if not changed:
            raise Conflict(_("这条预警已经有人处理。"), code="alert.handled")
        record(f"monitoring.alert.{state}", alert, by=by, at=at, change=Change(after={"count": alert.count}))
    alert.refresh_from_db()
    return alert


def _watch_hour(keyword_set: KeywordSet, hour: datetime, now: datetime) -> Alert | None:
    end = min(hour + HOUR, now)
    count = hits_between(keyword_set, hour, end)
    if count < keyword_set.alert_minimum:
        return None
    spike = find_spike(count, comparable_hours(keyword_set, hour), minimum=keyword_set.alert_minimum)
    return _raise_alert(keyword_set, hour, end, spike, now) if spike else None


def _raise_alert(keyword_set: KeywordSet, hour: datetime, end: datetime, spike: Spike, now: datetime) -> Alert | None:
    values = {
        "window_end": end,
        "count": spike.count,
        "usual_low": spike.usual_low,
        "usual_high": spike.usual_high,
        "severity": spike.severity,
        "facts": _facts(keyword_set, hour, end, spike),
    }
    with transaction.atomic():
        alert, made = Alert.objects.get_or_create(
            keyword_set=keyword_set, window_start=hour, defaults={**values, "created_at": now}
        )
        if made:
            record("monitoring.alert.raised", alert, by=SYSTEM, at=now, change=Change(after={"count": spike.count}))
            events.alert_raised.send_on_commit(alert_id=alert.pk)
            return alert
        Alert.objects.filter(pk=alert.pk, state=AlertState.OPEN).update(**values)
    return None


def _facts(keyword_set: KeywordSet, hour: datetime, end: datetime, spike: Spike) -> dict[str, object]:
    return {
        **asdict(spike),
        "words": [asdict(leader) for leader in leading_words(keyword_set, hour, end)],
        "authors": [asdict(leader) for leader in leading_authors(keyword_set, hour, end)],
    }
