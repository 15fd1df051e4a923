"""What was heard goes after a term, month by month (M2). Cases, corrections and ideas have copies of what they need."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

import structlog
from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _

from accounts.access import require_actor
from accounts.roles import Can
from core.audit import SYSTEM, Actor, Change, record
from core.dates import BEIJING, day_start, local_day
from core.errors import UserError
from core.locks import only_one, wait_in_line
from monitoring.collect.merging import LINE
from monitoring.collect.months import Part, count_part, drop_part, month_after, parts
from monitoring.models import Retention

log = structlog.get_logger(__name__)
SHORTEST: Final = 3
"""Months: alerts compare with the eight weeks before (M4), and a try-out of words looks back thirty days."""
LONGEST: Final = 120
CHUNK: Final = 10_000
NIGHT: Final = (2, 6)
"""Hours in Beijing."""
_HITS = """
DELETE FROM monitoring_hit WHERE id IN (
    SELECT id FROM monitoring_hit WHERE mention_id >= %s AND mention_id < %s LIMIT %s)
"""
_SCATTERED = """
WITH gone AS MATERIALIZED (
    SELECT id FROM {table} WHERE coalesce(published_at, first_seen_at) < %s ORDER BY id LIMIT %s
),
hits AS (DELETE FROM monitoring_hit WHERE mention_id IN (SELECT id FROM gone))
SELECT array_agg(id) FROM gone
"""
_DELETE = "DELETE FROM {table} WHERE id = ANY(%s)"
_GROUPS = "DELETE FROM monitoring_mentiongroup WHERE last_at < %s"
_SHOWN = """
UPDATE monitoring_mentiongroup g SET shown_id = next.id
FROM monitoring_mentiongroup old CROSS JOIN LATERAL (
    SELECT id FROM monitoring_mention m WHERE m.group_id = old.id
    ORDER BY coalesce(m.published_at, m.first_seen_at), m.id LIMIT 1) next
WHERE g.id = old.id AND old.first_at < %s AND next.id <> old.shown_id
    AND NOT EXISTS (SELECT FROM monitoring_mention m WHERE m.id = old.shown_id)
"""


@dataclass(frozen=True)
class Forgotten:
    """What one turn took out."""

    months: int = 0
    mentions: int = 0
    is_over: bool = True
    """False: somebody was reading for too long, the next turn goes on."""


def set_retention(*, months: int | None, by: Actor, at: dt.datetime) -> Retention:
    """Keep what was heard for so many full months, or for ever. Nothing goes before the next night's turn.

    Raises `UserError`, `Forbidden`.
    """
    require_actor(by, Can.MANAGE_SETTINGS)
    if months is not None and not SHORTEST <= months <= LONGEST:
        sentence = _("保留期限请填 %(least)d 至 %(most)d 个月。") % {"least": SHORTEST, "most": LONGEST}
        raise UserError(sentence, field="months")
    with transaction.atomic():
        rule, _made = Retention.objects.select_for_update().get_or_create(pk=1)
        before, rule.months, rule.changed_at, rule.ran_at = rule.months, months, at, None
        rule.save()
        change = Change({"months": before}, {"months": months})
        record("monitoring.retention.changed", rule, by=by, at=at, change=change)
    return rule


def forget_at_night(*, now: dt.datetime) -> Forgotten:
    """`forget_mentions` in the hours in which nobody works; whatever was left goes on at the next turn."""
    return forget_mentions(now=now) if NIGHT[0] <= now.astimezone(BEIJING).hour < NIGHT[1] else Forgotten()


def forget_mentions(*, now: dt.datetime) -> Forgotten:
    """Take out what is older than the rule allows. A second turn finds nothing to do.

    Each step is a transaction of its own: when it is killed, the next turn goes on.
    """
    with only_one("monitoring.retention") as mine:
        rule = Retention.objects.filter(pk=1).first() if mine else None
        if rule is None or rule.months is None:
            return Forgotten()
        oldest = oldest_kept(rule.months, now)
        done = _drop_months(oldest, now)
        scattered = sum(_drop_scattered(table, oldest, now) for table in ("early", "default"))
        _mind_groups(oldest)
        if done.is_over:
            Retention.objects.filter(pk=1, months=rule.months).update(ran_at=now)
        return Forgotten(done.months, done.mentions + scattered, done.is_over)


def oldest_kept(months: int, now: dt.datetime) -> dt.date:
    """The first day in Beijing of which everything stays."""
    return month_after(local_day(now), -months)


def _drop_months(oldest: dt.date, now: dt.datetime) -> Forgotten:
    months = mentions = 0
    for part in parts():
        if part.month >= oldest:
            break
        _drop_hits(part)
        try:
            mentions += _drop(part, now)
        except OperationalError as error:
            log.warning("retention_waits", month=str(part.month), error=str(error).strip())
            return Forgotten(months, mentions, is_over=False)
        months += 1
    return Forgotten(months, mentions)


def _drop_hits(part: Part) -> None:
    """The bulk of them in small steps, so that nobody waits."""
    with connection.cursor() as cursor:
        while True:
            cursor.execute(_HITS, [part.first, part.end, CHUNK])
            if cursor.rowcount < CHUNK:
                return


def _drop(part: Part, now: dt.datetime) -> int:
    """The month itself, with what hits came meanwhile. Nobody takes anything in at that moment."""
    with transaction.atomic(), connection.cursor() as cursor:
        wait_in_line(LINE)
        number = count_part(part)
        cursor.execute("DELETE FROM monitoring_hit WHERE mention_id >= %s AND mention_id < %s", [part.first, part.end])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        drop_part(part)
        facts = Change({"month": f"{part.month:%Y-%m}", "mentions": number}, {})
        record("monitoring.retention.dropped", Retention(pk=1), by=SYSTEM, at=now, change=facts)
    return number


def _drop_scattered(table: str, oldest: dt.date, now: dt.datetime) -> int:
    """What is that old and lies in no month: ids without a clock, and posts from before the first month."""
    name, removed = f"monitoring_mention_{table}", 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_SCATTERED.format(table=name), [day_start(oldest), CHUNK])
            found = cursor.fetchone()[0] or []
            cursor.execute(_DELETE.format(table=name), [found])
        removed += len(found)
        if len(found) < CHUNK:
            break
    if removed:
        facts = Change({"before": f"{oldest:%Y-%m-%d}", "mentions": removed}, {})
        record("monitoring.retention.dropped", Retention(pk=1), by=SYSTEM, at=now, change=facts)
    return removed


def _mind_groups(oldest: dt.date) -> None:
    """Groups that are over go; one that lives on is shown by the first mention that is left."""
    start = day_start(oldest)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_GROUPS, [start])
        cursor.execute(_SHOWN, [start])
