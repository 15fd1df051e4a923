"""Counts of publications at fixed ages (I1, I3): inside the call budget, what cannot wait first, gaps kept as gaps."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Case, F, QuerySet, Value, When

from accounts.asking import Asked, ask
from accounts.models import Purpose, WeiboAccount
from monitoring.models import MetricSample, MissReason, SampleState
from monitoring.services.resonance import tell_resonance
from publishing.models import Publication
from publishing.services import note_gone
from weibo.calls import statuses
from weibo.errors import Limited, Refused, TokenDead
from weibo.types import Counts

AGES = (10, 60, 360, 1440, 4320, 10080, 40320)
"""Minutes: 10 min, 1 h, 6 h, 24 h, 3 d, 7 d, 28 d."""
IDS_PER_CALL = 100
LOOK_BACK = timedelta(days=28)
MOST_AT_ONCE = 10_000
"""Samples of one round; the rest comes a minute later."""
TRIES = 3
"""Accounts of a batch that are asked before it waits for the next round."""
NO_SUCH_POST = 20101


@dataclass(frozen=True)
class Collected:
    """What one round of sampling did."""

    taken: int = 0
    missed: int = 0
    waiting: int = 0


@dataclass
class _Round:
    """One round: the accounts that cannot be asked now, and what came of it."""

    now: datetime
    stuck: dict[int, MissReason] = field(default_factory=dict)
    taken: int = 0
    missed: int = 0
    waiting: int = 0


def tolerance(age_minutes: int) -> timedelta:
    """How late a sample may be and still stand for its age."""
    return timedelta(minutes=max(15, age_minutes // 4))


def reason_of(asked: Asked[Any]) -> MissReason:
    """Why a call brought nothing."""
    if asked.is_denied or isinstance(asked.error, Limited):
        return MissReason.BUDGET
    if asked.error is None or isinstance(asked.error, TokenDead):
        return MissReason.TOKEN
    return MissReason.REFUSED


def schedule_samples(publication: Publication) -> int:
    """Create the sample rows of a publication; those that exist stay. Returns how many ages there are."""
    return _schedule([publication])


def schedule_missing(*, now: datetime) -> int:
    """Rows for publications of the last 28 days that have none."""
    bare = Publication.objects.filter(published_at__gte=now - LOOK_BACK, samples__isnull=True)
    return _schedule(bare)


def collect_due(*, now: datetime) -> Collected:
    """Take the samples whose time has come, up to 100 posts of any accounts a call, outside any transaction.

    Publications without rows get theirs first: this comes every minute, the first sample is due after ten. First goes
    what would be too late first, so that a budget that is short costs as few samples as can be: the count at 10 minutes
    waits a quarter of an hour at most, that at 28 days a week. What can no longer be taken in time stays as a `missed`
    row with its reason: a gap is shown, never filled by guessing. A round that is killed leaves what it has not
    written as it was.
    """
    schedule_missing(now=now)
    this = _Round(now, missed=_give_up(now))
    due = MetricSample.objects.filter(state=SampleState.DUE, due_at__lte=now).select_related("publication__account")
    samples = sorted(due.order_by("age_minutes", "due_at")[:MOST_AT_ONCE], key=_deadline)
    doubtful = [sample for batch in _batches(samples) for sample in _take(batch, this)]
    # Another account may not be shown a post that its own is: only the own account's word says that it is gone.
    for account, own in _by_account(doubtful):
        for batch in _batches(own):
            for sample in _take(batch, this, only=account):
                _look_for(sample, this)
    return Collected(this.taken, this.missed, this.waiting)


def _schedule(publications: Iterable[Publication]) -> int:
    rows = [
        MetricSample(publication=publication, age_minutes=age, due_at=publication.published_at + timedelta(minutes=age))
        for publication in publications
        for age in AGES
    ]
    MetricSample.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    return len(rows)


def _deadline(sample: MetricSample) -> datetime:
    return sample.due_at + tolerance(sample.age_minutes)


def _give_up(now: datetime) -> int:
    """Mark what can no longer stand for its age, with what stood in its way, and what is due of deleted posts."""
    due = MetricSample.objects.filter(state=SampleState.DUE)
    missed = due.filter(publication__deleted_at__isnull=False).update(state=SampleState.MISSED, reason=MissReason.GONE)
    why = Case(When(reason="", then=Value(MissReason.LATE.value)), default=F("reason"))
    for age in AGES:
        late = due.filter(age_minutes=age, due_at__lt=now - tolerance(age))
        missed += late.update(state=SampleState.MISSED, reason=why)
    return missed


def _batches(samples: list[MetricSample]) -> list[list[MetricSample]]:
    return [samples[start : start + IDS_PER_CALL] for start in range(0, len(samples), IDS_PER_CALL)]


def _by_account(samples: list[MetricSample]) -> list[tuple[WeiboAccount, list[MetricSample]]]:
    groups: dict[int, list[MetricSample]] = {}
    for sample in samples:
        groups.setdefault(sample.publication.account_id, []).append(sample)
    return [(group[0].publication.account, group) for group in groups.values()]


def _take(batch: list[MetricSample], this: _Round, *, only: WeiboAccount | None = None) -> list[MetricSample]:
    """Ask for a batch and write down what comes; returns the samples of posts that were not in the answer."""
    accounts = {sample.publication.account_id: sample.publication.account for sample in batch}
    for account in [only] if only else [one for pk, one in accounts.items() if pk not in this.stuck][:TRIES]:
        ids = list(dict.fromkeys(sample.publication.weibo_id for sample in batch))
        asked = ask(
            account, "statuses/count", lambda token, ids=ids: statuses.count(token, ids),  # type: ignore[misc]
            now=this.now, purpose=Purpose.MEASURING,
        )  # fmt: skip
        if asked.answer is not None:
            counts = {one.id: one for one in asked.answer}
            this.taken += _keep(batch, counts, this.now)
            return [sample for sample in batch if sample.publication.weibo_id not in counts]
        this.stuck[account.pk] = reason_of(asked)
    this.waiting += len(batch)
    stuck = [this.stuck[pk] for pk in accounts if pk in this.stuck]
    _note(batch, stuck[-1] if stuck else MissReason.LATE)
    return []


def _note(batch: list[MetricSample], reason: MissReason) -> None:
    """What stands in the way of samples that are due; it becomes the reason when they can no longer be taken."""
    _rows_of(batch).filter(state=SampleState.DUE).exclude(reason=reason).update(reason=reason)


def _rows_of(batch: list[MetricSample]) -> QuerySet[MetricSample]:
    """Their rows, looked for in their months alone."""
    dues = [sample.due_at for sample in batch]
    months = MetricSample.objects.filter(due_at__range=(min(dues), max(dues)))
    return months.filter(pk__in=[sample.pk for sample in batch])


def _keep(batch: list[MetricSample], counts: dict[str, Counts], now: datetime) -> int:
    """Write the counts of what is still due: of two rounds at once one takes a sample. Returns how many were taken."""
    with transaction.atomic():
        rows = _rows_of(batch)
        still_due = rows.select_for_update().filter(state=SampleState.DUE).order_by("pk")
        open_ones = set(still_due.values_list("pk", flat=True))
        taken = [one for one in batch if one.pk in open_ones and one.publication.weibo_id in counts]
        for sample in taken:
            found = counts[sample.publication.weibo_id]
            sample.state, sample.taken_at, sample.reason = SampleState.TAKEN, now, ""
            sample.reposts, sample.comments, sample.likes = found.reposts, found.comments, found.attitudes
        rows.bulk_update(taken, ["state", "taken_at", "reason", "reposts", "comments", "likes"])
        tell_resonance({sample.publication.post_id for sample in taken})
    return len(taken)


def _look_for(sample: MetricSample, this: _Round) -> None:
    """A post that is not counted: when Weibo says that there is none, it is marked and never asked for again.

    Whatever else Weibo says of it, this age is a gap; the next one is tried.
    """
    publication = sample.publication
    asked = ask(
        publication.account, "statuses/show", lambda token: statuses.show(token, publication.weibo_id),
        now=this.now, purpose=Purpose.MEASURING,
    )  # fmt: skip
    rows = MetricSample.objects.filter(publication=publication, state=SampleState.DUE)
    if asked.error is not None and asked.error.code == NO_SUCH_POST:
        with transaction.atomic():
            note_gone(publication=publication, at=this.now)
            this.missed += rows.update(state=SampleState.MISSED, reason=MissReason.GONE)
    elif asked.answer is not None or isinstance(asked.error, Refused):
        # It stands, and is not counted (hidden, under review): to ask again each minute would only cost calls.
        this.missed += rows.filter(pk=sample.pk).update(state=SampleState.MISSED, reason=MissReason.REFUSED)
    else:
        this.waiting += 1
        _note([sample], reason_of(asked))
