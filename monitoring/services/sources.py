"""Sources: where we listen, when each was read last and what went wrong (M2)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from accounts.incoming import MOST_PAGES, Fetched, fetch_incoming, preset_interval
from accounts.models import AccountState, WeiboAccount
from core.locks import only_one
from monitoring.models import RunOutcome, Source, SourceKind
from monitoring.services.source_gaps import LISTS, read_gaps
from monitoring.services.source_items import merge
from monitoring.services.source_runs import Run, note_run
from weibo.text import time_of_id

SELDOM = {SourceKind.REPOSTS: 4, SourceKind.OWN: 4}
"""So many times rarer than mentions and comments are they read."""


def read_sources(*, now: datetime) -> int:
    """Read every live source whose turn has come. Returns how many new mentions came."""
    return sum(read_source(source=source, now=now) for source in due_sources(LISTS, now=now))


def read_source(*, source: Source, now: datetime) -> int:
    """Read one source now, outside any transaction: first what is new, then what earlier reads did not reach.

    What is read and how far it was read are kept in one transaction: a killed worker loses nothing. An error stays on
    the source until a read succeeds. Returns how many mentions are new.
    """
    if source.account is None or source.kind not in LISTS:
        return 0
    with only_one(f"monitoring.source.{source.pk}") as mine:
        if not mine:
            return 0
        source.refresh_from_db(fields=["since_id", "heard_until"])
        fetched = fetch_incoming(source.account, LISTS[SourceKind(source.kind)], since_id=source.since_id, now=now)
        new = _keep(source, fetched, now)
        if not fetched.problem:
            new += read_gaps(source=source, calls=MOST_PAGES - fetched.calls, now=now)
    return new


def _keep(source: Source, fetched: Fetched, now: datetime) -> int:
    """What is new, with the gap below it when it was too much for one read."""
    run = Run(began_at=now, ended_at=now, calls=fetched.calls, pages=fetched.calls, error=fetched.problem)
    if fetched.failed:
        note_run(source=source, run=replace(run, outcome=RunOutcome.FAILED), at=now)
        return 0
    with transaction.atomic():
        merged = merge(source, fetched, now)
        Source.objects.filter(pk=source.pk).update(since_id=fetched.since_id)
        run = replace(run, fetched=len(fetched.items), new=merged.new, covers_until=now)
        if fetched.hole is not None:
            oldest = min(fetched.oldest or now, now)
            begin = min(source.heard_until or time_of_id(fetched.hole.since_id), oldest)
            run = replace(run, outcome=RunOutcome.CAPPED, covers_from=oldest, gap_from=begin, gap_until=oldest)
        elif source.heard_until is None:
            run = replace(run, covers_from=min(fetched.oldest or now, now))
        note_run(source=source, run=run, at=now, hole=fetched.hole)
    return merged.new


def due_sources(kinds: Iterable[SourceKind], *, now: datetime) -> list[Source]:
    """The live sources of some kinds whose turn has come, the longest unread first; who has none is given one."""
    kinds = list(kinds)
    add_sources(kinds)
    live = Source.objects.filter(is_active=True, kind__in=kinds).select_related("account")
    return [source for source in live.order_by(F("last_run_at").asc(nulls_first=True)) if is_due(source, now)]


def add_sources(kinds: Iterable[SourceKind]) -> int:
    """One of each kind for every connected account that lacks it. Returns how many were added."""
    kinds = list(kinds)
    accounts = WeiboAccount.objects.filter(state__in=[AccountState.CONNECTED, AccountState.EXPIRED])
    of_accounts = Source.objects.filter(kind__in=kinds, account__isnull=False)
    known = set(of_accounts.values_list("account_id", "kind"))
    rows = [
        Source(
            kind=kind,
            name=account.nickname,
            account=account,
            interval_minutes=SELDOM.get(kind, 1) * preset_interval(account),
        )
        for account in accounts
        for kind in kinds
        if (account.pk, kind) not in known
    ]
    Source.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def is_due(source: Source, now: datetime) -> bool:
    """Whether its turn has come."""
    return source.last_run_at is None or source.last_run_at + timedelta(minutes=source.interval_minutes) <= now
