"""I1: what a removed post can have no more is not due; what was missed for any other reason is."""

import datetime as dt

import pytest

from accounts.models import WeiboAccount
from core.dates import BEIJING
from monitoring.models import MetricSample, MissReason, SampleState
from reports.models import DailyRollup, Dimension
from reports.queries import Subject, measured
from reports.services import roll_up_day
from tests.reports.conftest import Publish

DAY = dt.date(2026, 11, 20)
NOON = dt.datetime(2026, 11, 20, 12, tzinfo=BEIJING)


@pytest.mark.django_db
def test_i1_completeness_counts_what_could_have_been_read(account: WeiboAccount, publish: Publish) -> None:
    publication = publish(NOON, samples={10: (1, 2, 3)})
    for age, reason in ((60, MissReason.BUDGET), (360, MissReason.GONE)):
        due_at = NOON + dt.timedelta(minutes=age)
        MetricSample.objects.create(
            publication=publication, age_minutes=age, due_at=due_at, state=SampleState.MISSED, reason=reason
        )
    roll_up_day(day=DAY, at=NOON + dt.timedelta(hours=8))
    row = DailyRollup.objects.get(dimension=Dimension.ACCOUNT, key=account.pk)
    assert (row.samples_due, row.samples_taken) == (2, 1)
    found = measured(Subject(accounts=frozenset({account.pk})), first=DAY, last=DAY, keys=["completeness"], today=DAY)
    assert found.total["completeness"].value == 0.5
    assert found.completeness.state == "partial"
    assert set(found.completeness.reasons) == {("调用次数不够", 1), ("微博上已不存在", 1)}
