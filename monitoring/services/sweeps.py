"""Sweeps: each set reads what came since its last turn and keeps what its words catch (M1)."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from core.audit import Actor, Change, record
from core.jobs import JobCancelled, advance_job, begin_job, create_job, finish_job
from core.locks import only_one
from core.models import Job, JobState
from monitoring import events
from monitoring.models import Hit, KeywordSet, Mention, Sweep
from monitoring.queries.patterns import pattern_of
from monitoring.services.alerts import watch_set
from monitoring.watch.matching import Matcher

CHUNK = 5000
JOB_KIND = "monitoring.resweep"
Text = tuple[int, str, datetime]
_INSERT = """
INSERT INTO monitoring_hit (keyword_set_id, mention_id, words, published_at, found_at)
SELECT %s, mention, words, published_at, %s
FROM jsonb_to_recordset(%s::jsonb) AS hit(mention bigint, words jsonb, published_at timestamptz)
ON CONFLICT (keyword_set_id, mention_id) DO NOTHING
"""


def sweep_due(*, now: datetime) -> list[Sweep]:
    """Sweep every active set whose turn has come; its next turn is set first, so a slow set is not swept twice."""
    due = KeywordSet.objects.filter(is_active=True).filter(Q(next_sweep_at__isnull=True) | Q(next_sweep_at__lte=now))
    sweeps = []
    for keyword_set in due.order_by(F("next_sweep_at").asc(nulls_first=True), "pk"):
        with only_one(f"monitoring.sweep.{keyword_set.pk}") as mine:
            if not mine:
                continue
            following = now + timedelta(minutes=max(1, keyword_set.interval_minutes))
            KeywordSet.objects.filter(pk=keyword_set.pk).update(next_sweep_at=following)
            sweeps.append(sweep_set(keyword_set, now=now))
    return sweeps


def sweep_set(
    keyword_set: KeywordSet,
    *,
    now: datetime,
    whole_history: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Sweep:
    """Match the mentions that are new to this set, or all of them; then look for a spike.

    Each chunk commits with the id it reached. Mentions become visible in the order of their ids (see
    `collect.merging`), so nothing below that id can appear later. With `whole_history` the hits afterwards are what
    the words of today catch: hits that they no longer catch go.
    """
    swept_to = KeywordSet.objects.values_list("swept_to_id", flat=True).get(pk=keyword_set.pk)
    sweep = Sweep.objects.create(
        keyword_set=keyword_set, started_at=now, from_id=0 if whole_history else swept_to, whole_history=whole_history
    )
    matcher = Matcher({keyword_set.pk: pattern_of(keyword_set)})
    for chunk in _chunks(sweep.from_id):
        with transaction.atomic():
            sweep.hits += _keep_hits(keyword_set, matcher, chunk, now=now, renew=whole_history)
            sweep.read += len(chunk)
            sweep.to_id = chunk[-1][0]
            sweep.save(update_fields=["hits", "read", "to_id"])
            KeywordSet.objects.filter(pk=keyword_set.pk).update(swept_to_id=Greatest(F("swept_to_id"), sweep.to_id))
        if progress is not None:
            progress(sweep.read)
    sweep.finished_at = now
    sweep.save(update_fields=["finished_at"])
    watch_set(keyword_set=keyword_set, now=now)
    return sweep


def start_resweep(*, keyword_set: KeywordSet, by: Actor, at: datetime) -> Job:
    """Queue a run of the set over everything collected so far; one at a time."""
    open_job = Job.objects.filter(
        kind=JOB_KIND, params__keyword_set=keyword_set.pk, state__in=[JobState.WAITING, JobState.RUNNING]
    ).first()
    if open_job is not None:
        return open_job
    with transaction.atomic():
        title = _("用“%(name)s”回查历史") % {"name": keyword_set.name}
        job = create_job(kind=JOB_KIND, title=title, params={"keyword_set": keyword_set.pk}, by=by, at=at)
        record("monitoring.set.resweep", keyword_set, by=by, at=at, change=Change(after={"job": job.pk}))
        events.resweep_queued.send_on_commit(job_id=job.pk)
    return job


def run_resweep(job_id: int, *, clock: Callable[[], datetime]) -> Sweep | None:
    """Do a queued run over the history with progress; it can be stopped, and repeated without harm."""
    with only_one(f"{JOB_KIND}.{job_id}") as mine:
        job = begin_job(job_id, at=clock()) if mine else None
        if job is None:
            return None
        keyword_set = KeywordSet.objects.filter(pk=job.params["keyword_set"]).first()
        if keyword_set is None:
            finish_job(job, state=JobState.CANCELLED, at=clock(), message=_("词组已删除。"))
            return None
        try:
            advance_job(job, done=0, total=Mention.objects.count())
            sweep = sweep_set(
                keyword_set, now=clock(), whole_history=True, progress=lambda read: advance_job(job, done=read)
            )
        except JobCancelled:
            finish_job(job, state=JobState.CANCELLED, at=clock(), message=_("回查已停止，已找到的保留。"))
            return None
        message = _("读过 %(read)d 条，命中 %(hits)d 条。") % {"read": sweep.read, "hits": sweep.hits}
        finish_job(
            job, state=JobState.DONE, at=clock(), result={"read": sweep.read, "hits": sweep.hits}, message=message
        )
        return sweep


def _chunks(after: int) -> Iterator[list[Text]]:
    """Mentions above an id in order, up to what is committed when each chunk is read."""
    while True:
        rows = Mention.objects.filter(pk__gt=after).order_by("pk")
        chunk = [
            (pk, text, published_at or first_seen_at)
            for pk, text, published_at, first_seen_at in rows.values_list(
                "pk", "text", "published_at", "first_seen_at"
            )[:CHUNK]
        ]
        if not chunk:
            return
        yield chunk
        after = chunk[-1][0]


def _keep_hits(keyword_set: KeywordSet, matcher: Matcher[int], chunk: list[Text], *, now: datetime, renew: bool) -> int:
    found = matcher.match([text for _, text, _ in chunk])
    hits = [
        Hit(keyword_set=keyword_set, mention_id=pk, words=catches[0].words, published_at=published_at, found_at=now)
        for (pk, _, published_at), catches in zip(chunk, found, strict=True)
        if catches
    ]
    if renew:
        known = Hit.objects.filter(keyword_set=keyword_set, mention__gte=chunk[0][0], mention__lte=chunk[-1][0])
        known.exclude(mention_id__in=[hit.mention_id for hit in hits]).delete()
        Hit.objects.bulk_create(
            hits, update_conflicts=True, unique_fields=["keyword_set", "mention"], update_fields=["words"]
        )
    else:
        _insert_hits(hits)
    return len(hits)


def _insert_hits(hits: list[Hit]) -> None:
    """One statement a chunk: a common word catches most of what an import brings."""
    rows = [
        {"mention": hit.mention_id, "words": hit.words, "published_at": hit.published_at.isoformat()} for hit in hits
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_INSERT, [hits[0].keyword_set_id, hits[0].found_at, json.dumps(rows)])
