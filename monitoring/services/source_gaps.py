"""Gaps of polled lists: what a read could not reach is read on downwards, in turns, until nothing is left (M2)."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.incoming import Fetched, Incoming, fetch_incoming
from monitoring.collect.keys import key_of
from monitoring.models import GapState, Mention, RunOutcome, Source, SourceGap, SourceKind
from monitoring.services.source_items import merge
from monitoring.services.source_runs import Run, note_run

LISTS = {SourceKind.MENTIONS: Incoming.MENTIONS, SourceKind.COMMENTS: Incoming.COMMENTS}
DEEPEST = 1900
"""Weibo serves about the newest 2,000 items of a list: what seems to end there may go on out of our reach."""


def read_gaps(*, source: Source, calls: int, now: datetime) -> int:
    """Read open gaps on, the newest first, with at most so many calls. Returns how many mentions are new."""
    new = 0
    for gap in source.gaps.filter(state=GapState.OPEN).exclude(max_id="").order_by("-end"):
        if calls <= 0:
            break
        fetched = _fetch(gap, calls, now)
        if fetched.failed:
            SourceGap.objects.filter(pk=gap.pk).update(reason=fetched.problem[:200])
            break
        calls -= fetched.calls
        new += _keep(gap, fetched, now)
    return new


def _fetch(gap: SourceGap, calls: int, now: datetime) -> Fetched:
    account = gap.source.account
    if account is None:
        return Fetched(problem=_("这个来源没有账号，无法补读。"))
    kind = LISTS[SourceKind(gap.source.kind)]
    return fetch_incoming(account, kind, since_id=gap.since_id, max_id=gap.max_id, now=now, pages=calls)


def _keep(gap: SourceGap, fetched: Fetched, now: datetime) -> int:
    """What was read and what is left of the gap, in one transaction."""
    run = Run(now, now, calls=fetched.calls, pages=fetched.calls, fetched=len(fetched.items), error=fetched.problem)
    with transaction.atomic():
        ends_deep = fetched.hole is None and _is_deep(gap, len(fetched.items))
        merged = merge(gap.source, fetched, now)
        oldest = max(gap.start, min(fetched.oldest or gap.end, gap.end))
        reached = oldest if fetched.hole or ends_deep else gap.start
        if fetched.hole is not None:
            changes = {"max_id": fetched.hole.max_id, "end": oldest, "reason": fetched.problem[:200]}
        elif ends_deep:
            reason = _("微博只提供最近约 2000 条，更早的已读不到。")
            changes = {"state": GapState.LOST, "end": oldest, "closed_at": now, "reason": reason}
        else:
            changes = {"state": GapState.FETCHED, "closed_at": now, "reason": ""}
        SourceGap.objects.filter(pk=gap.pk).update(**changes)
        outcome = RunOutcome.CAPPED if fetched.hole else RunOutcome.OK
        run = replace(run, new=merged.new, outcome=outcome, covers_from=reached, covers_until=gap.end)
        note_run(source=gap.source, run=run, at=now)
    return merged.new


def _is_deep(gap: SourceGap, fetched: int) -> bool:
    above = Mention.objects.filter(source_id=gap.source_id, pk__gt=key_of(gap.max_id) + 1)[:DEEPEST].count()
    return above + fetched >= DEEPEST
