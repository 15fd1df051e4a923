"""K7: what was imported as announced is what every clock of working days goes by, read once however many days."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from content.queries.review_flow import current_flow
from core.audit import SYSTEM
from core.dates import BEIJING
from core.holidays import SHIPPED, official_days
from core.working import after_working
from engagement.models import StayRule
from engagement.queries.stays import stay_rules, works_at
from publishing.ical.holidays import Announced
from publishing.services import replace_announced
from tests.conftest import AT

pytestmark = pytest.mark.django_db
SUNDAY, MONDAY, TUESDAY = (dt.date(2027, 1, day) for day in (3, 4, 5))
DAYS = [Announced(SUNDAY, "make_up", "元旦"), Announced(MONDAY, "holiday", "元旦")]


def noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(10), tzinfo=BEIJING)


def test_k7_days_nobody_announced_count_by_the_weekday() -> None:
    assert [SHIPPED.is_worked(day) for day in (SUNDAY, MONDAY, TUESDAY)] == [False, True, True]
    assert after_working(noon(SUNDAY), 1, current_flow().day).date() == MONDAY


def test_k5_review_deadlines_go_by_the_import() -> None:
    replace_announced(days=DAYS, years=[2027], by=SYSTEM, at=AT)
    day = current_flow().day
    assert after_working(noon(SUNDAY), 1, day) == noon(SUNDAY) + dt.timedelta(hours=1)
    assert after_working(noon(MONDAY), 1, day).date() == TUESDAY


def test_k6_stay_with_it_tasks_go_by_the_import() -> None:
    replace_announced(days=DAYS, years=[2027], by=SYSTEM, at=AT)
    official = stay_rules().official
    assert works_at(StayRule(), noon(SUNDAY), official) and not works_at(StayRule(), noon(MONDAY), official)


def test_k7_an_import_taken_back_counts_no_more() -> None:
    replace_announced(days=DAYS, years=[2027], by=SYSTEM, at=AT)
    replace_announced(days=[], years=[2027], by=SYSTEM, at=AT)
    assert official_days() == SHIPPED


def test_k7_a_year_of_days_costs_one_query() -> None:
    replace_announced(days=DAYS, years=[2027], by=SYSTEM, at=AT)
    with CaptureQueriesContext(connection) as seen:
        official = official_days()
        worked = sum(official.is_worked(SUNDAY + dt.timedelta(days=step)) for step in range(362))
    assert len(seen) == 1 and 250 < worked < 270
