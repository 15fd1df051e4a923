"""What stands in the row of an alert, and how it is raised, grows and falls silent (M4)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from accounts.services.robots import drop_robot_messages
from core import notices
from core.audit import SYSTEM, Change, record
from monitoring import events
from monitoring.models import Alert, AlertNews, AlertRule, AlertState, KeywordSet, NewsKind
from monitoring.queries.alerting import after_quiet
from monitoring.queries.coverage import is_deaf
from monitoring.queries.history import Part, big_voices, leading_authors, leading_words, mood_between
from monitoring.watch.news import Told, what_is_new
from monitoring.watch.series import instant_of
from monitoring.watch.spikes import Setting, Spike, severity_of


@dataclass(frozen=True)
class Picture:
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


def picture_of(keyword_set: KeywordSet, spike: Spike, group_id: int | None = None) -> Picture:
    """A window in full: of the whole set, or of one group of near-identical posts."""
    start, end = instant_of(spike.end - spike.minutes), instant_of(spike.end)
    part = Part(keyword_set, start, end, group_id)
    mood = mood_between(part)
    return Picture(
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
            "big": big_voices(part),
            "words": [asdict(leader) for leader in leading_words(part)],
            "authors": [asdict(leader) for leader in leading_authors(part)],
        },
    )


def raise_alert(
    rule: AlertRule,
    spikes: Sequence[Spike],
    now: datetime,
    *,
    group_id: int | None = None,
    facts: dict[str, Any] | None = None,
) -> Alert:
    """A new alert on the loudest of these windows, which are in the order of time."""
    picture = picture_of(rule.keyword_set, loudest(spikes), group_id)
    values = picture.values()
    values["facts"] = {**values["facts"], **(facts or {})}
    alert = Alert.objects.create(
        keyword_set=rule.keyword_set,
        group_id=group_id,
        first_spike_at=instant_of(spikes[0].end),
        last_spike_at=instant_of(spikes[-1].end),
        created_at=now,
        **values,
    )
    record("monitoring.alert.raised", alert, by=SYSTEM, at=now, change=Change(after={"count": alert.count}))
    _tell(alert, rule, NewsKind.RAISED, picture.told, now)
    return alert


def merge_into(live: Alert, rule: AlertRule, spikes: Sequence[Spike], now: datetime, *, anew: bool = False) -> None:
    """The loudest window so far stands in the row (`anew`: this one, in any case); only new facts are told."""
    if not spikes:
        return
    picture = picture_of(rule.keyword_set, loudest(spikes), live.group_id)
    changed: dict[str, Any] = {"last_spike_at": max(instant_of(spikes[-1].end), live.last_spike_at or live.window_end)}
    if anew or picture.severity >= live.severity:
        changed |= picture.values()
        changed["facts"] = {**live.facts, **picture.facts}
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


def has_calmed(live: Alert, spikes: Sequence[Spike], setting: Setting, now: datetime) -> bool:
    """Calm for the cool-down. While what the set needs is blind silence says nothing, and the alert stays."""
    last = live.last_spike_at or live.window_end
    if spikes and instant_of(spikes[-1].end) > last:
        last = instant_of(spikes[-1].end)
    calm = last + timedelta(minutes=setting.cooldown) < now
    return calm and not is_deaf(live.keyword_set, last, now)


def fall_silent(alert: Alert, at: datetime) -> None:
    """Nobody is told of it any more: reminders are settled, what waits is dropped."""
    notices.settle(key_prefix=f"alert:{alert.pk}", at=at)
    drop_robot_messages(key_prefix=f"alert:{alert.pk}:")
    alert.news.filter(due_at__isnull=False).update(due_at=None)


def loudest(spikes: Sequence[Spike]) -> Spike:
    """The one that stands out most."""
    return max(spikes, key=lambda spike: spike.excess)


def _reopen(alert: Alert, now: datetime) -> None:
    alert.state, alert.handled_at, alert.handled_by, alert.reason = AlertState.OPEN, None, None, ""
    alert.acknowledged_at = alert.acknowledged_by = None
    alert.save(update_fields=["state", "handled_at", "handled_by", "reason", "acknowledged_at", "acknowledged_by"])
    record("monitoring.alert.reopened", alert, by=SYSTEM, at=now, change=Change(after={"count": alert.count}))


def _tell(alert: Alert, rule: AlertRule, kind: NewsKind, told: Told, now: datetime) -> None:
    due = after_quiet(rule, told.severity, now)
    AlertNews.objects.create(
        alert=alert, kind=kind, severity=told.severity, params={"told": asdict(told)}, at=now, due_at=due
    )
    events.alert_raised.send_on_commit(alert_id=alert.pk)
