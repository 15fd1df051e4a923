"""The nearest slots into the next minute, sent by the real sender; then what Weibo counts."""

import datetime as dt
import time

from core.dates import local_day
from monitoring.models import MetricSample, SampleState
from monitoring.services import collect_due, sample_accounts
from publishing.models import Publication, Slot, SlotState
from publishing.services import move_slot
from weibo_ops.rehearsal.stage import Stage, Step

SOON = dt.timedelta(seconds=12)
WAIT_SECONDS = 75
SETTLED = {SlotState.PUBLISHED, SlotState.FAILED, SlotState.MISSED, SlotState.CANCELLED, SlotState.HELD}


def publish(stage: Stage) -> Step:
    """Move the nearest slots to a moment from now and wait for Celery; one answer of Weibo is lost on purpose.

    The post whose answer is lost must end as published all the same, found on the timeline (never sent again).
    """
    due = stage.slots[: stage.options.publish]
    stage.control.call("faults", kind="reset_after", uid=due[-1].account.uid, call="statuses/share", count=1)
    at = stage.clock() + SOON
    for number, slot in enumerate(due):
        when = at + dt.timedelta(seconds=number % 3)
        move_slot(slot=slot, scheduled_at=when, by=stage.editor, at=stage.clock(), reason="演练")
    states = _wait_for([slot.pk for slot in due])
    published = states.count(SlotState.PUBLISHED)
    doubled = _sent_twice(stage)
    step = Step("publish", count=published, refused=states.count(SlotState.FAILED))
    step.notes = [f"unknown {states.count(SlotState.UNKNOWN)}", f"sent twice {doubled}"]
    step.ok = published == len(due) and doubled == 0
    return step


def _wait_for(keys: list[int]) -> list[str]:
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        states = list(Slot.objects.filter(pk__in=keys).values_list("state", flat=True))
        if all(state in SETTLED for state in states) or time.monotonic() > deadline:
            return states
        time.sleep(0.5)


def _sent_twice(stage: Stage) -> int:
    """Asked of the sandbox's own record, the only side whose word counts."""
    doubled = 0
    for account in stage.accounts:
        stored = stage.control.get(f"posts?uid={account.uid}")
        texts = [post["raw"] for post in stored]
        doubled += len(texts) - len(set(texts))
    return doubled


def measure(stage: Stage) -> Step:
    """The samples of the first ten minutes, and the accounts' followers."""
    later = stage.clock() + dt.timedelta(minutes=11)
    for account in stage.accounts:
        for post in stage.control.get(f"posts?uid={account.uid}"):
            stage.control.call("likes", id=post["id"], count=3)
    collect_due(now=later)
    sample_accounts(day=local_day(stage.clock()), now=stage.clock())
    published = Publication.objects.filter(account__in=stage.accounts)
    taken = MetricSample.objects.filter(publication__in=published, state=SampleState.TAKEN)
    liked = taken.filter(likes__gte=3).count()
    return Step("measure", count=taken.count(), ok=published.count() > 0 and liked == published.count())
