"""Five million mentions of two years in a database of its own, made once: for `ingest`."""

import datetime as dt
import random
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from benchmarks.company import prepare
from benchmarks.large_library import Language
from monitoring.models import KeywordSet, Source, SourceKind

MENTIONS, POOL, BATCH, SEED = 5_000_000, 20_000, 500_000, 7
DAYS = 700
SHAPE = f"mentions 2, {MENTIONS}"
INDEXES = "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'monitoring_mention' AND indexname <> %s"
FILL = """
INSERT INTO monitoring_mention (id, source_id, external_id, author_id, author_name, text, published_at, url, reposts,
    comments, likes, retweet_id, is_comment, polarity, polarity_certainty, topic_kind, kind_certainty, group_id,
    author_followers, author_verified, author_suspect, first_seen_at, last_seen_at)
SELECT 2 * mid, s.ids[1 + n %% array_length(s.ids, 1)], mid::text, author::text, '网友' || author,
    left(p.text, 24) || right(q.text, 36), at, '',
    floor(a ^ 9 * 900), floor(b ^ 8 * 600), floor(c ^ 9 * 9000), '', false,
    CASE WHEN c < 0.16 THEN -1 WHEN c < 0.7 THEN 0 ELSE 1 END, 80,
    CASE WHEN a < 0.04 THEN 'complaint' WHEN a < 0.1 THEN 'question' WHEN a < 0.12 THEN 'suggestion' ELSE '' END, 70,
    CASE WHEN b < 0.1 THEN floor(b * 1e6) END, floor(a * 9000), -1, 5, at, at
FROM (SELECT n, a, b, c, at, floor(b ^ 3 * 200000)::bigint + 5504000000 AS author,
        ((extract(epoch FROM at)::bigint - 515483463) << 22) + n %% 4000000 AS mid
    FROM (SELECT n, random() AS a, random() AS b, random() AS c,
            %(now)s - make_interval(secs => (%(mentions)s - n) * %(step)s) AS at
        FROM generate_series(%(first)s + 1, %(first)s + %(batch)s) n) rows) told,
    (SELECT array_agg(id ORDER BY id) AS ids FROM monitoring_source WHERE kind = 'file') s,
    pool p, pool q
WHERE p.number = 1 + floor(a * %(pool)s)::int AND q.number = 1 + floor(b * %(pool)s)::int
"""
POOL_OF_TEXTS = """
CREATE TEMPORARY TABLE pool AS SELECT number, text FROM unnest(%(texts)s::text[]) WITH ORDINALITY AS told (text, number);
ANALYZE pool
"""
HITS = """
INSERT INTO monitoring_hit (keyword_set_id, mention_id, words, published_at, found_at)
SELECT %(set)s, id, '["茶"]', published_at, published_at FROM monitoring_mention WHERE arrival %% %(every)s = 0
"""


def opened() -> Language:
    """Switch to the database with the five million; makes it when it is not there, which takes some minutes."""
    prepare()
    _switch()
    language = Language.made(random.Random(SEED))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM (SELECT FROM monitoring_mention LIMIT %s) AS first_rows", [MENTIONS])
        if cursor.fetchone()[0] < MENTIONS:
            _fill(language)
    return language


def _switch() -> None:
    plain = str(connection.settings_dict["NAME"])
    own = f"{plain}_mentions"
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


def _fill(language: Language) -> None:
    """Rows first, then all indexes but the key's."""
    source, now = random.Random(SEED + 1), timezone.now().replace(microsecond=0)
    for number in range(4):
        Source.objects.get_or_create(kind=SourceKind.FILE, name=f"采集 {number}", account=None)
    values: dict[str, Any] = {
        "texts": [language.text(source) for _n in range(POOL)],
        "pool": POOL,
        "mentions": MENTIONS,
        "now": now - dt.timedelta(hours=1),
        "step": DAYS * 86400 / MENTIONS,
        "batch": BATCH,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        # Whole or not at all: a table that lost its indexes on the way would measure something else.
        cursor.execute("DELETE FROM monitoring_hit")
        cursor.execute("TRUNCATE monitoring_mention CASCADE")
        cursor.execute(INDEXES, ["monitoring_mention_key"])
        indexes = cursor.fetchall()
        for name, _definition in indexes:
            cursor.execute(f"DROP INDEX {name}")
        cursor.execute(POOL_OF_TEXTS, values)
        for first in range(0, MENTIONS, BATCH):
            cursor.execute(FILL, values | {"first": first})
        for _name, definition in indexes:
            cursor.execute(definition.replace(" ON ONLY ", " ON "))
        for name, every in (("常见", 6), ("少见", 4000)):
            found, _new = KeywordSet.objects.get_or_create(name=name, defaults={"created_at": now})
            cursor.execute(HITS, {"set": found.pk, "every": every})
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
