"""Jobs of the kernel: read the clock, call one function."""

import structlog
from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from core import tamper
from core.audit import SYSTEM
from core.notices import forget_old, mail_due

log = structlog.get_logger(__name__)


@shared_task(name="core.anchor_audit")
def anchor_audit() -> None:
    """Write down once a day where the audit chain stands, and then walk along the whole of it."""
    now = timezone.now()
    if tamper.anchor_days(at=now) is not None:
        wake_verification(tamper.start_verification(by=SYSTEM, at=now).pk)


@shared_task(name="core.verify_audit")
def verify_audit(job_id: int) -> None:
    """Check the chain for somebody who asked; safe to be called twice."""
    tamper.run_verification(job_id=job_id, now=timezone.now())


@shared_task(name="core.resume_verifications")
def resume_verifications() -> None:
    """Checks that wait or were left behind."""
    for job_id in tamper.open_verifications():
        tamper.run_verification(job_id=job_id, now=timezone.now())


def wake_verification(job_id: int) -> None:
    """Begin now rather than at the next sweep; without a broker the sweep finds the row later."""
    try:
        verify_audit.apply_async(args=(job_id,), queue="slow")
    except OperationalError:
        log.warning("broker_down", job_id=job_id)


@shared_task(name="core.mail_notices")
def mail_notices() -> None:
    """Mail what people asked to be told by mail."""
    mail_due(now=timezone.now())


@shared_task(name="core.forget_notices")
def forget_notices() -> None:
    """Throw away what is read or settled and old."""
    forget_old(now=timezone.now())
