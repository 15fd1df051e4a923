"""Every check has a test that breaks the thing: each such test says which one."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.utils import timezone

from weibo_ops.doctor import CHECKS, Mark, Verdict, Visit, judge

BROKEN: set[str] = set()
Test = TypeVar("Test", bound=Callable[..., Any])


def breaks(*keys: str) -> Callable[[Test], Test]:
    """The decorated test breaks what the checks `keys` look at."""
    BROKEN.update(keys)
    return lambda test: test


def look(key: str, *, origin: str = "") -> Verdict:
    """Run one check here, in this transaction."""
    return judge(CHECKS[key], Visit(at=timezone.now(), origin=origin)).verdict


def mark(key: str, *, origin: str = "") -> Mark:
    """How it stands."""
    found = look(key, origin=origin)
    assert found.sentence.endswith(("。", "）", "！")) or ":" in found.sentence, found.sentence
    if found.mark in {Mark.BROKEN, Mark.WARNING}:
        assert found.mend, "a finding without a mend"
    return found.mark
