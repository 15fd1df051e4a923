"""Two months of statements that are final, a dispute with its answer and a correction; this month is a preview (A10)."""

import datetime as dt
from decimal import Decimal

from accounts.models import Grant, User
from accounts.roles import Role
from core.dates import local_day, month_of
from reports.models import IncentivePlan, IncentiveStatement, RollupRun
from reports.queries.statements import drafts_of
from reports.services import DisputeInput, answer_dispute, correct, dispute, finalise_month

SINCE = dt.timedelta(days=150)


def write_statements(people: dict[Role, User], *, now: dt.datetime) -> None:
    """After the roll-up. The colleagues of the sample company have been there for five months."""
    Grant.objects.filter(given_at__gt=now - SINCE, account=None, group=None, user__in=people.values()).update(
        given_at=now - SINCE
    )
    manager, editor = people[Role.MANAGER], people[Role.RESPONSIBLE_EDITOR]
    last = month_of(local_day(now)).previous
    for month in (last.previous, last):
        RollupRun.objects.update_or_create(
            day=month.last,
            defaults={"started_at": month.end, "finished_at": max(month.end, now), "rows": 0, "changed": 0},
        )
        if IncentivePlan.objects.filter(valid_from__lte=month.first).exists() and drafts_of(month):
            finalise_month(month=month, by=manager, at=now)
    row = IncentiveStatement.objects.filter(month=last.first, person=editor).first()
    if row is None:
        return
    words = DisputeInput("10 月 18 日顶班发的两条没有算进发布数，署名的是值班同事。", "posts")
    noted = dispute(statement=row, given=words, by=editor, at=now)
    answer_dispute(row=noted, text="查过记录，属实，已补一条更正。", by=manager, at=now)
    correct(statement=row, amount=Decimal(18), reason="补顶班发布的两条", by=manager, at=now)
