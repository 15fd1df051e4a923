"""Ask the links of texts whether they open: in a task, through the safe client, each again after hours (C5)."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from django.utils import translation
from django.utils.translation import gettext_noop

from content.models import LinkCheck, LinkState
from content.queries.links import checkable
from core.errors import UserError
from core.locks import only_one
from core.outgoing import Answer, Rules, Unreachable, fetch

AT_ONCE: Final = 40
AGAIN: Final = dt.timedelta(hours=6)
AFTER_FAILURES: Final = (dt.timedelta(minutes=10), dt.timedelta(minutes=30), dt.timedelta(hours=2))
WANTED: Final = dt.timedelta(days=3)
"""How long after a text last wanted it an address is still asked."""
KEPT: Final = dt.timedelta(days=30)
RULES: Final = Rules(seconds=6.0, largest=256 * 1024)
NOT_FOR_US: Final = frozenset({401, 403, 405, 406, 412, 418, 429, 451, 503})
"""Answers of sites that turn programs away: people may well get in."""

GONE = gettext_noop("网页不存在。")
FAULT = gettext_noop("网站出错。")
TURNED_AWAY = gettext_noop("网站不让程序访问。")

Ask = Callable[[str], Answer]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What asking an address has shown."""

    state: str
    reason: str = ""
    status: int | None = None
    final_url: str = ""


def want_links(*, urls: Iterable[str], at: dt.datetime, fresh: dt.timedelta | None = None) -> int:
    """These addresses stand in texts that matter now. New ones are asked at the next sweep; with `fresh` also those
    asked longer ago than that. Answers how many there are."""
    wanted = sorted(checkable(urls))  # in one order, whoever else writes them
    if not wanted:
        return 0
    rows = [LinkCheck(url=url, next_at=at, wanted_at=at) for url in wanted]
    LinkCheck.objects.bulk_create(rows, ignore_conflicts=True)
    known = LinkCheck.objects.filter(url__in=wanted)
    known.filter(wanted_at__lt=at - dt.timedelta(minutes=30)).update(wanted_at=at)
    if fresh is not None:
        known.filter(checked_at__lt=at - fresh, next_at__gt=at).update(next_at=at)
    return len(wanted)


def check_links(*, clock: Callable[[], dt.datetime], ask: Ask | None = None) -> int:
    """Ask what is due, each outside of any transaction. Safe to call twice. Answers how many were asked."""
    with only_one("content.check_links") as alone:
        if not alone:
            return 0
        now = clock()
        LinkCheck.objects.filter(next_at__lt=now - KEPT).delete()
        due = LinkCheck.objects.filter(next_at__lte=now, wanted_at__gt=now - WANTED).order_by("next_at", "pk")[:AT_ONCE]
        rows = list(due)
        for row in rows:
            _keep(row, outcome_of(row.url, ask or _fetch), at=clock())
        return len(rows)


def outcome_of(url: str, ask: Ask) -> Outcome:
    """Ask once and judge. A refusal of the safe client counts as broken: what it does not reach no reader reaches."""
    with translation.override("zh-hans"):  # its sentence is kept as a msgid
        try:
            answer = ask(url)
        except Unreachable as error:
            if error.code == "outgoing.large":
                return Outcome(LinkState.FINE)
            return Outcome(LinkState.BROKEN, str(error))
        except UserError as error:
            return Outcome(LinkState.BROKEN, str(error))
    final = answer.url if answer.url != url else ""
    if answer.status < 400:
        return Outcome(LinkState.FINE, "", answer.status, final[:2000])
    if answer.status in NOT_FOR_US:
        return Outcome(LinkState.UNKNOWN, TURNED_AWAY, answer.status, final[:2000])
    return Outcome(LinkState.BROKEN, GONE if answer.status < 500 else FAULT, answer.status, final[:2000])


def _fetch(url: str) -> Answer:
    return fetch(url, rules=RULES)


def _keep(row: LinkCheck, outcome: Outcome, *, at: dt.datetime) -> None:
    failures = row.failures + 1 if outcome.state == LinkState.BROKEN else 0
    wait = AFTER_FAILURES[failures - 1] if 0 < failures <= len(AFTER_FAILURES) else AGAIN
    LinkCheck.objects.filter(pk=row.pk).update(
        state=outcome.state,
        status=outcome.status,
        final_url=outcome.final_url,
        reason=outcome.reason[:200],
        failures=failures,
        checked_at=at,
        next_at=at + wait,
    )
