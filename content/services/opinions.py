"""What a reviewer says besides yes: the four scores and the principles (C7), a comment, and when it may go out (K5)."""

import datetime as dt
from dataclasses import dataclass, fields

from django.utils.translation import gettext as _

from content.models import Post, Principle, Review, ReviewRules
from content.reviewing.windows import why_outside_window
from core.dates import day_start, local_day
from core.errors import UserError


@dataclass(frozen=True, slots=True)
class Scores:
    """The four dimensions of quality (C7), 1 to 5 each, all optional."""

    relevance: int | None = None
    fun: int | None = None
    value: int | None = None
    communication: int | None = None

    def check(self) -> None:
        """Raises `UserError` when a score is outside 1 to 5."""
        if any(score is not None and not 1 <= score <= 5 for score in self.as_fields().values()):
            raise UserError(_("评分只能是 1 到 5。"), field="scores")

    def as_fields(self) -> dict[str, int | None]:
        """By the name of the field."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True, slots=True)
class Window:
    """From when to when it may go out; None for no bound."""

    since: dt.datetime | None = None
    until: dt.datetime | None = None

    @classmethod
    def of_days(cls, first: dt.date | None, last: dt.date | None) -> "Window":
        """Whole days, both included."""
        after = day_start(last + dt.timedelta(days=1)) if last else None
        return cls(day_start(first) if first else None, after - dt.timedelta(seconds=1) if after else None)

    def within(self, other: "Window") -> "Window":
        """What both allow."""
        sinces = [bound for bound in (self.since, other.since) if bound is not None]
        untils = [bound for bound in (self.until, other.until) if bound is not None]
        return Window(max(sinces, default=None), min(untils, default=None))

    @property
    def is_empty(self) -> bool:
        """No time fits."""
        return self.since is not None and self.until is not None and self.since > self.until


@dataclass(frozen=True, slots=True)
class Opinion:
    """A decision with all that goes with it."""

    scores: Scores = Scores()
    comment: str = ""
    principles: tuple[str, ...] = ()
    window: Window = Window()

    def check(self, *, at: dt.datetime) -> None:
        """Raises `UserError` for scores that are none, unknown principles, and a window that is empty or over."""
        self.scores.check()
        if not set(self.principles) <= set(Principle.values):
            raise UserError(_("没有这一项原则。"), field="principles")
        over = self.window.until is not None and self.window.until < at
        if over or self.window.is_empty:
            raise UserError(_("发布时间范围已经过去，或者开始晚于结束。"), field="window_until")

    def as_fields(self) -> dict[str, object]:
        """As the fields of `Review`."""
        return {
            **self.scores.as_fields(),
            "comment": self.comment,
            "principles": list(self.principles),
            "window_from": self.window.since,
            "window_until": self.window.until,
        }


def window_of(reviews: list[Review], rules: ReviewRules, *, at: dt.datetime) -> Window:
    """When a post may go out: what every reviewer allowed, and no later than approvals are valid by the rules."""
    found = Window()
    for review in reviews:
        found = found.within(Window(review.window_from, review.window_until))
    if rules.valid_days:
        last = local_day(at) + dt.timedelta(days=rules.valid_days)
        found = found.within(Window.of_days(None, last))
    return found


def why_outside(post: Post, when: dt.datetime) -> str:
    """The sentence that an approval does not cover this time; empty when it does."""
    return why_outside_window(post.approved_from, post.approved_until, when)
