"""A9: who looks like a machine: stated rules over what is known, never over what is not."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.queries.follows import REASONS
from accounts.rules.suspicion import ENOUGH, POINTS, Facts, Reason, judge, quiet_days

TODAY = dt.date(2026, 11, 23)
counts = st.none() | st.integers(0, 10**9)
days = st.none() | st.dates(dt.date(2009, 8, 1), TODAY)
facts = st.builds(
    Facts,
    screen_name=st.text(max_size=30),
    followers=counts,
    friends=counts,
    posts=counts,
    registered_on=days,
    last_post_on=days,
    default_avatar=st.none() | st.booleans(),
    verified=st.none() | st.booleans(),
    gone=st.booleans(),
)


@given(facts)
def test_a9_the_points_are_those_of_the_reasons_shown(known: Facts) -> None:
    verdict = judge(known, day=TODAY)
    assert verdict.points == sum(POINTS[reason] for reason in verdict.reasons)
    assert verdict.suspected == (verdict.points >= ENOUGH)
    assert len(set(verdict.reasons)) == len(verdict.reasons)


@given(st.text(max_size=30).filter(lambda name: not any(char.isdigit() for char in name)))
def test_a9_what_nobody_knows_speaks_against_nobody(name: str) -> None:
    assert judge(Facts(screen_name=name), day=TODAY).points == 0
    assert quiet_days(Facts(screen_name=name), day=TODAY) is None


@given(facts)
def test_a9_the_verified_are_never_suspected(known: Facts) -> None:
    if known.verified and not known.gone:
        assert not judge(known, day=TODAY).suspected


@given(facts, st.integers(0, 10**6))
def test_a9_more_followers_never_make_suspect(known: Facts, more: int) -> None:
    richer = Facts(
        known.screen_name, (known.followers or 0) + more, known.friends, known.posts, known.registered_on,
        known.last_post_on, known.default_avatar, known.verified, known.gone,
    )  # fmt: skip
    if known.followers is not None:
        assert judge(richer, day=TODAY).points <= judge(known, day=TODAY).points


@pytest.mark.parametrize(
    ("known", "reasons"),
    [
        (Facts("用户7712345678", default_avatar=True), [Reason.GIVEN_NAME, Reason.NO_AVATAR]),
        (Facts("小美19930218", friends=1900, followers=12), [Reason.RATIO, Reason.DIGITS]),
        (Facts("阿棠", posts=0, registered_on=dt.date(2020, 1, 1)), [Reason.NO_POSTS]),
        (Facts("阿棠", posts=0, registered_on=dt.date(2026, 11, 1)), [Reason.NEW]),
        (Facts("阿棠", friends=299, followers=0), []),
        (Facts("走了", gone=True, verified=True), [Reason.GONE]),
    ],
)
def test_a9_reasons_are_told_the_heaviest_first(known: Facts, reasons: list[Reason]) -> None:
    assert list(judge(known, day=TODAY).reasons) == reasons


def test_a9_every_reason_has_points_and_a_sentence() -> None:
    assert set(POINTS) == set(REASONS) == set(Reason)
