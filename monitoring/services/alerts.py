"""Spike alerts: raised after a sweep, merged while they live, judged by a person (M4)."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.robots import drop_robot_messages
from core import notices
from core.audit import SYSTEM, Change, record
from core.errors import Conflict, UserError
from monitoring import events
from monitoring.models import Alert, AlertNews, AlertRule, AlertState, KeywordSet, NewsKind
from monitoring.queries.alerting import after_quiet, live_alert, rule_of, setting_of
from monitoring.queries.coverage import is_deaf
from monitoring.queries.history import LATE, Past, big_voices, leading_authors, leading_words, mood_between, past_of
from monitoring.watch.episodes import looks
from monitoring.watch.news import Told, what_is_new
from monitoring.watch.series import instant_of, minute_of
from monitoring.watch.spikes import Setting, Spike, find_spike, severity_of


def watch_set(*, keyword_set: KeywordSet, now: datetime) -> list[Alert]:
    """Look at what was published up to now, and at the last hours again for what came in late.

    Returns the alert when one is raised anew. What follows is merged into it until it has been calm for the cool-down.
    """
    rule = rule_of(keyword_set)
    setting = setting_of(rule)
    spikes = _spikes(keyword_set, setting, now)
    with transaction.atomic():
        KeywordSet.objects.select_for_update().get(pk=keyword_set.pk)  # two sweeps at once raise one alert
        live = live_alert(keyword_set)
        if live is not None and _has_calmed(live, spikes, setting, now):
            Alert.objects.filter(pk=live.pk).update(closed_at=now)
            live = None
        if live is not None:
            _merge(live, rule, spikes, now)
            return []
        spikes = _not_told(keyword_set, spikes, setting)
        return [_raise(rule, spikes, now)] if spikes else []


def take_alert(*, alert: Alert, by: User, at: datetime) -> Alert:
    """Somebody minds it: nobody is called after him. Raises `Conflict` when somebody else was faster."""
    with transaction.atomic():
        taken = Alert.objects.filter(pk=alert.pk, state=AlertState.OPEN, acknowledged_at=None)
        if not taken.update(acknowledged_by=by, acknowledged_at=at):
            raise Conflict(_("这条预警已经有人接手或处理。"), code="alert.taken")
        record("monitoring.alert.taken", alert, by=by, at=at)
        _fall_silent(alert, at)
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
        _fall_silent(alert, at)
    alert.refresh_from_db()
    return alert


def _fall_silent(alert: Alert, at: datetime) -> None:
    notices.settle(key_prefix=f"alert:{alert.pk}", at=at)
    drop_robot_messages(key_prefix=f"alert:{alert.pk}:")
    alert.news.filter(due_at__isnull=False).update(due_at=None)


def _spikes(keyword_set: KeywordSet, setting: Setting, now: datetime) -> list[Spike]:
    last = minute_of(now) + 1
    first = minute_of(now - LATE)
    since = instant_of(first - max(setting.all_windows))
    past = past_of(keyword_set, since=since, until=instant_of(last), minimum=setting.minimum)
    if past is None:
        return []
    ends = [*looks(first, last - 1), last]
    return [spike for end in ends if (spike := _spike(past, end, setting)) is not None]


def _spike(past: Past, end: int, setting: Setting) -> Spike | None:
    return find_spike(past.series, past.heard, end, setting)


def _has_calmed(live: Alert, spikes: list[Spike], setting: Setting, now: datetime) -> bool:
    """Calm for the cool-down. While what the set needs is blind silence says nothing, and the alert stays."""
    last = live.last_spike_at or live.window_end
    if spikes and instant_of(spikes[-1].end) > last:
        last = instant_of(spikes[-1].end)
    calm = last + timedelta(minutes=setting.cooldown) < now
    return calm and not is_deaf(live.keyword_set, last, now)


def _not_told(keyword_set: KeywordSet, spikes: list[Spike], setting: Setting) -> list[Spike]:
    """Without those that belong to the last alert, which is over."""
    before = keyword_set.alerts.filter(group_id=None).order_by("-last_spike_at").first()
    if before is None or before.last_spike_at is None:
        return spikes
    over = minute_of(before.last_spike_at) + setting.cooldown
    return [spike for spike in spikes if spike.end > over]


def _raise(rule: AlertRule, spikes: list[Spike], now: datetime) -> Alert:
    picture = _picture(rule.keyword_set, _loudest(spikes))
    alert = Alert.objects.create(
        keyword_set=rule.keyword_set,
        first_spike_at=instant_of(spikes[0].end),
        last_spike_at=instant_of(spikes[-1].end),
        created_at=now,
        **picture.values(),
    )
    record("monitoring.alert.raised", alert, by=SYSTEM, at=now, change=Change(after={"count": alert.count}))
    _tell(alert, rule, NewsKind.RAISED, picture.told, now)
    return alert


def _merge(live: Alert, rule: AlertRule, spikes: list[Spike], now: datetime) -> None:
    """The loudest window so far stands in the row; only new facts are told."""
    if not spikes:
        return
    picture = _picture(rule.keyword_set, _loudest(spikes))
    changed: dict[str, Any] = {"last_spike_at": max(instant_of(spikes[-1].end), live.last_spike_at or live.window_end)}
    if picture.severity >= live.severity:
        changed |= picture.values()
    for name, value in changed.items():
        setattr(live, name, value)
    live.save(update_fields=list(changed))  # somebody may take or judge it meanwhile: that stays
    before = live.news.exclude(kind=NewsKind.ESCALATED).last()
    dismissed = live.state == AlertState.DISMISSED
    fact = what_is_new(picture.told, Told(**before.params["told"]), dismissed=dismissed) if before else None
    if fact is None:
        return
    if dismissed:
        _reopen(live, now)
    _tell(live, rule, NewsKind(fact), picture.told, now)


def _reopen(alert: Alert, now: datetime) -> None:
    alert.state, alert.handled_at, alert.handled_by, alert.reason = AlertState.OPEN, None, None, ""
    alert.acknowledged_at = alert.acknowledged_by = None
    alert.save(update_fields=["state", "handled_at", "handled_by", "reason", "acknowledged_at", "acknowledged_by"])
    record("monitoring.alert.reopened", alert, by=SYSTEM, at=now, change=Change(after={"count": alert.count}))


def _loudest(spikes: list[Spike]) -> Spike:
    return max(spikes, key=lambda spike: spike.excess)


def _tell(alert: Alert, rule: AlertRule, kind: NewsKind, told: Told, now: datetime) -> None:
    due = after_quiet(rule, told.severity, now)
    AlertNews.objects.create(
        alert=alert, kind=kind, severity=told.severity, params={"told": asdict(told)}, at=now, due_at=due
    )
    events.alert_raised.send_on_commit(alert_id=alert.pk)


@dataclass(frozen=True)
class _Picture:
    """What stands in the row about one window."""

    window_start: datetime
    window_end: datetime
    count: int
    usual_low: float
    usual_high: float
    severity: int
    negative_share: int | None
    reach: int | None
    facts: dict[str, Any]

    @property
    def told(self) -> Told:
        minutes = (self.window_end - self.window_start) / timedelta(minutes=1)
        return Told(self.severity, round(self.count / minutes, 2), self.negative_share, tuple(self.facts["big"]))

    def values(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def _picture(keyword_set: KeywordSet, spike: Spike) -> _Picture:
    start, end = instant_of(spike.end - spike.minutes), instant_of(spike.end)
    mood = mood_between(keyword_set, start, end)
    return _Picture(
        window_start=start,
        window_end=end,
        count=spike.count,
        usual_low=spike.usual.low,
        usual_high=spike.usual.high,
        severity=severity_of(spike.excess, negative=mood.negative, reach=mood.reach),
        negative_share=mood.negative,
        reach=mood.reach,
        facts={
            **asdict(spike.usual),
            "judged": mood.judged,
            "big": big_voices(keyword_set, start, end),
            "words": [asdict(leader) for leader in leading_words(keyword_set, start, end)],
            "authors": [asdict(leader) for leader in leading_authors(keyword_set, start, end)],
        },
    )
