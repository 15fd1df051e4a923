"""Drills: what is running, the times of each, and earlier ones beside them (M5)."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Min, QuerySet
from django.utils.translation import gettext_lazy as _

from core.errors import Sentence
from monitoring.drills import SCENARIOS, Post, posts_until
from monitoring.drills.events import CARRIED, posts_of
from monitoring.models import Drill

SHOWN = 30


@dataclass(frozen=True, slots=True)
class Time:
    """One of the measured times: real minutes since the first post, and how much later than the sign before it."""

    name: Sentence
    minutes: float | None

    @property
    def shown(self) -> str:
        """With one digit, for drills at high speed take minutes."""
        return "" if self.minutes is None else f"{self.minutes:.1f}"


NAMES: tuple[Sentence, ...] = (
    _("到预警"),
    _("到立案"),
    _("到有负责人"),
    _("到冻结（模拟）"),
    _("到声明起草"),
    _("到首次回应"),
)


def times_of(drill: Drill) -> list[Time]:
    """From the first post to each deed, in real minutes; None for what did not happen."""
    case = drill.case
    moments: list[dt.datetime | None] = [drill.alerted_at]
    if case is None:
        moments += [None] * 5
    else:
        said = getattr(drill, "said_at", None)
        moments += [case.opened_at, case.owned_at, case.frozen_at, said, case.answered_at]
    since = drill.started_at
    return [
        Time(name, None if at is None else max(0.0, (at - since).total_seconds() / 60))
        for name, at in zip(NAMES, moments, strict=True)
    ]


def drill_rows() -> "QuerySet[Drill]":
    """With their case and when its first statement was written."""
    rows = Drill.objects.select_related("case__owner", "started_by", "ended_by")
    return rows.annotate(said_at=Min("case__statements__made_at"))


def running_drill() -> Drill | None:
    """At most one."""
    return drill_rows().filter(ended_at=None).first()


@dataclass(frozen=True, slots=True)
class Result:
    """One drill in the comparison."""

    drill: Drill
    times: list[Time]


def results(drill: Drill | None = None) -> list[Result]:
    """Ended drills, newest first; beside one only those of the same scenario."""
    rows = drill_rows().exclude(ended_at=None)
    if drill is not None:
        rows = rows.filter(scenario=drill.scenario)
    return [Result(row, times_of(row)) for row in rows[:SHOWN]]


def live_part(drill: Drill, now: dt.datetime) -> dict[str, Any]:
    """What the page of a drill asks for again and again."""
    scenario, minute = SCENARIOS[drill.scenario], drill.minute(now)
    said = posts_until(scenario, minute)
    return {
        "drill": drill,
        "minute": minute,
        "hours": f"{minute / 60:.1f}",
        "posts": _told(said),
        "n_said": len(said),
        "is_over": len(said) == len(posts_of(scenario)),
        "times": times_of(drill),
    }


def _told(said: list[Post]) -> list[tuple[Post, int]]:
    """What was written, newest first, each with how many carried it on so far."""
    carried = Counter(post.text for post in said)
    return [(post, carried[CARRIED + post.text]) for post in reversed(said) if not post.text.startswith(CARRIED)]


def whole_page(drill: Drill, now: dt.datetime) -> dict[str, Any]:
    """Everything of a drill."""
    return {
        **live_part(drill, now),
        "scenario": SCENARIOS[drill.scenario],
        "people": list(drill.people.order_by("name")),
        "results": [one for one in results(drill) if one.drill.pk != drill.pk],
        "names": NAMES,
    }
