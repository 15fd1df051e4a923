"""New words run over what was said before, as a job that can be watched, stopped and gone on with (M1)."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.audit import Actor, Change, record
from core.jobs import JobCancelled, advance_job, ask_to_cancel, begin_job, create_job, finish_job
from core.locks import only_one
from core.models import Job, JobState
from monitoring import events
from monitoring.models import Hit, KeywordSet, Mention, Sweep
from monitoring.queries.listening import Ear, Said
from monitoring.queries.sets import RESWEEP
from monitoring.services.alerts import watch_set
from monitoring.services.sweeps import RENEW, chunks, insert_hits

JOB_KIND = RESWEEP


def start_resweep(*, keyword_set: KeywordSet, by: Actor, at: datetime, days: int | None = None) -> Job:
    """Queue a run of the set over what was said in the last `days`, or ever; one at a time."""
    with transaction.atomic():
        KeywordSet.objects.select_for_update().get(pk=keyword_set.pk)  # two clicks at once start one run
        open_job = _open_jobs(keyword_set).first()
        if open_job is not None:
            return open_job
        title = _("用“%(name)s”回查历史") % {"name": keyword_set.name}
        since = (at - timedelta(days=days)).isoformat() if days else None
        params = {"keyword_set": keyword_set.pk, "since": since}
        job = create_job(kind=JOB_KIND, title=title, params=params, by=by, at=at)
        record("monitoring.set.resweep", keyword_set, by=by, at=at, change=Change(after={"job": job.pk, "days": days}))
        events.resweep_queued.send_on_commit(job_id=job.pk)
    return job


def stop_resweep(*, keyword_set: KeywordSet, by: Actor, at: datetime) -> bool:
    """Ask the open run to stop at its next chunk. False when there is none."""
    job = _open_jobs(keyword_set).first()
    if job is None:
        return False
    ask_to_cancel(job)
    record("monitoring.set.resweep_stopped", keyword_set, by=by, at=at, change=Change(after={"job": job.pk}))
    return True


def run_resweep(job_id: int, *, clock: Callable[[], datetime]) -> Sweep | None:
    """Do a queued run with progress. A run whose worker died goes on behind its last chunk."""
    with only_one(f"{JOB_KIND}.{job_id}") as mine:
        job = begin_job(job_id, at=clock()) if mine else None
        if job is None:
            return None
        keyword_set = KeywordSet.objects.filter(pk=job.params["keyword_set"]).first()
        if keyword_set is None:
            finish_job(job, state=JobState.CANCELLED, at=clock(), message=_("词组已删除。"))
            return None
        try:
            sweep = _run(job, keyword_set, now=clock())
        except JobCancelled:
            finish_job(job, state=JobState.CANCELLED, at=clock(), message=_("回查已停止，已找到的保留。"))
            return None
        result = {"read": sweep.read, "hits": sweep.hits}
        message = _("读过 %(read)d 条，命中 %(hits)d 条。") % result
        finish_job(job, state=JobState.DONE, at=clock(), result=result, message=message)
        return sweep


def resweep_set(keyword_set: KeywordSet, *, now: datetime) -> Sweep:
    """Run over everything at once, without a job."""
    sweep = _begun(keyword_set, None, now)
    ear = Ear([keyword_set])
    for chunk in chunks(0):
        with transaction.atomic():
            _renew(sweep, ear, chunk, now=now)
    return _ended(sweep, now)


def _open_jobs(keyword_set: KeywordSet) -> "QuerySet[Job]":
    states = [JobState.WAITING, JobState.RUNNING]
    return Job.objects.filter(kind=JOB_KIND, params__keyword_set=keyword_set.pk, state__in=states)


def _run(job: Job, keyword_set: KeywordSet, *, now: datetime) -> Sweep:
    since = datetime.fromisoformat(job.params["since"]) if job.params.get("since") else None
    said = Mention.objects.filter(published_at__gte=since) if since else Mention.objects.all()
    advance_job(job, done=job.done, total=said.count())
    sweep = _begun(keyword_set, job.checkpoint.get("sweep"), now)
    ear = Ear([keyword_set])
    for chunk in chunks(job.checkpoint.get("after", 0), since=since):
        with transaction.atomic():
            _renew(sweep, ear, chunk, now=now)
            checkpoint = {"after": chunk[-1].arrival, "sweep": sweep.pk}
            Job.objects.filter(pk=job.pk).update(checkpoint=checkpoint, done=sweep.read)
        advance_job(job, done=sweep.read, checkpoint=checkpoint)
    return _ended(sweep, now)


def _begun(keyword_set: KeywordSet, sweep_id: int | None, now: datetime) -> Sweep:
    known = Sweep.objects.filter(pk=sweep_id or 0, keyword_set=keyword_set).first()
    return known or Sweep.objects.create(keyword_set=keyword_set, started_at=now, from_id=0, whole_history=True)


def _renew(sweep: Sweep, ear: Ear, chunk: list[Said], *, now: datetime) -> None:
    """The hits of a chunk are afterwards what the words of today catch: those that they no longer catch go."""
    set_id = sweep.keyword_set_id
    heard = [
        (set_id, said, found[set_id])
        for said, found in zip(chunk, ear.hear(chunk), strict=True)
        if set_id in found
    ]  # fmt: skip
    caught = {said.mention_id for _, said, _ in heard}
    gone = [said.mention_id for said in chunk if said.mention_id not in caught]
    Hit.objects.filter(keyword_set=set_id, mention__in=gone).delete()
    insert_hits(heard, now=now, statement=RENEW)
    sweep.hits += len(heard)
    sweep.read += len(chunk)
    sweep.to_id = chunk[-1].arrival
    sweep.save(update_fields=["hits", "read", "to_id"])


def _ended(sweep: Sweep, now: datetime) -> Sweep:
    sweep.finished_at = now
    sweep.save(update_fields=["finished_at"])
    watch_set(keyword_set=sweep.keyword_set, now=now)
    return sweep
