"""Mentions, sets and files for the tests of monitoring."""

import datetime as dt
import itertools
from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django import Settings

from core.audit import SYSTEM
from monitoring.collect.merging import merge_rows
from monitoring.collect.rows import MentionRow
from monitoring.models import KeywordSet, Mention, Source, SourceKind
from monitoring.services import SetDraft, save_set
from monitoring.watch.rules import Word
from tests.conftest import AT
from tests.live_weibo import live, platform
from weibo.text import id_floor_of_time

__all__ = ["live", "platform"]

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
"""Real files, not part of the project; absent outside our machines."""

Say = Callable[..., list[Mention]]


@pytest.fixture(autouse=True)
def _own_uploads(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "uploads"


@pytest.fixture
def source(db: None) -> Source:
    return Source.objects.create(kind=SourceKind.FILE, name="采集文件")


@pytest.fixture
def say(source: Source) -> Say:
    """Let people write texts: `say("…", "…", at=…)`; ids hold the clock, as Weibo's do."""
    numbers = itertools.count()

    def _say(*texts: str, at: dt.datetime | None = AT, author: str = "路人") -> list[Mention]:
        first = id_floor_of_time(at or AT)
        rows = [
            MentionRow(external_id=str(first + next(numbers)), text=text, author_name=author, published_at=at)
            for text in texts
        ]
        merge_rows(rows, source=source, at=AT)
        return list(Mention.objects.filter(external_id__in=[row.external_id for row in rows]).order_by("pk"))

    return _say


def make_set(*words: str, name: str = "品牌", without: tuple[str, ...] = (), every: bool = False) -> KeywordSet:
    """A set with these words."""
    draft = SetDraft(name=name, words=tuple(Word(word) for word in words), exclusions=without, match_all=every)
    return save_set(draft=draft, by=SYSTEM, at=AT)
