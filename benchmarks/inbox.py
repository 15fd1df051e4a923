"""The inbox with 20,000 open threads: first page, the last one, filters; beside an empty page in the same run."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse

from benchmarks.company import MESSAGES, prepare
from benchmarks.timing import HEAD, bound, paged
from engagement.models import Thread
from engagement.queries.inbox import key_of

PAGE_MS, QUERIES, RUNS = 40.0, 10, 20


def run() -> dict[str, Any]:
    """All threads are opened for the run, committed and vacuumed as real ones are, and closed again after it."""
    client = Client()
    client.force_login(prepare())
    with _all_open(), override_settings(ROOT_URLCONF="benchmarks.pages_urls"):
        rows, first, most = [], 0.0, 0.0
        for name, address in _addresses().items():
            line, found = paged(client, name, [address] * RUNS)
            rows.append(line)
            if name != "(empty page)":
                first, most = max(first, found["p50"]), max(most, found["queries"])
    bounds = [bound("list, any page: p50 ms", PAGE_MS, first), bound("list, any page: queries", QUERIES, most)]
    return {
        "title": f"inbox: {MESSAGES:,} open threads",
        "columns": HEAD,
        "rows": rows,
        "bounds": bounds,
        "ok": all(one["ok"] for one in bounds),
    }


@contextmanager
def _all_open() -> Iterator[None]:
    answered = list(Thread.objects.exclude(state="open").values_list("pk", flat=True))
    try:
        _move(answered, "open")
        yield
    finally:
        _move(answered, "answered")


def _move(ids: list[int], state: str) -> None:
    Thread.objects.filter(pk__in=ids).update(state=state)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE engagement_thread")


def _addresses() -> dict[str, str]:
    inbox, due = reverse("engagement:inbox"), Thread.objects.order_by("due_at", "pk")
    queries: dict[str, dict[str, Any]] = {
        "first page": {},
        "in the middle": {"after": key_of(due[MESSAGES // 2])},
        "last page": {"after": key_of(due[MESSAGES - 20])},
        "comments": {"kind": "comment"},
        "nobody's": {"who": "nobody"},
        "words that everybody wrote": {"q": "密封圈"},
        "a name": {"q": "顾客17"},
        "words that nobody wrote": {"q": "饕餮"},
    }
    pages = {name: f"{inbox}?{urlencode(query)}" for name, query in queries.items()}
    return {"(empty page)": "/bench/empty/"} | pages
