"""Wake-ups: read the clock, call one service."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from core.dates import local_day
from core.heartbeats import beat
from core.models import Job, JobState
from monitoring import services
from monitoring.collect import months, sample_months
from monitoring.kin import forget_bands
from monitoring.queries.replays import REPLAY
from monitoring.services import (
    competitors,
    drills,
    folders,
    imports,
    judging,
    own_posts,
    replays,
    reposts,
    resweeps,
    searching,
    sense_versions,
    sorting,
)


@shared_task(name="monitoring.read_sources")
def read_sources(**kwargs: Any) -> None:
    now = timezone.now()
    new = services.read_sources(now=now) + reposts.read_reposts(now=now)
    beat("monitoring.read_sources", at=now, new=new, own=own_posts.read_own_timelines(now=now))


@shared_task(name="monitoring.mind_sources")
def mind_sources(**kwargs: Any) -> None:
    """Sources that turned blind or far too quiet."""
    now = timezone.now()
    beat("monitoring.mind_sources", at=now, unheard=services.mind_sources(now=now))


@shared_task(name="monitoring.sweep_due")
def sweep_due(**kwargs: Any) -> None:
    now = timezone.now()
    beat("monitoring.sweep_due", at=now, sweeps=len(services.sweep_due(now=now)))


@shared_task(name="monitoring.count_groups")
def count_groups(**kwargs: Any) -> None:
    """Count groups of near-identical mentions, forget the keys of texts that nobody met for a month."""
    now = timezone.now()
    beat("monitoring.count_groups", at=now, counted=services.count_groups(now=now), forgotten=forget_bands(at=now))


@shared_task(name="monitoring.weigh_speakers")
def weigh_speakers(**kwargs: Any) -> None:
    now = timezone.now()
    beat("monitoring.weigh_speakers", at=now, weighed=services.weigh_speakers(now=now))


@shared_task(name="monitoring.judge_topics")
def judge_topics(**kwargs: Any) -> None:
    now = timezone.now()
    beat("monitoring.judge_topics", at=now, rising=services.judge_topics(now=now))


@shared_task(name="monitoring.look_after_sets")
def look_after_sets(**kwargs: Any) -> None:
    """Remind owners of reviews, plan the watch windows of the coming year, forget old sweeps."""
    now = timezone.now()
    told, planned = services.remind_of_reviews(now=now), services.plan_windows(now=now)
    forgotten = services.forget_sweeps(now=now) + services.forget_runs(now=now)
    beat("monitoring.look_after_sets", at=now, told=told, planned=planned, forgotten=forgotten)


@shared_task(name="monitoring.tell_alerts")
def tell_alerts(**kwargs: Any) -> None:
    """What is new about alerts, and alerts that nobody takes."""
    now = timezone.now()
    escalated = services.escalate_alerts(now=now)
    beat("monitoring.tell_alerts", at=now, told=services.tell_alerts(now=now), escalated=escalated)


@shared_task(name="monitoring.collect_due")
def collect_due(**kwargs: Any) -> None:
    now = timezone.now()
    collected = services.collect_due(now=now)
    beat("monitoring.collect_due", at=now, taken=collected.taken, missed=collected.missed, waiting=collected.waiting)


@shared_task(name="monitoring.sample_accounts")
def sample_accounts(**kwargs: Any) -> None:
    now = timezone.now()
    beat("monitoring.sample_accounts", at=now, written=services.sample_accounts(day=local_day(now), now=now))


@shared_task(name="monitoring.mind_cases")
def mind_cases(**kwargs: Any) -> None:
    now = timezone.now()
    drills.advance_drills(now=now)
    beat("monitoring.mind_cases", at=now, fired=services.mind_cases(now=now))


@shared_task(name="monitoring.forget_mentions")
def forget_mentions(**kwargs: Any) -> None:
    now = timezone.now()
    done = services.forget_at_night(now=now)
    beat("monitoring.forget_mentions", at=now, months=done.months, mentions=done.mentions)


@shared_task(name="monitoring.make_months")
def make_months(**kwargs: Any) -> None:
    now = timezone.now()
    beat("monitoring.make_months", at=now, made=months.make_months(now) + sample_months.make_sample_months(now))


@shared_task(name="monitoring.read_competitors")
def read_competitors(**kwargs: Any) -> None:
    now = timezone.now()
    beat("monitoring.read_competitors", at=now, new=competitors.read_competitors(now=now))


@shared_task(name="monitoring.search_sets")
def search_sets(**kwargs: Any) -> None:
    now = timezone.now()
    beat("monitoring.search_sets", at=now, new=searching.search_sets(now=now))


@shared_task(name="monitoring.take_files")
def take_files(**kwargs: Any) -> None:
    """Files of the watched folder."""
    now = timezone.now()
    beat("monitoring.take_files", at=now, **vars(folders.take_files(now=now)))


@shared_task(name="monitoring.run_import")
def run_import(*, job_id: int, **kwargs: Any) -> None:
    services.run_import(job_id, clock=timezone.now)


@shared_task(name="monitoring.run_resweep")
def run_resweep(*, job_id: int, **kwargs: Any) -> None:
    services.run_resweep(job_id, clock=timezone.now)


@shared_task(name="monitoring.run_replay")
def run_replay(*, job_id: int, **kwargs: Any) -> None:
    replays.run_replay(job_id, clock=timezone.now)


@shared_task(name="monitoring.judge_due")
def judge_due(**kwargs: Any) -> None:
    beat("monitoring.judge_due", at=timezone.now(), looked=judging.judge_due(now=timezone.now()))


@shared_task(name="monitoring.tell_sorted")
def tell_sorted(**kwargs: Any) -> None:
    now = timezone.now()
    beat("monitoring.tell_sorted", at=now, told=sorting.tell_sorted(now=now))


@shared_task(name="monitoring.run_training")
def run_training(*, job_id: int, **kwargs: Any) -> None:
    sense_versions.run_training(job_id, clock=timezone.now)


@shared_task(name="monitoring.resume_jobs")
def resume_jobs(**kwargs: Any) -> None:
    """Wake every open import and run over the history; those that a worker holds notice it and do nothing."""
    wake = {imports.JOB_KIND: run_import, resweeps.JOB_KIND: run_resweep, sense_versions.JOB_KIND: run_training}
    wake[REPLAY] = run_replay
    open_jobs = Job.objects.filter(kind__in=wake, state__in=[JobState.WAITING, JobState.RUNNING])
    for job_id, kind in open_jobs.values_list("pk", "kind"):
        wake[kind].apply_async(kwargs={"job_id": job_id}, queue="slow", expires=50)
