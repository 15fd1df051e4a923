"""How quickly the team answers: working minutes to the first answer, and how many within their time (E1, I1)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Aggregate, Count, F, FloatField, Q, QuerySet
from django.db.models.functions import TruncWeek
from django.utils.translation import gettext as _

from accounts.models import User
from core.dates import BEIJING, local_day, week_of
from engagement.models import Question, ThreadKind, ThreadState

SMALL: Final = 10
"""With fewer answers a median says little: it is shown, and marked."""


class Percentile(Aggregate):
    """The value below which a share of all known ones lies."""

    function = "percentile_cont"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


@dataclass(frozen=True, slots=True)
class Pace:
    """One line: how many asked, how many were answered, within their time, and how long the first answer took.

    `judged` are those whose time is known to be kept or missed; who still has time is not judged.
    """

    name: str
    asked: int
    answered: int
    judged: int
    in_time: int
    median: float | None
    slow: float | None
    pk: int | None = None

    @property
    def share(self) -> float | None:
        """The part that was answered within its time; None when nothing can be judged."""
        return self.in_time / self.judged if self.judged else None

    @property
    def is_small(self) -> bool:
        """Whether there are too few answers to conclude anything."""
        return self.answered < SMALL


@dataclass(frozen=True)
class AnswerTimes:
    """The page: everything, and by person, account, kind and week. `closed` were closed without an answer."""

    all: Pace
    closed: int
    people: list[Pace] = field(default_factory=list)
    accounts: list[Pace] = field(default_factory=list)
    kinds: list[Pace] = field(default_factory=list)
    weeks: list[Pace] = field(default_factory=list)

    @property
    def tables(self) -> list[tuple[str, str, list[Pace]]]:
        """Code, title and lines of every table, in the order of the page."""
        return [
            ("weeks", _("按周"), self.weeks), ("people", _("按回复的人"), self.people),
            ("accounts", _("按账号"), self.accounts), ("kinds", _("按类型"), self.kinds),
        ]  # fmt: skip


def answer_times(
    questions: "QuerySet[Question]", *, weeks: int, now: dt.datetime, only: User | None = None
) -> AnswerTimes:
    """What came in these weeks, this one included; `only` shows one person's line instead of everybody's. Seven
    queries, whatever their number."""
    since = week_of(local_day(now) - dt.timedelta(weeks=weeks - 1)).start
    came = questions.filter(received_at__gte=since).order_by()
    left = Q(answered_at=None) & ~Q(state=ThreadState.OPEN)
    rows = came.exclude(left)
    answered = rows.filter(answered_at__isnull=False)
    whose = answered.filter(answered_by=only) if only else answered
    return AnswerTimes(
        all=_pace(_("全部"), rows.aggregate(**_figures(now))),
        closed=came.filter(left).count(),
        people=_people(_grouped(whose, F("answered_by"), now)),
        accounts=_by_name(_grouped(rows, F("account__nickname"), now)),
        kinds=[_pace(str(ThreadKind(row["key"]).label), row) for row in _grouped(rows, F("kind"), now)],
        weeks=_weeks(_grouped(rows, TruncWeek("received_at", tzinfo=BEIJING), now)),
    )


def _figures(now: dt.datetime) -> dict[str, Any]:
    in_time = Q(answered_at__lte=F("due_at"))
    return {
        "asked": Count("pk"),
        "answered": Count("pk", filter=Q(answered_at__isnull=False)),
        "judged": Count("pk", filter=Q(answered_at__isnull=False) | Q(due_at__lt=now)),
        "in_time": Count("pk", filter=in_time),
        "median": Percentile("answer_minutes", share=0.5),
        "slow": Percentile("answer_minutes", share=0.9),
    }


def _grouped(rows: "QuerySet[Question]", key: Any, now: dt.datetime) -> list[dict[str, Any]]:
    return [dict(row) for row in rows.values(key=key).annotate(**_figures(now))]


def _pace(name: str, row: dict[str, Any], pk: int | None = None) -> Pace:
    return Pace(name, pk=pk, **{key: row[key] for key in ("asked", "answered", "judged", "in_time", "median", "slow")})


def _people(rows: list[dict[str, Any]]) -> list[Pace]:
    names = User.objects.in_bulk([row["key"] for row in rows if row["key"]])
    unknown = _("在微博上回复，没有登记是谁")
    lines = [_pace(str(names.get(row["key"] or 0, unknown)), row, row["key"]) for row in rows]
    return sorted(lines, key=lambda line: (line.pk is None, -line.answered, line.name))


def _by_name(rows: list[dict[str, Any]]) -> list[Pace]:
    return sorted((_pace(row["key"], row) for row in rows), key=lambda line: (-line.asked, line.name))


def _weeks(rows: Iterable[dict[str, Any]]) -> list[Pace]:
    newest_first = sorted(rows, key=lambda row: row["key"], reverse=True)
    return [_pace(f"{row['key'].astimezone(BEIJING):%m-%d}", row) for row in newest_first]
