"""P2, P10: what a campaign brought, from daily counts alone."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from reports.closing.followers import Gain, gain_of, total_of, usual_growth

FIRST = dt.date(2026, 10, 1)
LAST = dt.date(2026, 10, 7)
NUMBERS = st.dictionaries(st.integers(-35, 45), st.integers(0, 10**7), max_size=80)


def counts(*, usual: int = 10, extra: int = 500, lost_after: int = 0, start: int = 10_000) -> dict[dt.date, int]:
    """Thirty days before at the usual pace, the extra ones evenly over the seven days, then some leave at once."""
    found, value = {}, start
    for n in range(-30, 40):
        day = FIRST + dt.timedelta(n)
        value += usual + (extra // 7 if 0 <= n < 7 else 0) - (lost_after if n == 7 else 0)
        found[day] = value
    return found


def test_p10_the_gain_is_what_came_beyond_the_usual() -> None:
    found = gain_of(counts(extra=700), first=FIRST, last=LAST, today=LAST + dt.timedelta(30))
    assert (found.growth, found.usual, found.extra) == (770, 70, 700)
    assert found.kept == {7: 700, 28: 700}


def test_p10_those_who_leave_again_were_not_kept() -> None:
    found = gain_of(counts(extra=700, lost_after=300), first=FIRST, last=LAST, today=LAST + dt.timedelta(30))
    assert (found.extra, found.kept) == (700, {7: 400, 28: 400})


def test_p10_what_lies_ahead_is_not_known() -> None:
    found = gain_of(counts(), first=FIRST, last=LAST, today=LAST + dt.timedelta(10))
    assert found.kept[7] is not None
    assert found.kept[28] is None
    early = gain_of(counts(), first=FIRST, last=LAST, today=FIRST - dt.timedelta(2))
    assert (early.growth, early.extra) == (None, None)


def test_p10_gaps_are_told_not_guessed() -> None:
    some = counts()
    for n in range(1, 6):
        del some[FIRST - dt.timedelta(n)]
    assert gain_of(some, first=FIRST, last=LAST, today=LAST).before is None, "no count near the day before"
    few = {day: count for day, count in counts().items() if day >= FIRST - dt.timedelta(10)}
    assert usual_growth(few, FIRST) is None
    assert gain_of(few, first=FIRST, last=LAST, today=LAST).extra is None
    known = Gain(1, 1, 1, 1, {7: 1, 28: 1})
    assert total_of([known, known]).extra == 2
    assert total_of([known, Gain(1, None, 1, None, {7: None, 28: None})]).extra is None
    assert total_of([]).extra is None


@given(NUMBERS, st.integers(0, 60), st.integers(-5, 60))
def test_p10_nobody_is_kept_who_did_not_come(numbers: dict[int, int], length: int, today: int) -> None:
    days = {FIRST + dt.timedelta(n): count for n, count in numbers.items()}
    last = FIRST + dt.timedelta(length)
    found = gain_of(days, first=FIRST, last=last, today=FIRST + dt.timedelta(today))
    for kept in found.kept.values():
        assert kept is None or (found.extra is not None and 0 <= kept <= max(0, found.extra))
