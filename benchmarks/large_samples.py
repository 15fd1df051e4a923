"""Samples of 50,000 posts of 1,000 accounts, every hour since they were published, in databases of their own."""

import datetime as dt
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from accounts.models import User, WeiboAccount
from benchmarks.company import make_accounts, prepare, set_defaults
from content.models import Post, PostVersion
from core.dates import day_start, local_day
from monitoring.collect.sample_months import make_sample_months
from monitoring.models import MetricSample
from publishing.models import Publication, Slot

ACCOUNTS, POSTS = 1_000, 50_000
CLEAR = """
TRUNCATE calendar_publication, calendar_slot, monitoring_metricsample, reports_dailyrollup, reports_rolluprun CASCADE;
"""
FILL_POSTS = """
INSERT INTO content_post (account_id, category_id, author_id, state, is_visible, approved_hash, created_at, updated_at)
SELECT a.ids[1 + n / 50], c.ids[1 + n %% array_length(c.ids, 1)], %(user)s, 'published', true, '', %(from)s, %(from)s
FROM generate_series(0, %(posts)s - 1) n,
    (SELECT array_agg(id ORDER BY id) AS ids FROM accounts_weiboaccount) a,
    (SELECT array_agg(id ORDER BY id) AS ids FROM content_category) c;
INSERT INTO content_postversion (post_id, number, text, length, elements, findings, content_hash, text_key, sketch,
    author_id, created_at)
SELECT id, 1, '第 ' || id || ' 条', 4, '{"text": true, "picture": true, "link": false}', '[]', 'n' || id, 'n' || id,
    ARRAY[]::int[], author_id, created_at FROM content_post WHERE version_id IS NULL;
UPDATE content_post p SET version_id = v.id FROM content_postversion v WHERE v.post_id = p.id AND p.version_id IS NULL;
INSERT INTO calendar_slot (account_id, post_id, scheduled_at, state, late_rule, late_minutes, generation, reason,
    state_detail, checks, created_at, updated_at)
SELECT account_id, id, %(from)s + (id %% 3000) * interval '1 second', 'published', 'send', 60, 1, '', '', 0, %(from)s,
    %(from)s FROM content_post WHERE created_at = %(from)s;
INSERT INTO calendar_publication (slot_id, account_id, post_id, version_id, weibo_id, mid62, url, text, published_at)
SELECT s.id, s.account_id, s.post_id, p.version_id, (5330000000000000 + s.id)::text, 'N' || s.id,
    'https://weibo.com/1/N' || s.id, '正文', s.scheduled_at FROM calendar_slot s JOIN content_post p ON p.id = s.post_id;
"""
FILL_HOURS = """
INSERT INTO monitoring_metricsample (publication_id, age_minutes, due_at, state, taken_at, reposts, comments, likes)
SELECT id, 60 * k + 5, at + (60 * k + 5) * interval '1 minute', 'taken', at + (60 * k + 5) * interval '1 minute',
    k * (id %% 7) + id %% 13, k * (id %% 5), k * (id %% 29) + k * k %% 11 + k - CASE WHEN k %% 17 = 0 THEN 40 ELSE 0 END
FROM generate_series(%(first)s, %(last)s) k, (SELECT id, published_at AS at FROM calendar_publication) p
"""
INDEXES = """
SELECT indexname, indexdef FROM pg_indexes i WHERE tablename = 'monitoring_metricsample'
    AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conname = i.indexname)
"""


def opened(hours: int) -> dt.date:
    """Switch to the database with so many samples of each post; made when it is not there. The day of publication."""
    prepare()
    shape = f"samples 3, {hours}"
    plain = str(connection.settings_dict["NAME"]).split("_samples")[0]
    own = f"{plain}_samples_{hours}"
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [own])
        is_made = cursor.fetchone() == (shape,)
        if not is_made:
            quoted = connection.ops.quote_name
            cursor.execute(f"DROP DATABASE IF EXISTS {quoted(own)}")
            cursor.execute(f"CREATE DATABASE {quoted(own)} TEMPLATE {quoted(plain)}")
    connection.settings_dict["NAME"] = own
    call_command("migrate", interactive=False, verbosity=0)
    if not is_made:
        _fill(hours)
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"COMMENT ON DATABASE {connection.ops.quote_name(own)} IS %s", [shape])
    return local_day(Publication.objects.earliest("published_at").published_at)


def _fill(hours: int) -> None:
    set_defaults(Post, PostVersion, Slot, Publication, MetricSample)
    today = local_day(timezone.now())
    make_accounts("样本账号", 6_800_000_000, ACCOUNTS - WeiboAccount.objects.count(), now=timezone.now())
    values: dict[str, Any] = {
        "posts": POSTS, "user": User.objects.earliest("pk").pk,
        "from": day_start(today - dt.timedelta(days=hours // 24 + 1)),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(CLEAR)
        cursor.execute(FILL_POSTS, values)
        make_sample_months(timezone.now(), since=local_day(values["from"]))
        cursor.execute(INDEXES)
        indexes = cursor.fetchall()
        for name, _definition in indexes:
            cursor.execute(f"DROP INDEX {name}")
        for first in range(0, hours, 50):
            cursor.execute(FILL_HOURS, {"first": first, "last": min(first + 50, hours) - 1})
        for _name, definition in indexes:
            cursor.execute(definition.replace(" ON ONLY ", " ON "))
        cursor.execute("VACUUM ANALYZE")
