"""The sweep that judges mentions which have no judgement yet, and counts all for the drift (M4)."""

import json
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from django.db import connection, transaction

from core.dates import local_day
from core.locks import only_one
from monitoring.collect.understanding import judged
from monitoring.models import Aspect, Mention, SenseSweep
from monitoring.sense import Judgement

CHUNK: Final = 2000
AT_ONCE: Final = 40_000
"""Mentions that one turn looks at; the next turn goes on from there."""
_WRITE = """
UPDATE monitoring_mention AS mention
SET polarity = said.polarity, polarity_certainty = said.certainty,
    topic_kind = said.kind, kind_certainty = said.kind_certainty
FROM jsonb_to_recordset(%s::jsonb) AS said(
    id bigint, polarity smallint, certainty smallint, kind text, kind_certainty smallint)
WHERE mention.id = said.id AND mention.polarity IS NULL
"""
_COUNT = """
INSERT INTO monitoring_judgedday AS known (day, aspect, value, number)
SELECT day, aspect, value, number
FROM jsonb_to_recordset(%s::jsonb) AS found(day date, aspect text, value text, number bigint)
ON CONFLICT (day, aspect, value) DO UPDATE SET number = known.number + excluded.number
"""
Row = tuple[int, str, int | None, str, datetime, int]


def judge_due(*, now: datetime) -> int:
    """Go on from the last mention looked at; each chunk commits with its cursor. Answers how many were looked at.

    A killed worker repeats at most one chunk, and repeating changes nothing: what is judged is left alone, and the
    counts are written together with the cursor.
    """
    done = 0
    with only_one("monitoring.judge") as mine:
        while mine and done < AT_ONCE:
            looked = _chunk()
            done += looked
            if looked < CHUNK:
                break
    return done


def _chunk() -> int:
    with transaction.atomic():
        SenseSweep.objects.get_or_create(pk=1)
        sweep = SenseSweep.objects.select_for_update().get(pk=1)
        rows: list[Row] = list(
            Mention.objects.filter(arrival__gt=sweep.reached)
            .order_by("arrival")
            .values_list("pk", "text", "polarity", "topic_kind", "first_seen_at", "arrival")[:CHUNK]
        )
        if rows:
            said = _judge([row for row in rows if row[2] is None])
            _count(rows, said)
            sweep.reached = rows[-1][-1]
            sweep.save(update_fields=["reached"])
    return len(rows)


def _judge(rows: Sequence[Row]) -> dict[int, Judgement]:
    said = dict(zip([row[0] for row in rows], judged([row[1] for row in rows]), strict=True))
    if said:
        lines = [
            {"id": pk, "polarity": one.polarity, "certainty": one.certainty, "kind": one.kind}
            | {"kind_certainty": one.kind_certainty}
            for pk, one in said.items()
        ]
        with connection.cursor() as cursor:
            cursor.execute(_WRITE, [json.dumps(lines)])
    return said


def _count(rows: Sequence[Row], said: dict[int, Judgement]) -> None:
    """By the day on which they came, as Beijing counts it."""
    number: Counter[tuple[date, str, str]] = Counter()
    for pk, _text, polarity, kind, seen_at, _arrival in rows:
        one, day = said.get(pk), local_day(seen_at)
        number[day, Aspect.POLARITY.value, str(one.polarity if one else polarity)] += 1
        number[day, Aspect.KIND.value, one.kind if one else kind] += 1
    lines = [
        {"day": day.isoformat(), "aspect": aspect, "value": value, "number": count}
        for (day, aspect, value), count in number.items()
    ]
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [json.dumps(lines)])
