"""A rule run over the past of a set: what it would have raised and when, beside what was really raised (M4).

Nothing is written. Each day is judged by the same `past_of` that the live watch asks: what was deaf then is deaf here.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Self

from core.models import Job
from monitoring.models import Alert, AlertRule, AlertState, KeywordSet, Sensitivity
from monitoring.queries.history import Part, mood_between, past_of
from monitoring.watch.episodes import STEP, Episode, Judged, Verdicts, Watcher, compare, looks
from monitoring.watch.series import instant_of, minute_of
from monitoring.watch.spikes import Setting, severity_of

REPLAY: Final = "monitoring.replay"
DAY: Final = timedelta(days=1)
SPANS: Final = (7, 30, 90)
USUAL_SPAN: Final = 30


@dataclass(frozen=True)
class Figures:
    """The part of a rule that decides what is raised, as people write it."""

    minimum: int
    sensitivity: str
    windows: tuple[int, ...]
    slow_hours: int
    cooldown_minutes: int

    @property
    def setting(self) -> Setting:
        """For the pure part."""
        windows = tuple(sorted(set(self.windows)))
        return Setting(self.minimum, self.sensitivity, windows, self.slow_hours * 60, self.cooldown_minutes)

    @property
    def digest(self) -> str:
        """Stands for these figures: who has seen what they would raise sends it along."""
        return hashlib.sha256(json.dumps(asdict(self)).encode()).hexdigest()[:32]

    @classmethod
    def of_rule(cls, rule: AlertRule) -> Self:
        """As they are saved."""
        windows = tuple(sorted(set(rule.windows)))
        return cls(
            rule.keyword_set.alert_minimum, str(rule.sensitivity), windows, rule.slow_hours, rule.cooldown_minutes
        )

    @classmethod
    def of_json(cls, values: dict[str, Any]) -> Self:
        """As a job keeps them."""
        return cls(**{**values, "windows": tuple(values["windows"])})


@dataclass(frozen=True)
class Raised:
    """An alert that a rule would have raised, in epoch minutes; from `end` on the numbers are of its loudest window."""

    first: int
    last: int
    end: int
    minutes: int
    count: int
    usual_low: float
    usual_high: float
    threshold: float
    severity: int
    negative: int | None

    @property
    def at(self) -> datetime:
        """When it would have been raised."""
        return instant_of(self.first)


@dataclass(frozen=True)
class Replayed:
    """What one rule would have done. `deaf_minutes`: enough was said, but no past was known to judge it by."""

    raised: list[Raised]
    deaf_minutes: int


def replay(
    keyword_set: KeywordSet,
    rules: Sequence[Figures],
    *,
    since: datetime,
    until: datetime,
    progress: Callable[[int], None] | None = None,
) -> list[Replayed]:
    """Run rules over `[since, until)`, a day at a time; `progress` hears how many days are done."""
    watchers = [Watcher(figures.setting) for figures in rules]
    margin = timedelta(minutes=max(max(watcher.setting.all_windows) for watcher in watchers))
    minimum = min(watcher.setting.minimum for watcher in watchers)
    for number, start in enumerate(_days(since, until), 1):
        end = min(start + DAY, until)
        past = past_of(keyword_set, since=start - margin, until=end, minimum=minimum)
        if past is not None:
            ends = looks(minute_of(start), minute_of(end))
            for watcher in watchers:
                watcher.watch(past.series, past.heard, ends)
        if progress is not None:
            progress(number)
    return [Replayed([_raised(keyword_set, one) for one in watcher.found], watcher.deaf * STEP) for watcher in watchers]


def days_between(since: datetime, until: datetime) -> int:
    """How many steps a replay takes."""
    return len(_days(since, until))


def _days(since: datetime, until: datetime) -> list[datetime]:
    return [since + number * DAY for number in range(-((since - until) // DAY))]


def _raised(keyword_set: KeywordSet, episode: Episode) -> Raised:
    spike = episode.loudest
    mood = mood_between(Part(keyword_set, instant_of(spike.end - spike.minutes), instant_of(spike.end)))
    usual = spike.usual
    return Raised(
        first=episode.first,
        last=episode.last,
        end=spike.end,
        minutes=spike.minutes,
        count=spike.count,
        usual_low=usual.low,
        usual_high=usual.high,
        threshold=usual.threshold,
        severity=severity_of(spike.excess, negative=mood.negative, reach=mood.reach),
        negative=mood.negative,
    )


@dataclass(frozen=True)
class Line:
    """One event of the past: as it was raised, as the saved rule and as the tried one would raise it."""

    at: datetime
    alert: Alert | None = None
    saved: Raised | None = None
    tried: Raised | None = None

    @property
    def shown(self) -> Raised | None:
        """The one whose numbers are told."""
        return self.tried or self.saved


@dataclass(frozen=True)
class Outcome:
    """A finished replay for the page. `tried` is None when only the saved rule was run."""

    since: datetime
    until: datetime
    lines: list[Line]
    saved: Verdicts
    tried: Verdicts | None
    deaf_hours: int
    only_saved: int = 0
    only_tried: int = 0
    alerts: int = 0
    figures: Figures | None = None

    @property
    def sensitivity(self) -> str:
        """Of the tried rule, in words."""
        return str(Sensitivity(self.figures.sensitivity).label) if self.figures else ""


def outcome_of(job: Job, keyword_set: KeywordSet) -> Outcome | None:
    """What a finished job found, beside the alerts of the same stretch. One query."""
    if "saved" not in job.result:
        return None
    since, until = (datetime.fromisoformat(job.params[name]) for name in ("since", "until"))
    found = {name: [Raised(**one) for one in job.result[name]] for name in ("saved", "tried") if name in job.result}
    slack = max(figures["cooldown_minutes"] for figures in job.params["rules"])
    alerts = alerts_between(keyword_set, since, until)
    lines = _lines(found, alerts, slack)
    deaf = max(job.result["deaf"])
    return Outcome(
        since=since,
        until=until,
        lines=lines,
        saved=verdicts_of(found["saved"], alerts, slack),
        tried=verdicts_of(found["tried"], alerts, slack) if "tried" in found else None,
        deaf_hours=round(deaf / 60),
        only_saved=sum(line.saved is not None and line.tried is None for line in lines) if "tried" in found else 0,
        only_tried=sum(line.tried is not None and line.saved is None for line in lines),
        alerts=len(alerts),
        figures=tried_figures(job),
    )


def tried_figures(job: Job) -> Figures:
    """The rule of the last column: the one that was tried, or that was found to be the best; else the saved one."""
    return Figures.of_json(job.result.get("figures") or job.params["rules"][0 if is_search(job) else -1])


def is_search(job: Job) -> bool:
    """Whether better figures are looked for."""
    return bool(job.params.get("search"))


def alerts_between(keyword_set: KeywordSet, since: datetime, until: datetime) -> list[Alert]:
    """Alerts of the set as a whole that began in a stretch, oldest first."""
    rows = keyword_set.alerts.filter(group_id=None, window_end__gte=since, window_end__lt=until)
    return list(rows.select_related("keyword_set", "handled_by").order_by("window_end"))


def stretch_of(alert: Alert) -> tuple[int, int]:
    """First and last window of an alert that stood out, in epoch minutes."""
    first, last = alert.first_spike_at or alert.window_end, alert.last_spike_at or alert.window_end
    return minute_of(first), minute_of(last)


def verdicts_of(raised: list[Raised], alerts: list[Alert], slack: int) -> Verdicts:
    """How what was raised fares against what people said of the alerts of the time."""
    judged = [
        Judged(*stretch_of(alert), confirmed=alert.state == AlertState.CONFIRMED)
        for alert in alerts
        if alert.state != AlertState.OPEN
    ]
    return compare([(one.first, one.last) for one in raised], judged, slack=slack)


def _lines(found: dict[str, list[Raised]], alerts: list[Alert], slack: int) -> list[Line]:
    """What lies within the slack of each other is one event; newest first. Of each sort the first stands for all."""
    parts: list[tuple[int, int, str, Raised | Alert]] = [
        (one.first, one.last, name, one) for name, many in found.items() for one in many
    ]
    parts += [(*stretch_of(alert), "alert", alert) for alert in alerts]
    events: list[tuple[int, int, dict[str, Any]]] = []
    for first, last, name, one in sorted(parts, key=lambda part: part[:3]):
        if events and first <= events[-1][1] + slack:
            start, reached, known = events[-1]
            known.setdefault(name, one)
            events[-1] = (start, max(reached, last), known)
        else:
            events.append((first, last, {name: one}))
    return [Line(instant_of(start), **known) for start, _, known in reversed(events)]


def replay_of(keyword_set: KeywordSet, job_id: int) -> Job | None:
    """One run of this set."""
    return Job.objects.filter(kind=REPLAY, pk=job_id, params__keyword_set=keyword_set.pk).first()


def last_replay(keyword_set: KeywordSet, user_id: int) -> Job | None:
    """The one that this person started last."""
    return Job.objects.filter(kind=REPLAY, params__keyword_set=keyword_set.pk, created_by_id=user_id).first()
