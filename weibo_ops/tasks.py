"""Jobs of the whole: the doctor's round, the nightly backup."""

import structlog
from celery import shared_task
from django.utils import timezone

from weibo_ops.services.rounds import tell_administrators

log = structlog.get_logger(__name__)


@shared_task(name="weibo_ops.examine")
def examine_installation() -> None:
    """Look at everything; what is broken becomes a notice for administrators, what is mended is taken off."""
    tell_administrators(at=timezone.now())
