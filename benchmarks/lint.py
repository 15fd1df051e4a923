"""All lint rules on 2,000 characters with 20,000 listed words, beside a bare Aho-Corasick pass in the same run."""

import os
import random
import time
from collections.abc import Callable
from typing import Any

from ahocorasick_rs import AhoCorasick
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Channel, WeiboAccount
from content import lint
from content.lint.lexicon import Term, build_lexicon
from content.models import Category, ListLevel, WordList, WordListTerm
from content.queries.facts import Writing, lint_draft
from content.queries.lexicons import current_lists

WORDS, LENGTH, RUNS = 20_000, 2_000, 200
ALL_RULES_P95, PER_SLOT = 50.0, 0.5
"""Milliseconds of processor time: all rules on one long text; the last look's words on one post of 140 characters."""

COMMON = (
    "的一是不了在人有我他这上们来到时大地为子中你说生国年着就那和要她出也得里后自以会家可下而过天去能对小多然于心学么"
)
RARE = [chr(code) for code in range(0x4E00, 0x9000)]


def run() -> dict[str, Any]:
    """Times are of the processor, so that other work on the machine does not count."""
    dice = random.Random(20261122)
    words = sorted({"".join(dice.choices(RARE, k=dice.randint(2, 5))) for _ in range(WORDS + 200)})[:WORDS]
    texts = [_text(dice, words, LENGTH) for _ in range(RUNS)]
    shorts = [_text(dice, words, 140) for _ in range(RUNS)]
    started = time.thread_time()
    lexicon = build_lexicon(_term(word, number) for number, word in enumerate(words))
    built = (time.thread_time() - started) * 1000
    bare = AhoCorasick(words)
    rows: list[tuple[str, float, float]] = [("bare Aho-Corasick pass", *_figures(bare.find_matches_as_indexes, texts))]
    drafts = [lint.Draft(text, lexicon=lexicon) for text in texts]
    rows += [(f"rule {rule.name}", *_figures(_asked(rule), drafts)) for rule in lint.RULES]
    rows.append(("listed words, evasions too", *_figures(lexicon.hits, texts)))
    everything = _figures(lint.check, [lint.Draft(text, lexicon=lexicon) for text in texts])
    rows.append(("all rules", *everything))
    slot = _figures(lexicon.strict.hits, shorts)
    rows.append(("last look, one post of 140", *slot))
    typed, queries = _while_typing(words, texts)
    rows.append((f"while typing, {queries} queries", *typed))
    floor = rows[0][1] or 0.001
    return {
        "title": f"lint: {LENGTH} characters, {WORDS:,} words (compiled in {built:.0f} ms), load {os.getloadavg()[0]:.1f}",
        "columns": ["what", "p50 ms", "p95 ms", "÷ bare pass"],
        "rows": [[name, p50, p95, p50 / floor] for name, p50, p95 in rows],
        "bounds": [
            _bound("all rules, p95 ms", ALL_RULES_P95, everything[1]),
            _bound("last look, p95 ms for a post", PER_SLOT, slot[1]),
        ],
        "ok": True,
    }


def _asked(rule: lint.Rule) -> Callable[[lint.Draft], object]:
    return lambda draft: list(rule.check(draft))


def _term(word: str, number: int) -> Term:
    level = "error" if number % 10 == 0 else "warning"
    return Term(word, "bench", "基准", level, "说明", kind=("superlatives", "sensitive", "own")[number % 3])


def _text(dice: random.Random, words: list[str], length: int) -> str:
    """Ordinary characters and signs, a listed word now and then, some of them with something slipped in."""
    parts: list[str] = []
    while sum(map(len, parts)) < length:
        parts.append("".join(dice.choices(COMMON, k=dice.randint(8, 30))) + dice.choice("，。！？ \n"))
        if dice.random() < 0.1:
            word = dice.choice(words)
            parts.append(" ".join(word) if dice.random() < 0.3 else word)
    return "".join(parts)[:length]


def _figures(call: Callable[[Any], object], inputs: list[Any]) -> tuple[float, float]:
    """p50 and p95 in milliseconds of processor time."""
    call(inputs[0])
    times = []
    for each in inputs:
        started = time.thread_time()
        call(each)
        times.append((time.thread_time() - started) * 1000)
    times.sort()
    return times[len(times) // 2], times[int(len(times) * 0.95)]


def _while_typing(words: list[str], texts: list[str]) -> tuple[tuple[float, float], int]:
    """The whole call of the composer: facts read from the database, then all rules. Nothing of it stays."""
    with transaction.atomic():
        now = timezone.now()
        row = WordList.objects.create(
            slug="bench-lint", name="基准", level=ListLevel.WARNING, reason="说明", updated_at=now
        )
        WordListTerm.objects.bulk_create([WordListTerm(list=row, word=word) for word in words], batch_size=5000)
        account = WeiboAccount.objects.create(
            nickname="基准账号", uid="9990001", channel=Channel.COMMERCIAL, created_at=now
        )
        category = Category.objects.order_by("pk")[0]
        current_lists()

        def typed(text: str) -> list[lint.Finding]:
            return lint.check(lint_draft(Writing(account, category, text), at=now))

        with CaptureQueriesContext(connection) as queries:
            typed(texts[0])
        figures = _figures(typed, texts)
        transaction.set_rollback(True)
    current_lists()
    return figures, len(queries)


def _bound(name: str, limit: float, measured: float) -> dict[str, Any]:
    return {"name": name, "bound": limit, "measured": round(measured, 3), "ok": measured <= limit}
