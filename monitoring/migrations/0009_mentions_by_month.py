"""Mentions stand in one table of monthly parts, keyed by Weibo's clock (ADR 14).

The key is `2 * mid + is_comment`; what was the key is the arrival now, so that cursors of sweeps stay as they are.
Ids with no clock of today's shape lie in `monitoring_mention_early`, with all that is older than the first month.
Made ahead are three months; what is still beyond them falls into `monitoring_mention_default`.
"""

from typing import Any

import django.db.models.deletion
from django.contrib.postgres.indexes import BrinIndex
from django.db import migrations, models
from django.db.models import Func, Q, Value

FUNCTIONS = """
CREATE FUNCTION monitoring_mention_key(external text, comment boolean) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN external ~ '^0*[0-9]{1,16}$' AND (external::numeric < 10::numeric ^ 15
      OR external::numeric BETWEEN 3 * 10::numeric ^ 15 AND 10::numeric ^ 16 - 1)
    THEN 2 * external::bigint + comment::int
    ELSE 2000000000000000
      + ('x' || left(md5(external || ':' || comment::int), 15))::bit(60)::bigint % 4000000000000000 END
$$;
CREATE FUNCTION monitoring_mention_bound(month date) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT 2 * ((extract(epoch FROM month::timestamp AT TIME ZONE 'Asia/Shanghai')::bigint - 515483463) << 22)
$$;
CREATE FUNCTION monitoring_make_months(until date) RETURNS int LANGUAGE plpgsql AS $$
-- Parts without a gap from the newest one to the month of `until`. A month of which rows lie in the default part
-- already stays there. Returns how many were made.
DECLARE month date; name text; made int := 0;
BEGIN
  SELECT (to_date(max(right(relid::text, 7)), 'YYYY"m"MM') + interval '1 month')::date INTO month
  FROM pg_partition_tree('monitoring_mention') WHERE relid::text ~ 'monitoring_mention_y[0-9]{4}m[0-9]{2}$';
  WHILE month <= until LOOP
    name := 'monitoring_mention_y' || to_char(month, 'YYYY"m"MM');
    EXIT WHEN EXISTS (SELECT FROM monitoring_mention_default WHERE id >= monitoring_mention_bound(month)
      AND id < monitoring_mention_bound((month + interval '1 month')::date));
    EXECUTE format('CREATE TABLE %I PARTITION OF monitoring_mention FOR VALUES FROM (%s) TO (%s)', name,
      monitoring_mention_bound(month), monitoring_mention_bound((month + interval '1 month')::date));
    made := made + 1;
    month := month + interval '1 month';
  END LOOP;
  RETURN made;
END $$;
"""
NEW_TABLE = """
SET CONSTRAINTS ALL IMMEDIATE;
DO $$ DECLARE found record; BEGIN
  FOR found IN SELECT conrelid::regclass AS tab, conname FROM pg_constraint
    WHERE contype = 'f' AND (confrelid = 'monitoring_mention'::regclass OR conrelid = 'monitoring_mention'::regclass)
  LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', found.tab, found.conname); END LOOP;
END $$;
ALTER TABLE monitoring_mention RENAME TO monitoring_mention_before;
CREATE SEQUENCE monitoring_mention_arrival;
SELECT setval('monitoring_mention_arrival', coalesce(max(id), 0) + 1, false) FROM monitoring_mention_before;
CREATE TABLE monitoring_mention (
  id bigint NOT NULL,
  arrival bigint NOT NULL DEFAULT nextval('monitoring_mention_arrival'),
  group_id bigint, source_id bigint NOT NULL, first_import_id bigint, last_import_id bigint,
  published_at timestamptz, first_seen_at timestamptz NOT NULL, last_seen_at timestamptz NOT NULL,
  reposts int, comments int, likes int, author_followers int,
  polarity smallint, polarity_certainty smallint, kind_certainty smallint, author_verified smallint,
  author_suspect smallint, is_comment boolean NOT NULL,
  external_id varchar(24) NOT NULL, author_id varchar(24) NOT NULL, author_name varchar(80) NOT NULL,
  topic_kind varchar(10) NOT NULL DEFAULT '', retweet_id varchar(24) NOT NULL, url varchar(300) NOT NULL,
  text text NOT NULL
) PARTITION BY RANGE (id);
CREATE TABLE monitoring_mention_default PARTITION OF monitoring_mention DEFAULT;
DO $$ DECLARE month date := date_trunc('month', now() AT TIME ZONE 'Asia/Shanghai') - interval '24 months'; BEGIN
  EXECUTE format(
    'CREATE TABLE monitoring_mention_early PARTITION OF monitoring_mention FOR VALUES FROM (MINVALUE) TO (%s)',
    monitoring_mention_bound(month));
  EXECUTE format('CREATE TABLE %I PARTITION OF monitoring_mention FOR VALUES FROM (%s) TO (%s)',
    'monitoring_mention_y' || to_char(month, 'YYYY"m"MM'),
    monitoring_mention_bound(month), monitoring_mention_bound((month + interval '1 month')::date));
END $$;
SELECT monitoring_make_months((date_trunc('month', now() AT TIME ZONE 'Asia/Shanghai') + interval '3 months')::date);
INSERT INTO monitoring_mention (id, arrival, source_id, first_import_id, last_import_id, published_at, first_seen_at,
  last_seen_at, reposts, comments, likes, polarity, polarity_certainty, kind_certainty, is_comment, external_id,
  author_id, author_name, topic_kind, retweet_id, url, text)
SELECT DISTINCT ON (1) monitoring_mention_key(external_id, is_comment), id, source_id, first_import_id, last_import_id,
  published_at, first_seen_at, last_seen_at, reposts, comments, likes, polarity, polarity_certainty, kind_certainty,
  is_comment, external_id, author_id, author_name, topic_kind, retweet_id, url, text
FROM monitoring_mention_before ORDER BY 1, id;
"""
KEYS = """
ALTER TABLE monitoring_mention ADD CONSTRAINT monitoring_mention_key PRIMARY KEY (id);
"""
FOLLOWERS = (
    "monitoring_hit",
    "monitoring_casemention",
    "monitoring_mentioncorrection",
    "monitoring_suggestion",
    "monitoring_sortedmention",
)
FOLLOW = "".join(
    f"UPDATE {table} f SET mention_id = monitoring_mention_key(b.external_id, b.is_comment)"  # noqa: S608
    f" FROM monitoring_mention_before b WHERE b.id = f.mention_id;\n"
    for table in FOLLOWERS
)
FINISH = """
ALTER TABLE monitoring_hit ADD CONSTRAINT monitoring_hit_mention_id_fk FOREIGN KEY (mention_id)
  REFERENCES monitoring_mention (id) DEFERRABLE INITIALLY DEFERRED;
DROP TABLE monitoring_mention_before;
ANALYZE monitoring_mention;
"""


