"""What retention by rule would take out, and what stays as a copy (M2)."""

import datetime as dt
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _

from core.dates import BEIJING, day_start
from core.models import AuditEntry
from monitoring.collect.keys import CLOCK_START, key_floor
from monitoring.collect.months import count_part, parts
from monitoring.models import CaseMention, Hit, MentionCorrection, Retention, Suggestion
from weibo.text import time_of_id

_SCATTERED = """
SELECT count(*) FROM (
    SELECT FROM monitoring_mention_early WHERE coalesce(published_at, first_seen_at) < %(start)s
    UNION ALL SELECT FROM monitoring_mention_default WHERE coalesce(published_at, first_seen_at) < %(start)s) AS old
"""
_CLOCK_END = 2 * 10**16


@dataclass(frozen=True)
class Month:
    """One month of what was heard; `goes` when it is older than the rule allows."""

    month: dt.date
    mentions: int
    size: int
    goes: bool


@dataclass(frozen=True)
class Preview:
    """What would go, counted now, and what of it stays as a copy elsewhere."""

    months: int
    oldest: dt.date
    mentions: int
    hits: int
    size: int
    in_cases: int
    corrected: int
    suggested: int


def rule() -> Retention:
    """The rule in force; one without months when nobody made any."""
    return Retention.objects.filter(pk=1).first() or Retention(pk=1)


def months(oldest: dt.date | None) -> list[Month]:
    """Months that hold something, the newest first; numbers as PostgreSQL last estimated them."""
    return [
        Month(part.month, part.rows, part.size, oldest is not None and part.month < oldest)
        for part in reversed(parts())
        if part.rows
    ]


def preview(term: int, oldest: dt.date) -> Preview:
    """Counted exactly, so that who confirms knows what goes."""
    going = [part for part in parts() if part.month < oldest]
    end = key_floor(day_start(oldest))
    return Preview(
        months=term,
        oldest=oldest,
        mentions=sum(map(count_part, going)) + _scattered(oldest),
        hits=Hit.objects.filter(mention_id__lt=end, published_at__lt=day_start(oldest)).count(),
        size=sum(part.size for part in going),
        in_cases=CaseMention.objects.filter(mention_id__gt=0, mention_id__lt=end)
        .values("mention_id")
        .distinct()
        .count(),
        corrected=MentionCorrection.objects.filter(mention_id__lt=end).values("mention_id").distinct().count(),
        suggested=Suggestion.objects.filter(mention_id__lt=end).count(),
    )


def _scattered(oldest: dt.date) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_SCATTERED, {"start": day_start(oldest)})
        return int(cursor.fetchone()[0])


def why_gone(key: int) -> str:
    """Why there is no mention under this key, as far as retention tells; one query."""
    entry = None
    if CLOCK_START <= key < _CLOCK_END:
        written = time_of_id(key // 2).astimezone(BEIJING)
        told = AuditEntry.objects.filter(code="monitoring.retention.dropped", before__month=f"{written:%Y-%m}")
        entry = told.order_by("-pk").first()
    if entry is None:
        return _("没有找到这条内容，可能已随导入撤销。")
    sentence = _("这条内容已按保留期限于 %(day)s 清理，不能再打开。引用它的案件、更正和建议各自留有副本。")
    return sentence % {"day": f"{entry.at.astimezone(BEIJING):%Y-%m-%d}"}
