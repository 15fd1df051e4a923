"""Speakers are weighed as their mentions come in; what a person says of one stands above it (M4)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.access import require_somewhere
from accounts.models import User
from accounts.roles import Can
from core.audit import Change, record
from core.errors import UserError
from core.locks import only_one
from monitoring.collect.keys import key_floor
from monitoring.models import Mention, Speaker, SpeakerSweep, SpeakerWord
from monitoring.services.kin import recount
from monitoring.speakers import RULES, SUSPECTED, Seen, weigh

CHUNK, AT_ONCE, LOOKED_AT = 20_000, 2_000, 60
"""Arrivals a turn, authors a statement, newest mentions of each that are looked at."""
BACK = dt.timedelta(days=30)
"""A score that crosses the line changes the mentions of so many days; older ones keep what they had."""
MOST_GROUPS = 2_000

_NEWEST = """
SELECT m.author_id, m.author_name, m.author_followers, m.author_verified, m.text, m.group_id,
    coalesce(m.published_at, m.first_seen_at),
    CASE WHEN m.reposts IS NULL AND m.comments IS NULL AND m.likes IS NULL THEN NULL
        ELSE coalesce(m.reposts, 0) + coalesce(m.comments, 0) + coalesce(m.likes, 0) END
FROM unnest(%s::text[]) AS a(uid),
    LATERAL (SELECT * FROM monitoring_mention m WHERE m.author_id = a.uid ORDER BY m.id DESC LIMIT %s) AS m
"""
_MARK = """
UPDATE monitoring_mention AS m SET author_suspect = a.score
FROM unnest(%(uids)s::text[], %(scores)s::smallint[]) AS a(uid, score)
WHERE m.author_id = a.uid AND m.id >= %(floor)s AND (m.author_suspect IS NULL) <> (a.score IS NULL)
    OR m.author_id = a.uid AND m.id >= %(floor)s AND (m.author_suspect >= %(line)s) <> (a.score >= %(line)s)
RETURNING m.group_id
"""
_KEPT = ["name", "followers", "verified", "mentions", "first_at", "last_at", "score", "reasons", "rules", "weighed_at"]


def weigh_speakers(*, now: dt.datetime) -> int:
    """Weigh whoever spoke since the last turn; all again when the rules have changed. Returns how many."""
    weighed = 0
    with only_one("monitoring.speakers") as mine:
        while mine and (chunk := _next_chunk()) is not None:
            to, uids = chunk
            with transaction.atomic():
                for first in range(0, len(uids), AT_ONCE):
                    weighed += _weigh(uids[first : first + AT_ONCE], now)
                SpeakerSweep.objects.update_or_create(pk=1, defaults={"read_to": to, "rules": RULES})
    return weighed


@transaction.atomic
def judge_speaker(*, uid: str, word: str, by: User, at: dt.datetime) -> Speaker:
    """A person says whether it is a person or a machine; empty takes that back. Raises `UserError` for other words."""
    require_somewhere(by, Can.MONITOR)
    if word not in {"", *SpeakerWord.values}:
        raise UserError(_("请选择真人或机器账号。"), code="speaker.word")
    speaker, _new = Speaker.objects.select_for_update(of=("self",)).get_or_create(uid=uid)
    before = speaker.word
    if before == word:
        return speaker
    speaker.word, speaker.said_by, speaker.said_at = word, (by if word else None), (at if word else None)
    speaker.save(update_fields=["word", "said_by", "said_at"])
    mentions = Mention.objects.filter(author_id=uid)
    mentions.update(author_suspect=_standing(speaker))
    groups = mentions.filter(group_id__isnull=False).order_by().values_list("group_id", flat=True).distinct()
    recount([group for group in groups[:MOST_GROUPS] if group is not None], now=at)
    change = Change(before={"word": before}, after={"word": word, "uid": uid})
    record("monitoring.speaker.judged", speaker, by=by, at=at, change=change)
    return speaker


def _next_chunk() -> tuple[int, list[str]] | None:
    sweep = SpeakerSweep.objects.filter(pk=1).first()
    after = sweep.read_to if sweep and sweep.rules == RULES else 0
    found = Mention.objects.filter(arrival__gt=after).order_by("arrival").values_list("arrival", "author_id")
    rows = list(found[:CHUNK])
    return (rows[-1][0], sorted({uid for _arrival, uid in rows if uid})) if rows else None


def _weigh(uids: Collection[str], now: dt.datetime) -> int:
    words = dict(Speaker.objects.filter(uid__in=uids).exclude(word="").values_list("uid", "word"))
    speakers = [_speaker(uid, rows, now) for uid, rows in _newest(uids)]
    Speaker.objects.bulk_create(speakers, update_conflicts=True, unique_fields=["uid"], update_fields=_KEPT)
    for speaker in speakers:
        speaker.word = words.get(speaker.uid, "")
    params: dict[str, Any] = {
        "uids": [speaker.uid for speaker in speakers],
        "scores": [_standing(speaker) for speaker in speakers],
        "floor": key_floor(now - BACK),
        "line": SUSPECTED,
    }
    with connection.cursor() as cursor:
        cursor.execute(_MARK, params)
        groups = {row[0] for row in cursor.fetchall() if row[0] is not None}
    recount(groups, now=now)
    return len(speakers)


def _standing(speaker: Speaker) -> int | None:
    """What a mention shows of its author: what a person said, else the score."""
    said = {SpeakerWord.MACHINE.value: 100, SpeakerWord.PERSON.value: 0}
    return said.get(speaker.word, speaker.score)


def _newest(uids: Collection[str]) -> Iterator[tuple[str, list[Any]]]:
    by_uid = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, [list(uids), LOOKED_AT])
        for uid, *row in cursor.fetchall():
            by_uid[uid].append(row)
    return iter(by_uid.items())


def _speaker(uid: str, rows: list[Any], now: dt.datetime) -> Speaker:
    """From the newest mentions, newest first; what is known of him is what was told last."""
    names, followers, verified, texts, groups, times, reactions = zip(*rows, strict=True)
    known: dict[str, Any] = {
        "name": next((one for one in names if one), ""),
        "followers": next((one for one in followers if one is not None), None),
        "verified": next((one for one in verified if one is not None), None),
    }
    found = weigh(Seen(texts=texts, times=times, reactions=reactions, groups=groups, **known))
    return Speaker(
        uid=uid,
        mentions=len(rows),
        first_at=min(times),
        last_at=max(times),
        score=found.score,
        reasons=[[one.code, one.points, list(one.figures)] for one in found.reasons],
        rules=RULES,
        weighed_at=now,
        **known,
    )
