"""C12 on real texts: recall and precision of the near-duplicate search on pairs made from licensed Weibo posts."""

import difflib
import json
import random
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from accounts.models import WeiboAccount
from content.lint.likeness import clauses, marks_of
from content.lint.repeated import NEAR
from content.models import Category, Post, PostVersion
from content.queries.facts import Writing
from content.queries.nearest import nearest_text

REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "licensed" / "timmmgz_mit_user_posts.jsonl"
STOCK, ASKED = 2500, 120
_CLAUSE = re.compile(r"[^。！？!?；;，,\n]+[。！？!?；;，,\n]*")

Vary = Callable[[str, random.Random], str]


def reordered(text: str, source: random.Random) -> str:
    parts = [part if part[-1] in "。！？!?；;，,\n" else part + "，" for part in _CLAUSE.findall(text)]
    source.shuffle(parts)
    return "".join(parts)


def renumbered(text: str, source: random.Random) -> str:
    return re.sub(r"\d+", lambda _found: str(source.randrange(10, 9999)), text)


def with_emoji(text: str, source: random.Random) -> str:
    return "".join(part + source.choice(["😂", "🎉", "[doge]", "❤️", ""]) for part in _CLAUSE.findall(text)) + "✨"


def reworded(text: str, source: random.Random) -> str:
    """One character of twenty is another."""
    letters = list(text)
    for _n in range(max(1, len(text) // 20)):
        letters[source.randrange(len(letters))] = source.choice("的了在是好大家")
    return "".join(letters)


def cut(text: str, source: random.Random) -> str:
    return text[: int(len(text) * 0.8)]


WAYS: dict[str, tuple[Vary, float]] = {
    "reordered": (reordered, 0.98),
    "renumbered": (renumbered, 0.98),
    "with emoji": (with_emoji, 0.98),
    "reworded": (reworded, 0.93),
    "cut": (cut, 0.93),
}
"""What people do to a text, and the share of such texts that must lead back to the text (recall)."""


def real_texts() -> list[str]:
    """Real texts of at least fifteen words, in an order that never changes, each kind of words once."""
    if not REAL.exists():
        pytest.skip(f"{REAL.name} is not at hand in ../shared/data/licensed")
    with REAL.open(encoding="utf-8") as lines:
        texts = dict.fromkeys(str(json.loads(line)["text"]) for line in lines)
    once = {tuple(clauses(text)): text for text in texts if sum(map(len, clauses(text))) >= 15}
    found = list(once.values())
    random.Random(12).shuffle(found)
    return found


def by_eye(one: str, other: str) -> bool:
    """Another measure than the one that is tested: half of the characters in the same order."""
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio() >= 0.5


ROWS = """
INSERT INTO content_post (account_id, category_id, state, is_visible, approved_hash, by_hand, is_repost, copy_reason,
    created_at, updated_at)
SELECT %s, %s, 'published', true, '', false, false, '', now(), now() FROM generate_series(1, %s);
"""


@pytest.fixture
def library(account: WeiboAccount, category: Category) -> list[str]:
    """Real texts as posts; the texts themselves in the order of their posts."""
    from benchmarks.company import set_defaults

    texts = real_texts()[:STOCK]
    set_defaults(Post, PostVersion)
    with connection.cursor() as cursor:
        cursor.execute(ROWS, [account.pk, category.pk, len(texts)])
    posts = list(Post.objects.order_by("pk"))
    versions = PostVersion.objects.bulk_create(
        PostVersion(post=post, number=1, text=text, length=1, created_at=post.created_at, **marks_of(text))
        for post, text in zip(posts, texts, strict=True)
    )
    for post, version in zip(posts, versions, strict=True):
        post.version = version
    Post.objects.bulk_update(posts, ["version"])
    return texts


def test_c12_repeats_of_real_texts_are_found_and_others_are_not(
    library: list[str], account: WeiboAccount, capsys: pytest.CaptureFixture[str]
) -> None:
    source, lines = random.Random(3), []
    for name, (vary, least) in WAYS.items():
        pairs = [(text, vary(text, source)) for text in library if name != "renumbered" or re.search(r"\d", text)]
        pairs = [(text, varied) for text, varied in pairs if varied != text][:ASKED]
        found = [(text, nearest_text(Writing(account, None, varied))) for text, varied in pairs]
        told = [(text, near) for text, near in found if near is not None and near.share >= NEAR]
        recall = len(told) / len(pairs)
        right = sum(near.text == text for text, near in told) / len(told)
        lines.append(f"{name}: {len(pairs)} pairs, recall {recall:.3f}, the very text {right:.3f}")
        assert recall >= least, lines
        assert right >= 0.9, lines
    fresh = real_texts()[STOCK : STOCK + 10 * ASKED]
    near = [(text, nearest_text(Writing(account, None, text))) for text in fresh]
    hits = [(text, found) for text, found in near if found is not None and found.share >= NEAR]
    true = sum(by_eye(text, found.text) for text, found in hits)
    lines.append(f"texts of others: {len(fresh)}, told as near {len(hits)}, rightly {true}")
    with capsys.disabled():
        sys.stdout.write("\n".join(["", *lines, ""]))
    assert true >= 0.97 * len(hits), lines
