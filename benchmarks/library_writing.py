"""Writing at 200,000 posts: 10,000 rows of a file taken in and taken back, 100 posts approved at once."""

import datetime as dt
import io
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test.utils import override_settings
from django.utils import timezone

from accounts.models import Assessment, Grant, Temperament, User, WeiboAccount
from accounts.roles import Role
from benchmarks.large_library import Library
from benchmarks.pages import Counter
from benchmarks.timing import bound, spent
from content.importing import count_lines
from content.models import Category, ListLevel, Post, PostImport, PostState, WordList, WordListTerm
from content.services import ImportChoices, confirm_import, run_import, start_import, undo_import
from content.services.deciding import approve_all
from content.services.opinions import Opinion
from core.exports import csv_lines
from core.models import Job

ROWS, SMALL, WORDS, APPROVED = 10_000, 1_000, 20_000, 100
IMPORT_SECONDS, APPROVAL_SECONDS, QUERIES_A_ROW, APPROVAL_QUERIES = 30.0, 3.0, 0.1, 60
HEAD = ["writing", "seconds", "CPU s", "rows a second", "queries", "÷ reading only"]


def measured(library: Library) -> tuple[list[list[object]], list[dict[str, Any]]]:
    """Rows and bounds; nothing of it stays."""
    told: list[_Figures] = []
    with tempfile.TemporaryDirectory() as folder, override_settings(MEDIA_ROOT=folder):
        for number in (SMALL, ROWS):
            with _nothing_stays():
                _many_words(library)
                told += _taken_in_and_back(library, number)
    with _nothing_stays():
        _many_words(library)
        told.append(_approved())
    _small, _back, taken, _undone, approved = told
    return [each.cells() for each in told], [
        bound(f"import of {ROWS} rows: s", IMPORT_SECONDS, taken.seconds),
        bound("import: queries a row", QUERIES_A_ROW, taken.queries / ROWS),
        bound(f"approval of {APPROVED} at once: s", APPROVAL_SECONDS, approved.seconds),
        bound(f"approval of {APPROVED} at once: queries", APPROVAL_QUERIES, approved.queries),
    ]


@dataclass(frozen=True)
class _Figures:
    """What something took; `reading`: seconds for only reading its file, 0 without one."""

    name: str
    rows: int
    seconds: float
    cpu: float
    queries: int
    reading: float

    def cells(self) -> list[object]:
        times = f"{self.seconds / self.reading:.0f}" if self.reading else ""
        speed = f"{self.rows / self.seconds:.0f}"
        return [self.name, f"{self.seconds:.2f}", f"{self.cpu:.2f}", speed, self.queries, times]


@contextmanager
def _nothing_stays() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _many_words(library: Library) -> None:
    """As many listed words as the largest lists have; next to none of them stands in the texts."""
    row = WordList.objects.create(
        slug="bench", name="基准", level=ListLevel.WARNING, reason="说明", updated_at=timezone.now()
    )
    words = sorted(
        {
            f"{first}{second[::-1]}"
            for first, second in zip(library.language.words[99:], library.language.words[9:], strict=False)
        }
    )
    WordListTerm.objects.bulk_create([WordListTerm(list=row, word=word) for word in words[:WORDS]], batch_size=5000)


def _taken_in_and_back(library: Library, rows: int) -> list[_Figures]:
    data = _file(library, rows)
    started = time.perf_counter()
    count_lines(io.BytesIO(data))
    reading = time.perf_counter() - started
    found = _confirmed(library.user, data, rows)
    progress: list[int] = []

    def clock() -> dt.datetime:
        progress.append(Job.objects.values_list("done", flat=True).get(pk=found.job_id))
        return timezone.now()

    taken = _measure(f"import of {rows}", rows, lambda: run_import(job_id=found.job_id, clock=clock), reading)
    result = Job.objects.get(pk=found.job_id).result
    if result.get("taken") != rows or len(set(progress)) < rows // 1_000:
        raise RuntimeError(f"not all rows were taken, or nobody saw how far it was: {result}, {progress}")
    found.refresh_from_db()
    back = _measure(
        f"undo of {rows}", rows, lambda: undo_import(post_import=found, by=library.user, at=timezone.now()), reading
    )
    return [taken, back]


def _confirmed(user: User, data: bytes, rows: int) -> PostImport:
    now = timezone.now()
    found = start_import(file=SimpleUploadedFile(f"library-{rows}.csv", data), by=user, at=now)
    return confirm_import(post_import=found, choices=ImportChoices(found.mapping), by=user, at=now)


def _file(library: Library, rows: int) -> bytes:
    """Rows for all accounts and categories, half of them to be reviewed, none the same as another."""
    names = list(WeiboAccount.objects.values_list("nickname", flat=True)[:100])
    kinds = list(Category.objects.filter(is_active=True).values_list("name", flat=True))
    lines = (
        [
            names[number % len(names)],
            kinds[number % len(kinds)],
            f"第 {number} 条：{library.texts[number % len(library.texts)][:120]}，你说呢？",
            "草稿",
            "2027-12-31",
        ]
        for number in range(rows)
    )
    return "".join(csv_lines(["账号", "分类", "正文", "状态", "最迟发布日"], lines)).encode()


def _approved() -> _Figures:
    now = timezone.now()
    reviewer = User.objects.create_user("reviewer@bench.invalid", None, name="审核的人")
    Grant.objects.create(user=reviewer, role=Role.ADMINISTRATOR, given_at=now)
    Assessment.objects.bulk_create(
        Assessment(
            user=user,
            temperament=Temperament.values[0],
            pledged=True,
            passed=True,
            assessed_at=now - dt.timedelta(days=1),
            valid_until=now + dt.timedelta(days=99),
        )
        for user in User.objects.all()
    )
    waiting = Post.objects.visible().filter(state=PostState.IN_REVIEW).order_by("-pk")
    choices = [(pk, version or 0) for pk, version in waiting.values_list("pk", "version_id")[:APPROVED]]

    def approve() -> None:
        outcomes = approve_all(choices, opinion=Opinion(), by=reviewer, at=timezone.now(), in_bulk=True)
        refused = [str(each.error) for each in outcomes if each.error]
        if refused or len(outcomes) != APPROVED:
            raise RuntimeError(f"{len(refused)} of {len(outcomes)} were refused: {refused[:3]}")

    return _measure(f"approval of {APPROVED} at once", APPROVED, approve)


def _measure(name: str, rows: int, act: Callable[[], object], reading: float = 0.0) -> _Figures:
    counter = Counter()
    with connection.execute_wrapper(counter):
        started, begun = time.perf_counter(), spent()
        act()
        seconds, cpu = time.perf_counter() - started, spent() - begun
    return _Figures(name, rows, seconds, cpu, counter.queries, reading)
