"""Jobs of the kernel: read the clock, call one function."""

from celery import shared_task
from django.utils import timezone

from core.notices import forget_old, mail_due


@shared_task(name="core.mail_notices")
def mail_notices() -> None:
    """Mail what people asked to be told by mail."""
    mail_due(now=timezone.now())


@shared_task(name="core.forget_notices")
def forget_notices() -> None:
    """Throw away what is read or settled and old."""
    forget_old(now=timezone.now())
