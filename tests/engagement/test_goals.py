"""E1: the times to answer are rows that the team edits in the browser, counted in working minutes."""

import datetime as dt

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import AccountGroup, AccountKind, User, WeiboAccount
from core.dates import BEIJING, DayKind
from core.holidays import OfficialDays
from core.models import AuditEntry
from engagement.models import ResponseGoal
from engagement.queries.goals import Goals, current_goals
from tests.conftest import ClientOf

URL = "/inbox/goals/"
MAKE_UP, DAY_OFF = dt.date(2026, 2, 15), dt.date(2026, 2, 16)
"""A Sunday that is worked, and the Monday after it that is free."""
OFFICIAL = OfficialDays(
    {MAKE_UP: (DayKind.MAKE_UP, "春节")} | {dt.date(2026, 2, day): (DayKind.HOLIDAY, "春节") for day in range(16, 24)}
)
GOALS = Goals(
    [ResponseGoal(minutes=120, starts=dt.time(9), ends=dt.time(18), lunch_starts=dt.time(12), lunch_ends=dt.time(13))],
    OFFICIAL,
)
ACCOUNT = WeiboAccount(kind=AccountKind.BRAND)


def beijing(month: int, day: int, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, minute, tzinfo=BEIJING)


def row(number: int, scope: str, minutes: int | str, **more: str) -> dict[str, object]:
    times = {"starts": "09:00", "ends": "18:00", "lunch_starts": "12:00", "lunch_ends": "13:00"} | more
    return {f"form-{number}-{name}": value for name, value in {"scope": scope, "minutes": minutes, **times}.items()}


def sent(*rows: dict[str, object]) -> dict[str, object]:
    data: dict[str, object] = {"form-TOTAL_FORMS": len(rows), "form-INITIAL_FORMS": 0}
    for part in rows:
        data |= part
    return data


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (beijing(3, 3, 11), beijing(3, 3, 14)),  # lunch does not count
        (beijing(3, 6, 17), beijing(3, 9, 10)),  # Friday evening: the weekend does not
        (beijing(2, 14, 20), beijing(2, 15, 11)),  # the make-up Sunday does
        (beijing(2, 15, 17), beijing(2, 24, 10)),  # the holidays do not
        (beijing(3, 3, 3), beijing(3, 3, 11)),
    ],
)
def test_e1_lunch_nights_and_days_off_do_not_count_but_make_up_days_do(received: dt.datetime, due: dt.datetime) -> None:
    assert GOALS.due_at(ACCOUNT, received) == due


@given(st.integers(0, 330 * 24 * 60), st.integers(0, 20 * 24 * 60))
def test_e1_who_writes_later_is_never_due_sooner_and_always_within_working_time(minutes: int, later: int) -> None:
    start = beijing(1, 1, 0) + dt.timedelta(minutes=minutes)
    due = GOALS.due_at(ACCOUNT, start)
    due_later = GOALS.due_at(ACCOUNT, start + dt.timedelta(minutes=later))
    assert start < due <= due_later
    assert OFFICIAL.is_worked(due.astimezone(BEIJING).date())
    assert any(begin <= due <= end for begin, end in GOALS.day(ACCOUNT).spans(due.astimezone(BEIJING).date()))


def test_e1_a_year_that_is_not_announced_is_counted_by_weekday_and_said() -> None:
    friday = dt.datetime(2035, 11, 23, 17, tzinfo=BEIJING)
    assert GOALS.due_at(ACCOUNT, friday) == dt.datetime(2035, 11, 26, 10, tzinfo=BEIJING)
    assert GOALS.is_guessed(ACCOUNT, friday)
    assert not GOALS.is_guessed(ACCOUNT, beijing(3, 3, 9))


def test_e1_the_row_of_the_group_counts_before_that_of_the_kind(account: WeiboAccount) -> None:
    group = AccountGroup.objects.create(name="华东")
    ResponseGoal.objects.create(account_kind=account.kind, minutes=60)
    assert current_goals().of(account).minutes == 60
    ResponseGoal.objects.create(group=group, minutes=30)
    account.group = group
    assert current_goals().of(account).minutes == 30


def test_e1_the_goals_are_edited_in_the_browser(administrator: User, client_of: ClientOf) -> None:
    client = client_of(administrator)
    assert reverse("engagement:goals") == URL
    assert 'value="480"' in client.get(URL).content.decode()
    assert client.post(URL, sent(row(0, "", 240), row(1, "kind:customer_service", 45, ends="21:00"))).status_code == 302
    assert dict(ResponseGoal.objects.values_list("account_kind", "minutes")) == {"": 240, "customer_service": 45}
    after = AuditEntry.objects.first().after  # type: ignore[union-attr]
    assert after == {"": "240 min 09:00-18:00 (12:00-13:00)", "customer_service": "45 min 09:00-21:00 (12:00-13:00)"}


@pytest.mark.parametrize(
    "rows",
    [
        (),
        (row(0, "kind:brand", 60),),
        (row(0, "", 60), row(1, "", 90)),
        (row(0, "", 99999),),
        (row(0, "", 60, starts="19:00"),),
        (row(0, "", 60, lunch_starts=""),),
        (row(0, "", 60, lunch_ends="20:00"),),
    ],
)
def test_e1_a_goal_that_makes_no_sense_is_refused(
    administrator: User, client_of: ClientOf, rows: tuple[dict[str, object], ...]
) -> None:
    assert client_of(administrator).post(URL, sent(*rows)).status_code == 422
    assert ResponseGoal.objects.get(account_kind="").minutes == 480
