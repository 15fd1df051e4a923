"""A large library: 200,000 texts of made-up words as frequent as real ones are, on top of `company.prepare`."""

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection
from django.db.models import Index, Model
from django.utils import timezone

from accounts.models import User
from benchmarks.company import set_defaults
from content.lint.likeness import marks_of
from content.models import Post, PostVersion, SearchText

POSTS, BATCH = 200_000, 10_000

INSERT = """
WITH told AS (SELECT * FROM unnest(%(texts)s::text[], %(keys)s::text[], %(sketches)s::text[]) WITH ORDINALITY
    AS t(body, text_key, sketch, n)),
ids AS (SELECT nextval(pg_get_serial_sequence('content_post', 'id')) AS post_id, told.* FROM told),
posts AS (INSERT INTO content_post (id, account_id, category_id, author_id, state, is_visible, approved_hash, created_at, updated_at)
    SELECT post_id, a.ids[1 + post_id %% array_length(a.ids, 1)], c.ids[1 + post_id %% array_length(c.ids, 1)], %(user)s,
        (ARRAY['published', 'published', 'published', 'draft', 'in_review', 'approved'])[1 + post_id %% 6], true, '',
        %(now)s, %(now)s
    FROM ids, (SELECT array_agg(id ORDER BY id) AS ids FROM accounts_weiboaccount) a,
        (SELECT array_agg(id ORDER BY id) AS ids FROM content_category) c)
INSERT INTO content_postversion (post_id, number, text, length, elements, findings, content_hash, text_key, sketch,
    sketch_recipe, author_id, created_at)
SELECT post_id, 1, body, length(body), '{"text": true}', '[]', '', text_key, sketch::int[], 2, %(user)s, %(now)s FROM ids
"""

FILL = """
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE content_post DISABLE TRIGGER content_search_changed;
UPDATE content_post p SET version_id = v.id FROM content_postversion v WHERE v.post_id = p.id AND p.version_id IS NULL;
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE content_post ENABLE TRIGGER content_search_changed;
INSERT INTO content_searchtext (post_id, words)
SELECT p.id, content_fold(v.text) FROM content_post p JOIN content_postversion v ON v.id = p.version_id
ON CONFLICT DO NOTHING;
"""


@dataclass(frozen=True)
class Language:
    """Words and how often each is said, the most frequent first (Zipf)."""

    words: list[str]
    weights: list[float]

    @classmethod
    def made(cls, source: random.Random) -> "Language":
        letters = [bytes([high, low]).decode("gb2312") for high in range(0xB0, 0xD7) for low in range(0xA1, 0xFA)]
        source.shuffle(letters)
        small = list("的了在是我有和就不人都一上也很到说要去你")
        two = ["".join(pair) for pair in {tuple(source.choices(letters, k=2)) for _n in range(30_000)}]
        three = ["".join(source.choices(letters, k=3)) for _n in range(4_000)]
        mixed = sorted(two) + three
        source.shuffle(mixed)
        words = small + mixed
        return cls(words, list(itertools.accumulate(1 / (rank + 3) for rank in range(len(words)))))

    def text(self, source: random.Random) -> str:
        """About 60 characters in a few clauses, now and then with a number, a topic and an emoticon."""
        parts = []
        for _clause in range(source.randint(2, 6)):
            parts += [
                *source.choices(self.words, cum_weights=self.weights, k=source.randint(4, 9)),
                source.choice("，。！？"),
            ]
        if source.random() < 0.3:
            parts.append(f"满{source.randint(10, 999)}减{source.randint(1, 99)}")
        if source.random() < 0.3:
            parts.append(f"#{''.join(source.choices(self.words[:400], k=2))}#")
        return "".join(parts) + source.choice(["", "[doge]", "😀"])


@dataclass(frozen=True)
class Library:
    user: User
    language: Language
    texts: list[str]
    """Some of the texts, from all over the library."""


def build(user: User, *, seed: int = 5, posts: int = POSTS) -> Library:
    """On top of `company.prepare`, inside a transaction of the caller; takes a minute or two."""
    set_defaults(Post, PostVersion)
    source = random.Random(seed)
    language = Language.made(source)
    kept: list[str] = []
    indexes: list[tuple[type[Model], Index]] = [(SearchText, SearchText._meta.indexes[0])]
    indexes += [(PostVersion, index) for index in PostVersion._meta.indexes if "sketch" in index.fields]
    with connection.schema_editor() as editor:
        for model, index in indexes:
            editor.remove_index(model, index)
    for texts in _batches(language, source, posts):
        marks = [marks_of(text) for text in texts]
        with connection.cursor() as cursor:
            cursor.execute(
                INSERT,
                {
                    "texts": texts,
                    "keys": [mark["text_key"] for mark in marks],
                    "sketches": ["{" + ",".join(map(str, mark["sketch"])) + "}" for mark in marks],
                    "user": user.pk,
                    "now": timezone.now(),
                },
            )
        kept += texts[:: max(1, BATCH // 50)]
    with connection.cursor() as cursor:
        cursor.execute(FILL)
    with connection.schema_editor() as editor:
        for model, index in indexes:
            editor.add_index(model, index)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE content_post; ANALYZE content_postversion; ANALYZE content_searchtext")
    return Library(user, language, kept)


def _batches(language: Language, source: random.Random, posts: int) -> Iterator[list[str]]:
    for start in range(0, posts, BATCH):
        yield [language.text(source) for _n in range(min(BATCH, posts - start))]
