"""How an account stands (A1), decided in one place and said in the same words on every page. Rows go in as `Facts`."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from accounts.models import AccountState, Channel
from weibo.limits import Left

SOON = dt.timedelta(days=7)
FEW_CALLS = 0.2
"""Below this share of the day's or hour's calls a warning is shown: publishing may still use them."""

LABELS = {
    "ok": _lazy("授权正常"),
    "soon": _lazy("授权即将到期"),
    "dead": _lazy("授权已失效"),
    "unconnected": _lazy("未授权"),
    "retired": _lazy("已停用"),
}


@dataclass(frozen=True)
class Facts:
    """All that the verdict looks at. Without token no `token_until`; `calls` is None when nobody has asked."""

    state: str
    channel: str
    token_until: dt.datetime | None
    token_dead: bool
    quiet_since: dt.datetime
    silent_after_days: int
    has_owner: bool = True
    has_deputy: bool = True
    troubles: int = 0
    calls: Left | None = None


@dataclass(frozen=True)
class Problem:
    """One thing to mend: `need` is the filter of the matrix that lists all such accounts, empty when there is none."""

    need: str
    level: str  # bad, warn, hint
    sentence: str


@dataclass(frozen=True)
class Health:
    """How an account stands: a word for the badge, and the facts behind it. Without token no `days_left`."""

    word: str  # ok, soon, dead, unconnected, retired
    days_left: int | None
    silent_days: int | None
    problems: tuple[Problem, ...] = ()
    calls: Left | None = None
    until: dt.datetime | None = None

    @property
    def label(self) -> str:
        """The word for people."""
        return str(LABELS[self.word])

    @property
    def silent(self) -> bool:
        """Has it posted nothing for longer than it should (A1)?"""
        return self.silent_days is not None

    @property
    def level(self) -> str:
        """The worst of its problems: bad, warn, hint, good; off when it is retired."""
        if self.word == "retired":
            return "off"
        levels = {problem.level for problem in self.problems}
        return next((level for level in ("bad", "warn", "hint") if level in levels), "good")

    @property
    def sentence(self) -> str:
        """Everything in one line, the worst first."""
        return _("，").join(problem.sentence for problem in self.problems) or self.label


def verdict(facts: Facts, now: dt.datetime) -> Health:
    """Token, silence, people, open problems and calls of one account."""
    if facts.state == AccountState.RETIRED:
        return Health("retired", None, None)
    word, left = _token(facts, now)
    quiet = (now - facts.quiet_since).days
    silent = quiet if facts.state == AccountState.CONNECTED and quiet >= facts.silent_after_days else None
    problems = [*_token_problems(word, left, facts.channel), *_troubles(facts.troubles)]
    if silent is not None:
        sentence = ngettext("%(n)d 天没有发布", "%(n)d 天没有发布", silent) % {"n": silent}
        problems.append(Problem("silent", "warn", sentence))
    problems += _few_calls(facts.calls)
    if not facts.has_owner:
        problems.append(Problem("ownerless", "hint", _("没有负责人")))
    if not facts.has_deputy:
        problems.append(Problem("deputyless", "hint", _("没有替补")))
    problems.sort(key=lambda problem: ("bad", "warn", "hint").index(problem.level))
    return Health(word, left, silent, tuple(problems), facts.calls, facts.token_until)


def _token(facts: Facts, now: dt.datetime) -> tuple[str, int | None]:
    if facts.token_until is None:
        return "unconnected", None
    left = (facts.token_until - now).days
    if facts.token_dead or facts.token_until <= now or facts.state == AccountState.EXPIRED:
        return "dead", min(left, 0)
    return "soon" if facts.token_until - now <= SOON else "ok", left


def _token_problems(word: str, left: int | None, channel: str) -> list[Problem]:
    """An account whose posts a person sends can do without a token, only its numbers are not read."""
    worst = "warn" if channel == Channel.HAND_OVER else "bad"
    if word in {"dead", "unconnected"}:
        return [Problem(word, worst, str(LABELS[word]))]
    if word != "soon" or left is None:
        return []
    later = ngettext("授权 %(n)d 天后到期", "授权 %(n)d 天后到期", left) % {"n": left}
    return [Problem("soon", "warn", later if left else _("授权 24 小时内到期"))]


def _troubles(count: int) -> list[Problem]:
    sentence = ngettext("%(n)d 条发布待处理", "%(n)d 条发布待处理", count) % {"n": count}
    return [Problem("troubled", "bad", sentence)] if count else []


def _few_calls(calls: Left | None) -> list[Problem]:
    if calls is None:
        return []
    if calls.blocked_until is not None:
        return [Problem("", "warn", _("微博限制了调用，稍后自动恢复"))]
    if calls.remaining is None or not calls.limit or calls.remaining >= calls.limit * FEW_CALLS:
        return []
    return [
        Problem(
            "", "warn", ngettext("只剩 %(n)d 次调用", "只剩 %(n)d 次调用", calls.remaining) % {"n": calls.remaining}
        )
    ]
