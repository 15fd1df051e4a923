"""Pages over five million mentions: the list and its filters, words, one mention, and a case with 20,000 linked ones."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from benchmarks.company import EMAIL
from benchmarks.large_library import Language
from benchmarks.large_mentions import MENTIONS, opened
from benchmarks.timing import HEAD, bound, paged
from monitoring.models import Case, CaseLevel, KeywordSet, Mention, Source

PAGE_MS, RUNS, LINKED = 200.0, 20, 20_000
LINK = """
INSERT INTO monitoring_casemention (case_id, mention_id, external_id, author_name, text, url, published_at, loudness)
SELECT %s, id, external_id, author_name, text, url, published_at, coalesce(reposts, 0) + coalesce(likes, 0)
FROM monitoring_mention ORDER BY id DESC LIMIT %s
"""


def run() -> dict[str, Any]:
    """Each page twenty times, words of its own each time; queries are counted once more."""
    language, client = opened(), Client()
    client.force_login(User.objects.get(email=EMAIL))
    rows, worst, most = [], 0.0, {}
    with _linked() as case, override_settings(ROOT_URLCONF="benchmarks.pages_urls"):
        for name, addresses in _addresses(language, case).items():
            line, found = paged(client, name, addresses)
            rows.append(line)
            if name != "(empty page)":
                worst, most[name] = max(worst, found["p95"]), found["queries"]
    grown = max(most[name] for name in most if name.startswith("list")) - most["list: nothing fits"]
    bounds = [bound("any page: p95 ms", PAGE_MS, worst), bound("list: queries more than of an empty one", 4, grown)]
    return {
        "title": f"mentions: pages over {MENTIONS:,}, a case with {LINKED:,} linked",
        "columns": HEAD,
        "rows": rows,
        "bounds": bounds,
        "ok": all(one["ok"] for one in bounds),
    }


@contextmanager
def _linked() -> Iterator[Case]:
    """A case of the run."""
    now = timezone.now()
    case = Case.objects.create(
        title="基准", level=CaseLevel.GRAVE, signalled_at=now, opened_at=now, due_at=now + dt.timedelta(days=1)
    )
    try:
        with connection.cursor() as cursor:
            cursor.execute(LINK, [case.pk, LINKED])
            cursor.execute("ANALYZE monitoring_casemention")
        yield case
    finally:
        case.delete()


def _addresses(language: Language, case: Case) -> dict[str, list[str]]:
    """Name of the page → what is opened, one after the other."""
    newest = Mention.objects.order_by("-pk").first()
    oldest = Mention.objects.order_by("pk").first()
    assert newest is not None and oldest is not None and newest.published_at and oldest.published_at
    words = language.words[20 : 20 + RUNS]
    sets = dict(KeywordSet.objects.filter(name__in=["常见", "少见"]).values_list("name", "pk"))
    source = Source.objects.filter(kind="file").latest("pk").pk
    middle = (newest.pk + oldest.pk) // 2
    old = (oldest.published_at + dt.timedelta(days=60)).date()
    queries: dict[str, dict[str, Any]] = {
        "list: first page": {},
        "list: middle": {"before": middle},
        "list: last page": {"after": oldest.pk},
        "list: nothing fits": {"author": "1"},
        "list: of a set that catches a sixth": {"set": sets["常见"]},
        "list: of a set that catches little": {"set": sets["少见"]},
        "list: a source": {"source": source},
        "list: negative complaints": {"polarity": -1, "kind": "complaint"},
        "list: what is loud": {"least": 1000},
        "list: an author": {"author": str(newest.author_id)},
        "list: an author by name": {"author": newest.author_name},
        "list: caught by any set": {"caught": "1"},
        "list: one of a group": {"together": "1"},
        "list: a month long ago": {"first": old - dt.timedelta(days=30), "last": old},
    }
    listed = reverse("monitoring:mentions")
    found = {"(empty page)": ["/bench/empty/"] * RUNS}
    found |= {name: [f"{listed}?{urlencode(values)}"] * RUNS for name, values in queries.items()}
    found["list: words"] = [f"{listed}?{urlencode({'q': word})}" for word in words]
    found["list: words of a set"] = [f"{listed}?{urlencode({'q': word, 'set': sets['常见']})}" for word in words]
    found["one mention"] = [reverse("monitoring:mention", args=[newest.pk])] * RUNS
    found["cases"] = [reverse("monitoring:cases")] * RUNS
    found["case"] = [reverse("monitoring:case", args=[case.pk])] * RUNS
    found["case: report"] = [reverse("monitoring:case_report", args=[case.pk])] * RUNS
    return found
