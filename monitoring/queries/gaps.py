"""Why counts are missing (I1)."""

import datetime as dt
from collections import Counter
from collections.abc import Collection

from django.db.models import Count

from core.dates import day_start
from monitoring.models import AccountGap, MetricSample, MissReason, SampleState


def missed_by_reason(accounts: Collection[int] | None, *, first: dt.date, last: dt.date) -> list[tuple[str, int]]:
    """The reasons for samples of posts and of accounts that were missed from `first` to `last`, the most frequent
    first, in words. `accounts` None means all. Two queries.
    """
    end = day_start(last + dt.timedelta(days=1))
    samples = MetricSample.objects.filter(state=SampleState.MISSED, due_at__gte=day_start(first), due_at__lt=end)
    days = AccountGap.objects.filter(day__gte=first, day__lte=last)
    if accounts is not None:
        samples = samples.filter(publication__account_id__in=accounts)
        days = days.filter(account_id__in=accounts)
    found: Counter[str] = Counter()
    for rows in (samples, days):
        found.update(dict(rows.order_by().values_list("reason").annotate(Count("pk"))))
    return [(str(MissReason(reason or MissReason.LATE).label), number) for reason, number in found.most_common()]
