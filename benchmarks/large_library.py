"""A large library: 200,000 texts of made-up words as frequent as real ones are, in a database of its own.

It is made once, as a copy of the one that `company.prepare` fills, and kept: rows that were committed and vacuumed are
read as in a real company, those of a transaction under way are not. Writing what is measured is rolled back.
"""

import datetime as dt
import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Index, Model
from django.utils import timezone

from accounts.models import Grant, User
from accounts.roles import Role
from benchmarks.company import EMAIL, prepare, set_defaults
from campaigns.models import Campaign
from content.lint.likeness import RECIPE, marks_of
from content.models import Post, PostVersion, SearchText

POSTS, BATCH, AUTHORS, CAMPAIGNS, SEED = 200_000, 10_000, 20, 40, 5
SHAPE = f"library 1, {POSTS} posts, sketches {RECIPE}"
"""Stands as a comment at the database: one of another shape is made anew."""

INSERT = """
WITH told AS (SELECT * FROM unnest(%(texts)s::text[], %(keys)s::text[], %(sketches)s::text[]) WITH ORDINALITY
    AS t(body, text_key, sketch, n)),
ids AS (SELECT nextval(pg_get_serial_sequence('content_post', 'id')) AS post_id, random() AS a, random() AS c,
    random() AS s, random() AS e, random() AS r, %(first)s + n AS number, told.* FROM told),
rows AS (SELECT *, CASE WHEN s < 0.92 THEN 'published' WHEN s < 0.95 THEN 'cancelled' WHEN s < 0.97 THEN 'draft'
    WHEN s < 0.985 THEN 'approved' WHEN s < 0.995 THEN 'scheduled' WHEN s < 0.998 THEN 'changes_asked'
    ELSE 'in_review' END AS state, %(now)s - (%(posts)s - number) * interval '8 minutes' AS at FROM ids),
posts AS (INSERT INTO content_post (id, account_id, category_id, author_id, state, is_visible, approved_hash, created_at,
    updated_at, due_at, resonance, campaign_id)
    SELECT post_id, a.ids[1 + floor(a * a * array_length(a.ids, 1))], c.ids[1 + floor(c * c * array_length(c.ids, 1))],
        u.ids[1 + floor(r * r * r * array_length(u.ids, 1))], state, true, '', at, at,
        CASE WHEN state IN ('published', 'scheduled') THEN at + interval '3 days' END,
        CASE WHEN state = 'published' THEN (r ^ 6 * 5000)::int END,
        CASE WHEN number %% 1000 < 20 THEN g.ids[1 + floor(c * array_length(g.ids, 1))] END
    FROM rows, (SELECT array_agg(id ORDER BY id) AS ids FROM accounts_weiboaccount) a,
        (SELECT array_agg(id ORDER BY id) AS ids FROM content_category) c,
        (SELECT array_agg(id ORDER BY id) AS ids FROM accounts_user WHERE email LIKE 'bench%%') u,
        (SELECT array_agg(id ORDER BY id) AS ids FROM campaigns_campaign) g)
INSERT INTO content_postversion (post_id, number, text, length, elements, findings, content_hash, text_key, sketch,
    sketch_recipe, author_id, created_at)
SELECT post_id, 1, body, length(body), jsonb_build_object('text', true, 'picture', e < 0.6, 'video', e > 0.998,
    'audio', false, 'link', a < 0.3, 'mention', c < 0.1, 'topic', body LIKE '%%#%%', 'app', false,
    'emoji', body ~ '[[😀]'), '[]', '', text_key, sketch::int[], %(recipe)s, %(user)s, at FROM rows
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


def opened() -> Library:
    """The library; makes its database when it is not there, which takes some minutes. Later queries go there."""
    prepare()
    _switch()
    language = Language.made(random.Random(SEED))
    user = User.objects.get(email=EMAIL)
    if Post.objects.count() < POSTS:
        with transaction.atomic():
            _fill(user, language)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    every = PostVersion.objects.order_by("-pk").values_list("text", flat=True)[:POSTS]
    return Library(user, language, list(every)[:: POSTS // 1000])


def _switch() -> None:
    """A copy of the current database, with `SHAPE`; those of an older shape are dropped."""
    plain = str(connection.settings_dict["NAME"])
    own = f"{plain}_library"
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [own])
        if cursor.fetchone() != (SHAPE,):
            quoted = connection.ops.quote_name
            cursor.execute(f"DROP DATABASE IF EXISTS {quoted(own)}")
            cursor.execute(f"CREATE DATABASE {quoted(own)} TEMPLATE {quoted(plain)}")
            cursor.execute(f"COMMENT ON DATABASE {quoted(own)} IS %s", [SHAPE])
    connection.settings_dict["NAME"] = own
    call_command("migrate", interactive=False, verbosity=0)


def _fill(user: User, language: Language) -> None:
    """Texts without the two large indexes, which are made at the end."""
    set_defaults(Post, PostVersion)
    source, now = random.Random(SEED + 1), timezone.now()
    for number in range(AUTHORS):
        author = User.objects.create_user(f"bench{number}@bench.invalid", None, name=f"作者{number}")
        Grant.objects.create(user=author, role=Role.RESPONSIBLE_EDITOR, given_at=now)
    Campaign.objects.bulk_create(
        Campaign(name=f"活动{number}", starts_at=now, ends_at=now + dt.timedelta(days=9), created_at=now)
        for number in range(CAMPAIGNS)
    )
    indexes: list[tuple[type[Model], Index]] = [(SearchText, SearchText._meta.indexes[0])]
    indexes += [(PostVersion, index) for index in PostVersion._meta.indexes if "sketch" in index.fields]
    with connection.schema_editor() as editor:
        for model, index in indexes:
            editor.remove_index(model, index)
    for first, texts in _batches(language, source):
        marks = [marks_of(text) for text in texts]
        values: dict[str, Any] = {
            "texts": texts,
            "keys": [mark["text_key"] for mark in marks],
            "sketches": ["{" + ",".join(map(str, mark["sketch"])) + "}" for mark in marks],
            "user": user.pk,
            "now": now,
            "first": first,
            "posts": POSTS,
            "recipe": RECIPE,
        }
        with connection.cursor() as cursor:
            cursor.execute(INSERT, values)
    with connection.cursor() as cursor:
        cursor.execute(FILL)
    with connection.schema_editor() as editor:
        for model, index in indexes:
            editor.add_index(model, index)


def _batches(language: Language, source: random.Random) -> Iterator[tuple[int, list[str]]]:
    for start in range(0, POSTS, BATCH):
        yield start, [language.text(source) for _n in range(BATCH)]
