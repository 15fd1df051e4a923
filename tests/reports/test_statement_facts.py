"""A10: what a month comes to for each person, from recorded rows alone."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from random import Random
from statistics import fmean, median
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import AccountKind, Grant, User, WeiboAccount
from accounts.roles import Role
from content.models import Decision, Review
from core.dates import month_of
from engagement.models import Thread, ThreadKind
from publishing.models import Publication
from reports.incentive import Fact, as_stored, restored, settle
from reports.models import (
    DailyRollup,
    Dimension,
    Measure,
    preset_targets,
)  # fmt: skip
from reports.queries.incentive_facts import evidence, facts_of, participants
from tests.reports.statement_rows import IN_MONTH, OCTOBER, WEIGHTS, counted, published

JOINS: dict[str, Callable[..., Any]] = {"response_time": median, "quality": fmean}


@pytest.fixture(params=range(3))
def random(request: pytest.FixtureRequest) -> Random:
    return Random(request.param)


# --- arithmetic

facts = st.dictionaries(
    st.sampled_from(Measure.values), st.floats(-1000, 100_000, allow_nan=False).map(lambda value: Fact(value))
)
money = st.decimals(0, 100_000, places=2)


@given(facts, money, money)
def test_a10_nobody_earns_less_than_the_base_or_more_than_the_bonus(
    found: dict[str, Fact], base: Decimal, bonus: Decimal
) -> None:
    settled = settle(base=base, bonus=bonus, weights=WEIGHTS, targets=preset_targets(), facts=found)
    assert base <= settled.total <= base + bonus + Decimal("0.03")
    assert all(line.money == 0 for line in settled.lines if line.measure not in found)
    assert restored(as_stored(settled)) == settled


@given(st.floats(0, 10_000), st.floats(0, 10_000))
def test_a10_more_is_never_paid_less_and_faster_never_less(low: float, high: float) -> None:
    low, high = sorted((low, high))

    def paid(measure: str, value: float) -> Decimal:
        settled = settle(
            base=Decimal(0), bonus=Decimal(1000), weights={measure: 100}, targets=preset_targets(),
            facts={measure: Fact(value)},
        )  # fmt: skip
        return settled.total

    assert paid("posts", low) <= paid("posts", high)
    assert paid("response_time", low) >= paid("response_time", high)


def test_a10_what_the_page_says_can_be_worked_out_by_hand() -> None:
    found = {"posts": Fact(30), "response_time": Fact(90), "quality": Fact(4.5), "follower_growth": Fact(-20)}
    settled = settle(base=Decimal(500), bonus=Decimal(2000), weights=WEIGHTS, targets=preset_targets(), facts=found)
    money = {line.measure: line.money for line in settled.lines}
    assert money["posts"] == Decimal("300.00")  # 2000 × 20% × 30/40
    assert money["response_time"] == Decimal("133.33")  # 2000 × 10% × 60/90
    assert money["quality"] == Decimal("400.00") and money["follower_growth"] == 0
    assert settled.total == Decimal("1333.33")


# --- facts


def test_a10_facts_are_what_a_plain_walk_over_the_rows_finds(
    account: WeiboAccount, editor: User, approver: User, random: Random, django_assert_num_queries: Any
) -> None:
    other = WeiboAccount.objects.create(nickname="分号", kind=AccountKind.BRAND, owner=approver, created_at=IN_MONTH)
    account.owner = editor
    account.save()
    expected = _random_month(account, other, (editor, approver), random)
    with django_assert_num_queries(7):
        found = facts_of(OCTOBER, [editor.pk, approver.pk])
    for person, measures in expected.items():
        told = {name: fact.value for name, fact in found[person].items()}
        assert told == pytest.approx({name: value for name, value in measures.items() if value is not None})
    lines = settle(
        base=Decimal(0), bonus=Decimal(1), weights=WEIGHTS, targets=preset_targets(), facts=found[editor.pk]
    ).lines
    rows = evidence(lines)
    for line in lines:
        amounts = [row.amount for row in rows[line.measure]]
        join = JOINS.get(line.measure, sum)
        assert line.value == pytest.approx(join(amounts))


def _random_month(
    account: WeiboAccount, other: WeiboAccount, people: tuple[User, User], random: Random
) -> dict[int, dict[str, float | None]]:
    """Rows in and around the month; what they come to, counted one by one."""
    sums: dict[int, dict[str, list[float]]] = {person.pk: {name: [] for name in Measure.values} for person in people}
    moments = [
        OCTOBER.start - dt.timedelta(minutes=1),
        OCTOBER.start,
        OCTOBER.end - dt.timedelta(minutes=1),
        OCTOBER.end,
    ]
    for n in range(24):
        at = random.choice(moments)
        inside = OCTOBER.start <= at < OCTOBER.end
        author, where = random.choice(people), random.choice((account, other))
        pk = published(where, author, at)
        found = sums[author.pk]
        if inside:
            found["posts"].append(1)
        day = random.choice([OCTOBER.first, OCTOBER.last, OCTOBER.next.first])
        reposts, comments = random.randint(-3, 50), random.randint(0, 9)
        counted(pk, day, reposts, comments)
        if day <= OCTOBER.last:
            found["reposts"].append(reposts)
            found["comments"].append(comments)
        _answered(where, author, at, n, inside, found, random)
        _reviewed(pk, author, random.choice(people), at, inside, found, random)
    for row, person in ((account, people[0]), (other, people[1])):
        for day in (OCTOBER.first, OCTOBER.last, OCTOBER.next.first):
            growth = random.randint(-20, 90)
            DailyRollup.objects.create(day=day, dimension=Dimension.ACCOUNT, key=row.pk, followers_growth=growth)
            if day <= OCTOBER.last:
                sums[person.pk]["follower_growth"].append(growth)
    return {
        pk: {name: JOINS.get(name, sum)(values) if values else None for name, values in found.items()}
        for pk, found in sums.items()
    }


def _answered(
    account: WeiboAccount,
    person: User,
    at: dt.datetime,
    n: int,
    inside: bool,
    found: dict[str, list[float]],
    random: Random,
) -> None:
    minutes = random.choice([None, random.randint(1, 600)])
    Thread.objects.create(
        account=account, kind=ThreadKind.COMMENT, external_id=f"t{n}", author_id="1", author_name="客", text="在吗",
        received_at=at, due_at=at, created_at=at, answered_at=at, answered_by=person, answer_minutes=minutes,
    )  # fmt: skip
    if inside and minutes is not None:
        found["response_time"].append(minutes)


def _reviewed(
    pk: int, author: User, reviewer: User, at: dt.datetime, inside: bool, found: dict[str, list[float]], random: Random
) -> None:
    scores = [random.randint(1, 5) for _i in range(4)]
    named = dict(zip(("relevance", "fun", "value", "communication"), scores, strict=True))
    version = Publication.objects.get(post=pk).version
    Review.objects.create(
        post_id=pk,
        version=version,
        content_hash="x",
        reviewer=reviewer,
        decision=Decision.APPROVED,
        created_at=at,
        **named,
    )
    if inside and author != reviewer:
        found["quality"].append(fmean(scores))


def test_a10_who_held_a_right_in_the_month_takes_part(editor: User, manager: User, db: None) -> None:
    gone = User.objects.create(email="gone@example.com", name="去者")
    for person, until in ((gone, OCTOBER.start), (gone, OCTOBER.start + dt.timedelta(seconds=1))):
        Grant.objects.filter(user=gone).delete()
        Grant.objects.create(
            user=person, role=Role.RESPONSIBLE_EDITOR, given_at=OCTOBER.start - dt.timedelta(days=9), revoked_at=until
        )
        assert (gone in participants(OCTOBER)) is (until > OCTOBER.start)
    assert manager not in participants(month_of(dt.date(2027, 1, 1)))
