"""Jobs of the whole: the doctor's round, the nightly backup."""

import structlog
from celery import shared_task
from django.utils import timezone

from core.heartbeats import beat
from weibo_ops.safekeeping.taking import back_up_tonight
from weibo_ops.services.rounds import tell_administrators
from weibo_ops.services.targets import propose_people_of_today

log = structlog.get_logger(__name__)


@shared_task(name="weibo_ops.examine")
def examine_installation() -> None:
    """Look at everything; what is broken becomes a notice for administrators, what is mended is taken off."""
    tell_administrators(at=timezone.now())


@shared_task(name="weibo_ops.back_up")
def back_up() -> None:
    """The nightly backup, once a night, when BACKUP_DIR is set."""
    taken = back_up_tonight(now=timezone.now())
    if taken is not None:
        log.info("backup_taken", file=str(taken.path), dropped=len(taken.dropped))


@shared_task(name="weibo_ops.propose_people")
def propose_people() -> None:
    """Each morning, whom every account meets today (E2)."""
    now = timezone.now()
    beat("weibo_ops.propose_people", at=now, proposed=propose_people_of_today(now=now))
