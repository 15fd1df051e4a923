"""Counts of publications at fixed ages and of accounts by day (I1, I3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import structlog
from django.db import transaction

from accounts.asking import ask
from accounts.models import AccountState, Purpose, WeiboAccount
from monitoring.models import AccountSample, MetricSample, SampleState
from monitoring.services.resonance import tell_resonance
from publishing.models import Publication
from weibo.calls import statuses, users
from weibo.types import Counts, UserCounts

log = structlog.get_logger(__name__)
AGES = (10, 60, 360, 1440, 4320, 10080, 40320)
"""Minutes: 10 min, 1 h, 6 h, 24 h, 3 d, 7 d, 28 d."""
IDS_PER_CALL = 100
LOOK_BACK = timedelta(days=28)


@dataclass(frozen=True)
class Collected:
    """What one round of sampling did."""

    taken: int = 0
    missed: int = 0
    waiting: int = 0


def tolerance(age_minutes: int) -> timedelta:
    """How late a sample may be and still stand for its age."""
    return timedelta(minutes=max(15, age_minutes // 4))


def schedule_samples(publication: Publication) -> int:
    """Create the sample rows of a publication; those that exist stay. Returns how many ages there are."""
    return _schedule([publication])


def collect_due(*, now: datetime) -> Collected:
    """Take the samples whose time has come, up to 100 posts a call, outside any transaction.

    Publications without rows get theirs first: this comes every minute, the first sample is due after ten. What can no
    longer be taken in time stays as a `missed` row: a gap is shown, never filled by guessing.
    """
    schedule_missing(now=now)
    missed = _give_up_late(now)
    due = list(
        MetricSample.objects.filter(state=SampleState.DUE, due_at__lte=now, publication__deleted_at__isnull=True)
        .select_related("publication__account")
        .order_by("publication__account_id", "due_at")
    )
    taken = waiting = 0
    for account, samples in _by_account(due):
        for start in range(0, len(samples), IDS_PER_CALL):
            batch = samples[start : start + IDS_PER_CALL]
            counts = _ask_counts(account, batch, now)
            if counts is None:
                waiting += len(samples) - start
                break
            done = _keep(batch, counts, now)
            taken, missed = taken + done, missed + len(batch) - done
    return Collected(taken, missed, waiting)


def sample_accounts(*, day: date, now: datetime) -> int:
    """Keep the followers of every connected account once a day. Returns how many rows were written."""
    accounts = WeiboAccount.objects.filter(state=AccountState.CONNECTED, uid__isnull=False).exclude(samples__day=day)
    written = 0
    for account in accounts:
        if counts := _ask_followers(account, now):
            values = {"followers": counts.followers, "following": counts.friends, "posts": counts.statuses}
            AccountSample.objects.update_or_create(account=account, day=day, defaults={**values, "taken_at": now})
            written += 1
    return written


def schedule_missing(*, now: datetime) -> int:
    """Rows for publications of the last 28 days that have none."""
    bare = Publication.objects.filter(published_at__gte=now - LOOK_BACK, samples__isnull=True)
    return _schedule(bare)


def _schedule(publications: Iterable[Publication]) -> int:
    rows = [
        MetricSample(publication=publication, age_minutes=age, due_at=publication.published_at + timedelta(minutes=age))
        for publication in publications
        for age in AGES
    ]
    MetricSample.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    return len(rows)


def _give_up_late(now: datetime) -> int:
    """Mark samples that can no longer stand for their age."""
    missed = 0
    for age in AGES:
        late = MetricSample.objects.filter(state=SampleState.DUE, age_minutes=age, due_at__lt=now - tolerance(age))
        missed += late.update(state=SampleState.MISSED)
    return missed


def _by_account(samples: list[MetricSample]) -> list[tuple[WeiboAccount, list[MetricSample]]]:
    groups: dict[int, list[MetricSample]] = {}
    for sample in samples:
        groups.setdefault(sample.publication.account_id, []).append(sample)
    return [(group[0].publication.account, group) for group in groups.values()]


def _ask_counts(account: WeiboAccount, batch: list[MetricSample], now: datetime) -> dict[str, Counts] | None:
    ids = list(dict.fromkeys(sample.publication.weibo_id for sample in batch))
    found = ask(account, "statuses/count", lambda token: statuses.count(token, ids), now=now, purpose=Purpose.MEASURING)
    return None if found.answer is None else {counts.id: counts for counts in found.answer}


def _ask_followers(account: WeiboAccount, now: datetime) -> UserCounts | None:
    uid = account.uid or ""
    found = ask(
        account, "users/counts", lambda token: users.users_counts(token, [uid]), now=now, purpose=Purpose.MEASURING
    )
    return next((counts for counts in found.answer or [] if counts.id == uid), None)


def _keep(batch: list[MetricSample], counts: dict[str, Counts], now: datetime) -> int:
    """Write the counts; a post that Weibo does not know any more leaves a gap. Returns how many were taken."""
    taken = 0
    for sample in batch:
        found = counts.get(sample.publication.weibo_id)
        if found is None:
            sample.state = SampleState.MISSED
            continue
        sample.state, sample.taken_at = SampleState.TAKEN, now
        sample.reposts, sample.comments, sample.likes = found.reposts, found.comments, found.attitudes
        taken += 1
    with transaction.atomic():
        MetricSample.objects.bulk_update(batch, ["state", "taken_at", "reposts", "comments", "likes"])
        tell_resonance({sample.publication.post_id for sample in batch})
    return taken
