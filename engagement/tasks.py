"""Wake-ups: read the clock, call one service."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from core.heartbeats import beat
from engagement import services
from engagement.services.rules import apply_rules


@shared_task(name="engagement.read_inbox")
def read_inbox(**kwargs: Any) -> None:
    now = timezone.now()
    new, back = services.read_inbox(now=now), services.read_outside(now=now)
    beat("engagement.read_inbox", at=now, new=new, read_back=back, ruled=apply_rules(now=timezone.now()))


@shared_task(name="engagement.make_stays")
def make_stays(**kwargs: Any) -> None:
    now = timezone.now()
    services.remind_of_stays(now=now)
    beat("engagement.make_stays", at=now, new=services.make_stay_tasks(now=now))


@shared_task(name="engagement.settle_replies")
def settle_replies(**kwargs: Any) -> None:
    now = timezone.now()
    beat(
        "engagement.settle_replies", at=now, settled=services.settle_replies(now=now), counted=services.count_minutes()
    )


@shared_task(name="engagement.refresh_fans")
def refresh_fans(**kwargs: Any) -> None:
    beat("engagement.refresh_fans", at=timezone.now(), changed=services.refresh_fans())


@shared_task(name="engagement.remind_of_targets")
def remind_of_targets(**kwargs: Any) -> None:
    now = timezone.now()
    beat("engagement.remind_of_targets", at=now, told=services.remind_of_targets(now=now))


@shared_task(name="engagement.take_events")
def take_events(**kwargs: Any) -> None:
    now = timezone.now()
    beat("engagement.take_events", at=now, done=services.take_events(now=now))


@shared_task(name="engagement.forget_events")
def forget_events(**kwargs: Any) -> None:
    now = timezone.now()
    beat("engagement.forget_events", at=now, gone=services.forget_events(now=now))


@shared_task(name="engagement.name_people")
def name_people(**kwargs: Any) -> None:
    now = timezone.now()
    beat("engagement.name_people", at=now, named=services.name_people(now=now))
