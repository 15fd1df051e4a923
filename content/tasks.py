"""Celery wakes us up; the rows say what is due."""

import datetime as dt

import structlog
from celery import Task, shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from content import services
from content.services.stories import remind_of_consents
from content.services.working import forget_old_writing

log = structlog.get_logger(__name__)


@shared_task(name="content.run_import")
def run_import(job_id: int) -> None:
    """Read one library file; safe to be called twice."""
    services.run_import(job_id=job_id, clock=timezone.now)


@shared_task(name="content.resume_imports")
def resume_imports() -> None:
    """Imports that wait or were left behind by a killed worker."""
    for job_id in services.open_imports():
        services.run_import(job_id=job_id, clock=timezone.now)


@shared_task(name="content.run_export")
def run_export(job_id: int) -> None:
    """Write one file of the library; safe to be called twice."""
    services.run_export(job_id=job_id, clock=timezone.now)


@shared_task(name="content.resume_exports")
def resume_exports() -> None:
    """Exports that wait or were left behind by a killed worker."""
    for job_id in services.open_exports():
        services.run_export(job_id=job_id, clock=timezone.now)


@shared_task(name="content.drop_old_exports")
def drop_old_exports() -> None:
    """Files whose days are over."""
    services.drop_old_exports(now=timezone.now())


@shared_task(name="content.refresh_sketches")
def refresh_sketches() -> None:
    """For a minute, while there are any: after an update that makes sketches another way."""
    end = timezone.now() + dt.timedelta(minutes=1)
    refreshed = services.refresh_sketches(going_on=lambda: timezone.now() < end)
    if refreshed:
        log.info("sketches_refreshed", versions=refreshed)


@shared_task(name="content.forget_writing")
def forget_writing() -> None:
    """Unsaved writing that was left lying."""
    forget_old_writing(at=timezone.now())


@shared_task(name="content.check_links")
def check_links() -> None:
    """Ask the links of texts that are due to be asked (C5)."""
    asked = services.check_links(clock=timezone.now)
    if asked:
        log.info("links_asked", links=asked)


@shared_task(name="content.remind_of_writing")
def remind_of_writing() -> None:
    """Numbers of series and ideas that are due and not written (C10, C11)."""
    now = timezone.now()
    told = services.remind_of_series(at=now) + services.keep_ideas(at=now)
    if told:
        log.info("writing_reminded", people=told)


@shared_task(name="content.mind_reviews")
def mind_reviews() -> None:
    """Who is asked is told, reminded, and what is late goes further (K5)."""
    done = services.mind_reviews(now=timezone.now())
    if done:
        log.info("reviews_minded", things=done)


@shared_task(name="content.mind_outside")
def mind_outside() -> None:
    """Who asked somebody outside learns when a link ends without an answer (K5)."""
    done = services.mind_outside(now=timezone.now())
    if done:
        log.info("outside_minded", things=done)


@shared_task(name="content.remind_of_media_rights")
def remind_of_media_rights() -> None:
    """Rights in pictures and consents of users that end soon, or have ended while posts are planned with them."""
    now = timezone.now()
    services.remind_of_media_rights(now=now)
    remind_of_consents(now=now)


def wake_import(job_id: int) -> None:
    """Begin now rather than at the next sweep; without a broker the sweep finds the row later."""
    _wake(run_import, job_id)


def wake_export(job_id: int) -> None:
    """The same for an export."""
    _wake(run_export, job_id)


def _wake(task: "Task[[int], None]", job_id: int) -> None:
    try:
        task.apply_async(args=(job_id,), queue="slow")
    except OperationalError:
        log.warning("broker_down", job_id=job_id)
