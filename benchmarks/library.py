"""Full-text search and near-duplicate search over 200,000 texts, beside a sequential LIKE and an empty query."""

import random
from typing import Any

from django.db.models import QuerySet

from accounts.models import WeiboAccount
from benchmarks.large_library import Library, opened
from benchmarks.library_pages import HEAD as PAGES_HEAD
from benchmarks.library_pages import measured as pages_measured
from benchmarks.library_writing import HEAD as WRITING_HEAD
from benchmarks.library_writing import measured as writing_measured
from benchmarks.timing import bound, timed
from content.access import posts_for
from content.lint.likeness import share_of
from content.models import Post, SearchText
from content.queries.facts import Writing
from content.queries.library_filter import LibraryFilter, page_of
from content.queries.nearest import CANDIDATES, candidates, nearest_text
from content.queries.search import fold, matching
from core.paging import SIZE

RUNS = 40
SEARCH_MS, NEAREST_MS = 150.0, 50.0
HEAD = ["what", "p50 ms", "p95 ms", "CPU ms", "÷ empty", "÷ LIKE", "found"]


def run() -> dict[str, Any]:
    """The table, the plans and the bounds."""
    library = opened()
    result = _measured(library)
    for head, measured in ((PAGES_HEAD, pages_measured), (WRITING_HEAD, writing_measured)):
        rows, bounds = measured(library)
        result["rows"] += [[""] * len(HEAD), [*head, ""], *([*row, ""] for row in rows)]
        result["bounds"] += bounds
    result["ok"] = all(row["ok"] for row in result["bounds"])
    for name, plan in result["plans"].items():
        print(f"\n{name}\n{plan}")
    return result


def _measured(library: Library) -> dict[str, Any]:
    posts = posts_for(library.user)
    asked = questions(library)
    empty = timed(lambda _words: len(page(posts)), [""] * RUNS)
    like = timed(lambda words: len(by_like(posts, words)), asked["rare word"][:8])
    rows = [_row("empty query", empty, empty, like), _row("LIKE over the texts, rare word", like, empty, like)]
    bounds, plans = [], {}
    for name, words in asked.items():
        found = timed(lambda query: len(page(matching(posts, query))), words)
        rows.append(_row(f"search: {name}", found, empty, like))
        bounds.append(bound(f"search, {name}: p95 ms", SEARCH_MS, found["p95"]))
        plans[f"search: {name}: {words[0]}"] = (
            matching(posts, words[0]).only("pk").order_by("-pk")[:51].explain(analyze=True, buffers=True)
        )
    middle = SearchText.objects.order_by("pk").values_list("pk", flat=True)[SearchText.objects.count() // 2]
    deep = timed(lambda query: len(page(matching(posts, query), before=middle)), asked["common word"])
    rows.append(_row("search: common word, page from the middle", deep, empty, like))
    bounds.append(bound("search, page from the middle: p95 ms", SEARCH_MS, deep["p95"]))
    for name, texts in near_texts(library).items():
        found = timed(lambda text: int(nearest(text) >= 0.6), texts)
        rows.append(_row(f"nearest: {name}", found, empty, like))
        bounds.append(bound(f"nearest, {name}: p95 ms", NEAREST_MS, found["p95"]))
    plans["nearest"] = candidates(library.texts[0])[:CANDIDATES].explain(analyze=True, buffers=True)
    served = {name: name.startswith("nearest") or "content_search_grams" in plan for name, plan in plans.items()}
    rare = [name for name in plans if "rare" in name or "phrase" in name]
    bounds.append(bound("plans of rare words and phrases without the index", 0, sum(not served[name] for name in rare)))
    bounds.append(bound("plans of nearest that read a whole table", 0, int("Seq Scan" in plans["nearest"])))
    return {
        "title": str(__doc__),
        "columns": HEAD,
        "rows": rows,
        "bounds": bounds,
        "plans": plans,
        "ok": all(b["ok"] for b in bounds),
    }


def questions(library: Library) -> dict[str, list[str]]:
    """What is searched, `RUNS` of each kind. Words and phrases are taken from texts, so that each is found."""
    source = random.Random(9)
    words = library.language.words
    some = [source.choice(library.texts) for _n in range(RUNS)]
    clauses = [max(fold(text).replace("！", "，").replace("。", "，").split("，"), key=len)[:24] for text in some]
    starts = [source.randrange(max(1, len(clause) - 8)) for clause in clauses]
    return {
        "1 character, very common": list("的了在是我") * (RUNS // 5),
        "1 character": [source.choice(words[2000:20_000])[0] for _n in range(RUNS)],
        "2 characters": [clause[:2] for clause in clauses],
        "common word": [source.choice(words[20:60]) for _n in range(RUNS)],
        "rare word": [source.choice([word for word in words[15_000:] if len(word) > 1]) for _n in range(RUNS)],
        "two words": [f"{source.choice(words[20:60])} {source.choice(words[60:600])}" for _n in range(RUNS)],
        "phrase": [f'"{clause[at : at + 8]}"' for clause, at in zip(clauses, starts, strict=True)],
        "a word without another": [
            f"{source.choice(words[20:200])} -{source.choice(words[20:60])}" for _n in range(RUNS)
        ],
        "not there": [source.choice(words[100:])[::-1] + source.choice(words[100:]) for _n in range(RUNS)],
    }


def near_texts(library: Library) -> dict[str, list[str]]:
    """New texts, and stored ones changed as people change them."""
    source = random.Random(11)
    some = [source.choice(library.texts) for _n in range(RUNS)]
    return {
        "new texts": [library.language.text(source) for _n in range(RUNS)],
        "sentences in another order": ["。".join(sorted(text.split("。"))) for text in some],
        "other numbers and emoji": [text.translate(str.maketrans("0123456789", "3456789012")) + "🎉" for text in some],
        "a few other words": [text[:10] + "今天" + text[12:] for text in some],
        "2,000 characters": ["".join(library.texts[at : at + 34])[:2000] for at in range(0, 20 * 34, 34)],
    }


def page(posts: "QuerySet[Post]", before: int | None = None) -> list[Post]:
    """One page with everything that its cards show."""
    return page_of(posts, LibraryFilter(), before=before, after=None, size=SIZE).rows


def by_like(posts: "QuerySet[Post]", words: str) -> list[Post]:
    """The same by looking at every text."""
    return page(posts.filter(version__text__contains=words))


def nearest(text: str) -> float:
    """How alike the nearest text is; 0 when there is none."""
    found = nearest_text(Writing(WeiboAccount(pk=0), None, text))
    return found.share if found else share_of(frozenset(), frozenset())


def _row(name: str, found: dict[str, float], empty: dict[str, float], like: dict[str, float]) -> list[object]:
    return [
        name,
        f"{found['p50']:.1f}",
        f"{found['p95']:.1f}",
        f"{found['cpu']:.1f}",
        f"{found['p50'] / empty['p50']:.2f}",
        f"{found['p50'] / like['p50']:.3f}",
        f"{found['found']:.1f}",
    ]
