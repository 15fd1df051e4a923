"""Run the checks side by side, each within its time: a Redis that hangs costs its own line, not the page."""

import threading
import time
from collections.abc import Iterable
from concurrent.futures import Future
from typing import Final

import psycopg2
import structlog
from django.db import DatabaseError, InterfaceError, connection
from django.utils import translation
from django.utils.translation import gettext as _
from redis.exceptions import RedisError

from weibo_ops.doctor.findings import CHECKS, Check, Finding, Mark, Verdict, Visit, unknown

log = structlog.get_logger(__name__)
AT_ONCE: Final = 6
"""Connections to PostgreSQL that an examination opens at the same time."""


def examine(visit: Visit, *, only: Iterable[str] = ()) -> list[Finding]:
    """All findings (or those of the keys `only`), in the order of the checks."""
    wanted = set(only)
    checks = [each for each in CHECKS.values() if not wanted or each.key in wanted]
    doors = threading.BoundedSemaphore(AT_ONCE)
    language = translation.get_language() or "zh-hans"
    started = time.monotonic()
    answers = [(each, _begin(each, visit, doors, language)) for each in checks]
    return [_wait(each, answer, started) for each, answer in answers]


def _begin(check: Check, visit: Visit, doors: threading.BoundedSemaphore, language: str) -> "Future[Finding]":
    answer: Future[Finding] = Future()

    def run() -> None:
        with translation.override(language):
            if not check.database:
                answer.set_result(judge(check, visit))
                return
            with doors:
                try:
                    answer.set_result(judge(check, visit))
                finally:
                    connection.close()

    # A daemon: a check that never comes back must not keep the command from ending.
    threading.Thread(target=run, name=f"doctor-{check.key}", daemon=True).start()
    return answer


def _wait(check: Check, answer: "Future[Finding]", started: float) -> Finding:
    left = check.seconds - (time.monotonic() - started)
    try:
        return answer.result(timeout=max(left, 0.01))
    except TimeoutError:
        sentence = _("%(seconds)d 秒内没有得到答复。") % {"seconds": check.seconds}
        silent = unknown(sentence, _("先处理本页标为“异常”的项，再检查一次。"))
        return Finding(check, silent, round((time.monotonic() - started) * 1000))


def judge(check: Check, visit: Visit) -> Finding:
    """Run one check in this thread. What it cannot reach, or its own mistake, is an `unknown` with the reason."""
    started = time.monotonic()
    try:
        verdict = check.run(visit)
    except (DatabaseError, InterfaceError, psycopg2.Error):
        verdict = _no_answer("PostgreSQL")
    except RedisError:
        verdict = _no_answer("Redis")
    except Exception as error:  # a mistake in one check must not hide the findings of the others
        log.exception("doctor_check_failed", check=check.key)
        verdict = unknown(
            _("检查本身出错：%(error)s。") % {"error": type(error).__name__},
            _("详情见这台机器的日志，事件 doctor_check_failed。"),
        )
    return Finding(check, verdict, round((time.monotonic() - started) * 1000))


def _no_answer(name: str) -> Verdict:
    return unknown(
        _("%(name)s 没有应答，无法检查。") % {"name": name}, _("先按 %(name)s 那一项处理。") % {"name": name}
    )


def worst(findings: Iterable[Finding]) -> Mark:
    """The worst state among findings; fine when there are none."""
    marks = {finding.mark for finding in findings}
    order = (Mark.BROKEN, Mark.WARNING, Mark.UNKNOWN)
    return next((mark for mark in order if mark in marks), Mark.OK)