def _free(to: str, **more: Any) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(db_constraint=False, db_index=False, to=f"monitoring.{to}", **more)


def _add(name: str, field: "models.Field[Any, Any]") -> migrations.AddField:
    return migrations.AddField("mention", name, field)


def _columns() -> "dict[str, models.Field[Any, Any]]":
    return {
        "author_followers": models.IntegerField(null=True),
        "author_verified": models.SmallIntegerField(null=True, help_text="Weibo's verified_type"),
        "author_suspect": models.SmallIntegerField(null=True, help_text="percent, that it is a machine"),
        "group_id": models.BigIntegerField(null=True, help_text="of near-identical texts"),
    }


def _index(index: models.Index) -> migrations.AddIndex:
    return migrations.AddIndex("mention", index)


_GONE = django.db.models.deletion.SET_NULL
_KEPT = django.db.models.deletion.PROTECT


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0008_sorted_mentions")]

    operations = [
        migrations.RunSQL(FUNCTIONS),
        migrations.RunSQL(
            [NEW_TABLE, KEYS, FOLLOW, FINISH],
            state_operations=[
                migrations.RemoveConstraint("mention", "monitoring_mention_unique"),
                migrations.RemoveIndex("mention", "monitoring_mention_time"),
                migrations.RemoveIndex("mention", "monitoring_mention_source"),
                migrations.AlterField("mention", "id", models.BigIntegerField(primary_key=True, serialize=False)),
                _add(
                    "arrival",
                    models.BigIntegerField(
                        db_default=Func(Value("monitoring_mention_arrival"), function="nextval"),
                    ),
                ),
                migrations.AlterField("mention", "source", _free("source", on_delete=_KEPT, related_name="mentions")),
                migrations.AlterField(
                    "mention",
                    "first_import",
                    _free("mentionimport", null=True, on_delete=_GONE, related_name="mentions"),
                ),
                migrations.AlterField(
                    "mention", "last_import", _free("mentionimport", null=True, on_delete=_GONE, related_name="+")
                ),
                *(_add(name, field) for name, field in _columns().items()),
            ],
        ),
        migrations.RunSQL("DELETE FROM monitoring_stagedmention", migrations.RunSQL.noop),
        *(migrations.AddField("stagedmention", name, field) for name, field in _columns().items()),
        migrations.AddField(
            "stagedmention",
            "key",
            models.BigIntegerField(help_text="of the mention that it becomes"),
            preserve_default=False,
        ),
        migrations.AlterField(
            "keywordset",
            "swept_to_id",
            models.BigIntegerField(default=0, help_text="arrival of the newest mention that has been matched"),
        ),
        _index(models.Index(fields=["arrival"], name="monitoring_mention_arrival_ix")),
        _index(models.Index(fields=["published_at"], name="monitoring_mention_time")),
        _index(models.Index(fields=["source", "id"], name="monitoring_mention_source")),
        _index(models.Index(fields=["author_id", "id"], name="monitoring_mention_author")),
        _index(BrinIndex(fields=["first_import"], name="monitoring_mention_import", pages_per_range=32)),
        _index(
            models.Index(fields=["polarity", "id"], name="monitoring_mention_polar", condition=Q(polarity__in=[-1, 1]))
        ),
        _index(models.Index(fields=["topic_kind", "id"], name="monitoring_mention_kind", condition=~Q(topic_kind=""))),
        _index(models.Index(fields=["group_id", "id"], name="monitoring_mention_group", condition=~Q(group_id=None))),
    ]
