"""Wake-ups. Rows are the truth: losing, doubling or reordering these messages changes nothing but lateness."""

import gc
import multiprocessing
import os
import socket
import threading
from dataclasses import asdict
from typing import Any

import structlog
import uvloop
from celery import shared_task
from celery.signals import worker_shutting_down
from django.utils import timezone

from core import heartbeats
from publishing import services
from publishing.dispatch.clock import database_now
from publishing.dispatch.sender import Pace, Sender, Tally
from publishing.services.liveness import end_leases_of_the_dead
from publishing.services.lookouts import alarm_heard

log = structlog.get_logger(__name__)

SLICE_SECONDS = 60.0
"""How long one wake-up claims. A wake-up comes every two seconds, claims reach five ahead, so no instant is missed."""

_stopping = multiprocessing.get_context("fork").Event()
"""Set in the worker's main process, seen by the pool processes that were forked from it."""


@worker_shutting_down.connect
def _stop_claiming(**kwargs: Any) -> None:
    """A worker that ends gives back what it has not begun."""
    _stopping.set()


def dispatch(seconds: float = SLICE_SECONDS, pace: Pace | None = None) -> Tally:
    """Run the sender for a slice of time in this thread; answers what it did."""
    gc.freeze()  # what stands by now lives as long as the process: no collection walks it in the middle of a burst
    worker = f"{socket.gethostname()}:{os.getpid()}:{threading.get_ident()}"
    sender = Sender(worker=worker[:80], stopped=_stopping.is_set, pace=pace or Pace())
    return uvloop.run(sender.run(seconds))


@shared_task(name="publishing.dispatch_due")
def dispatch_due() -> None:
    """Claim and send what is due, for a slice of time. Overlapping wake-ups share the work."""
    tally = dispatch()
    if tally.claimed:
        log.info("dispatched", claimed=tally.claimed, sent=tally.sent, **tally.by_outcome)


@shared_task(name="publishing.reap")
def reap() -> None:
    """Settle attempts whose worker is dead or whose lease ran out, by the database's clock."""
    now = database_now()
    end_leases_of_the_dead(now=now)
    back, unknown = services.reap(now=now)
    if back or unknown:
        log.warning("reaped", planned_again=back, unknown=unknown)


@shared_task(name="publishing.look_ahead_for_silence")
def look_ahead_for_silence() -> None:
    """K7: the freezes of the coming silence days stand ready."""
    services.look_ahead_for_silence(now=timezone.now())


@shared_task(name="publishing.watch")
def watch() -> None:
    """Note when nobody sends, and tell people what was missed."""
    now = timezone.now()
    if outage := services.watch_for_outages(now=now):
        log.warning("sender_was_silent", since=outage.started_at.isoformat(), over=outage.ended_at is not None)
    if told := services.tell_missed(now=now):
        log.info("missed_told", people=told)


@shared_task(name="publishing.advance_relays")
def advance_relays() -> None:
    """A11: let relays go on from what has been published, refused or settled since."""
    tally = services.advance_relays(now=timezone.now())
    if tally:
        log.info("relays_advanced", **tally)


@shared_task(name="publishing.reconcile")
def reconcile() -> None:
    """Settle unknown answers by reading timelines."""
    settled = services.reconcile_unknown(now=timezone.now())
    if settled != services.Settled():
        log.info("reconciled", **asdict(settled))


@shared_task(name="publishing.look_ahead")
def look_ahead(account_ids: list[int] | None = None) -> None:
    """Check what is planned for the next 72 hours, all of it or that of some accounts, and tell who may mend it."""
    for account_id in account_ids or []:
        alarm_heard(account_id)
    now = timezone.now()
    looked = services.look_ahead(now=now, accounts=account_ids)
    if account_ids is None:
        heartbeats.beat("publishing.look_ahead", at=now, slots=looked.slots)
    _tell_of_risks(looked)


@shared_task(name="publishing.look_at_changed")
def look_at_changed() -> None:
    """Something was placed or moved a moment ago."""
    alarm_heard()
    _tell_of_risks(services.look_at_changed(now=timezone.now()))


@shared_task(name="publishing.look_ahead_soon")
def look_ahead_soon() -> None:
    """60 and 5 minutes before its time each post is looked at once more."""
    _tell_of_risks(services.look_again_shortly(now=timezone.now()))


def _tell_of_risks(looked: services.Looked) -> None:
    told = services.remind_of_risks(now=timezone.now())
    if looked.found or looked.cleared or told:
        log.info("looked_ahead", slots=looked.slots, found=looked.found, cleared=looked.cleared, told=told)


@shared_task(name="publishing.remind_of_hand_overs")
def remind_of_hand_overs() -> None:
    """K6: tell people what they are to publish by hand, who steps in, what was missed."""
    told = services.remind_of_hand_overs(now=timezone.now())
    if told:
        log.info("hand_overs_told", people=told)


@shared_task(name="publishing.find_handed_over")
def find_handed_over() -> None:
    """K6: find on their timelines what people have published by hand."""
    looked = services.find_handed_over(now=timezone.now())
    if looked.found or looked.asked:
        log.info("hand_overs_looked_for", found=looked.found, asked=looked.asked, waiting=looked.waiting)
