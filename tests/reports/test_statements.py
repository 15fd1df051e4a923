"""A10: what a month comes to for each person, from recorded rows alone; final means frozen."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from random import Random
from statistics import fmean, median
from typing import Any

import pytest
from django.db import InternalError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import AccountKind, Grant, User, WeiboAccount
from accounts.roles import Role
from content.models import Decision, Review
from core.dates import BEIJING, Month, month_of
from core.errors import Conflict, Forbidden, UserError
from core.models import AuditEntry, Notice
from engagement.models import Thread, ThreadKind
from publishing.models import Publication
from reports.incentive import Fact, as_stored, restored, settle
from reports.models import (
    DailyRollup,
    Dimension,
    IncentiveCorrection,
    IncentivePlan,
    IncentiveStatement,
    Measure,
    RollupRun,
    preset_targets,
)  # fmt: skip
from reports.queries.incentive_facts import evidence, facts_of, participants
from reports.queries.statements import drafts_of, later, statement_of
from reports.services import DisputeInput, answer_dispute, correct, dispute, finalise_month
from tests.conftest import ClientOf
from tests.publishing.makers import Wanted, make_post, make_slot

OCTOBER = month_of(dt.date(2026, 10, 1))
IN_MONTH = dt.datetime(2026, 10, 15, 10, tzinfo=BEIJING)
AFTER = dt.datetime(2026, 11, 2, 10, tzinfo=BEIJING)
WEIGHTS = {"follower_growth": 20, "posts": 20, "reposts": 15, "comments": 15, "response_time": 10, "quality": 20}
JOINS: dict[str, Callable[..., Any]] = {"response_time": median, "quality": fmean}


@pytest.fixture(params=range(3))
def random(request: pytest.FixtureRequest) -> Random:
    return Random(request.param)


@pytest.fixture
def plan(db: None) -> IncentivePlan:
    return IncentivePlan.objects.create(
        valid_from=dt.date(2026, 9, 1), base=500, bonus=2000, weights=WEIGHTS, created_at=AFTER
    )


def rolled() -> None:
    RollupRun.objects.create(
        day=OCTOBER.last, started_at=OCTOBER.end, finished_at=OCTOBER.end + dt.timedelta(minutes=1), rows=1, changed=1
    )


def published(account: WeiboAccount, author: User, at: dt.datetime = IN_MONTH) -> int:
    post = make_post(account, Wanted(author=author, text=f"第 {Publication.objects.count()} 条"))
    assert post.version is not None
    n = Publication.objects.count()
    Publication.objects.create(
        slot=make_slot(post, at), account=account, post=post, version=post.version, text="条", published_at=at,
        weibo_id=f"5230000{n:09d}", mid62=f"S{n}", url=f"https://weibo.com/1/{n}",
    )  # fmt: skip
    return post.pk


def counted(post_id: int, day: dt.date, reposts: int, comments: int) -> None:
    DailyRollup.objects.create(day=day, dimension=Dimension.POST, key=post_id, reposts=reposts, comments=comments)


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


# --- final


@pytest.fixture
def worked(plan: IncentivePlan, account: WeiboAccount, editor: User) -> int:
    """A post of the editor with ten reposts, the month rolled up."""
    Grant.objects.update(given_at=OCTOBER.start - dt.timedelta(days=30))
    pk = published(account, editor)
    counted(pk, IN_MONTH.date(), 10, 2)
    rolled()
    return pk


def test_a10_a_month_is_final_once_it_is_over_and_rolled_up(
    plan: IncentivePlan, account: WeiboAccount, editor: User, manager: User
) -> None:
    Grant.objects.update(given_at=OCTOBER.start - dt.timedelta(days=30))
    published(account, editor)
    with pytest.raises(UserError, match="还没有结束"):
        finalise_month(month=OCTOBER, by=manager, at=OCTOBER.end - dt.timedelta(seconds=1))
    with pytest.raises(UserError, match="还没有汇总"):
        finalise_month(month=OCTOBER, by=manager, at=AFTER)
    rolled()
    with pytest.raises(Forbidden):
        finalise_month(month=OCTOBER, by=editor, at=AFTER)
    rows = finalise_month(month=OCTOBER, by=manager, at=AFTER)
    assert {row.person for row in rows} == set(participants(OCTOBER))
    assert Notice.objects.filter(key="statement-2026-10", user_id=editor.pk).count() == 1
    with pytest.raises(Conflict):
        finalise_month(month=OCTOBER, by=manager, at=AFTER)
    with pytest.raises(UserError, match="没有生效的方案"):
        _september(manager)
    assert AuditEntry.objects.filter(code="reports.statements.final").count() == 1


def _september(manager: User) -> None:
    IncentivePlan.objects.update(valid_from=dt.date(2026, 10, 1))
    september = OCTOBER.previous
    RollupRun.objects.create(day=september.last, started_at=september.end, finished_at=september.end, rows=1, changed=1)
    finalise_month(month=september, by=manager, at=AFTER)


def test_a10_what_is_final_stays_though_the_rows_change(worked: int, editor: User, manager: User) -> None:
    before = next(draft for draft in drafts_of(OCTOBER) if draft.person == editor)
    finalise_month(month=OCTOBER, by=manager, at=AFTER)
    counted(worked, OCTOBER.last, 500, 0)
    IncentivePlan.objects.update(base=9999)
    kept = statement_of(OCTOBER, editor)
    assert kept is not None and kept.settled == before.settled and kept.total == before.total
    assert later(OCTOBER, kept) == {"reposts": 510.0}


@pytest.mark.parametrize("change", [{"total": 1}, {"data": {}}, {"month": dt.date(2026, 9, 1)}])
def test_a10_the_database_refuses_to_change_a_final_statement(
    worked: int, manager: User, change: dict[str, Any]
) -> None:
    finalise_month(month=OCTOBER, by=manager, at=AFTER)
    with pytest.raises(InternalError), transaction.atomic():
        IncentiveStatement.objects.update(**change)
    with pytest.raises(InternalError), transaction.atomic():
        IncentiveStatement.objects.all().delete()


def test_a10_a_correction_is_a_new_line_and_nobody_writes_his_own(
    editor: User, manager: User, approver: User, worked: int
) -> None:
    finalise_month(month=OCTOBER, by=manager, at=AFTER)
    row = IncentiveStatement.objects.get(person=editor)
    before = row.total
    for amount, reason in ((Decimal(0), "少算"), (Decimal(5), "  ")):
        with pytest.raises(UserError):
            correct(statement=row, amount=amount, reason=reason, by=manager, at=AFTER)
    correct(statement=row, amount=Decimal("-12.50"), reason="重复计了一条", by=manager, at=AFTER)
    correct(statement=row, amount=Decimal("40"), reason="补夜班", by=manager, at=AFTER)
    found = statement_of(OCTOBER, editor)
    assert found is not None and found.total == before + Decimal("27.50")
    own = IncentiveStatement.objects.get(person=approver)
    with pytest.raises(UserError, match="另一位"):
        correct(statement=own, amount=Decimal(5), reason="自己", by=approver, at=AFTER)
    with pytest.raises(InternalError), transaction.atomic():
        IncentiveCorrection.objects.update(amount=1)


def test_a10_a_dispute_is_noted_told_and_answered_once(worked: int, editor: User, manager: User) -> None:
    finalise_month(month=OCTOBER, by=manager, at=AFTER)
    row = IncentiveStatement.objects.get(person=editor)
    with pytest.raises(UserError, match="自己的结算"):
        dispute(statement=row, given=DisputeInput("不对"), by=manager, at=AFTER)
    noted = dispute(statement=row, given=DisputeInput("少了两条", "posts"), by=editor, at=AFTER)
    assert Notice.objects.filter(key=f"dispute-{noted.pk}", user_id=manager.pk).exists()
    found = statement_of(OCTOBER, editor)
    assert found is not None and found.waiting == 1
    answer_dispute(row=noted, text="那两条由别人署名", by=manager, at=AFTER)
    with pytest.raises(Conflict):
        answer_dispute(row=noted, text="再说一次", by=manager, at=AFTER)
    found = statement_of(OCTOBER, editor)
    assert found is not None and found.waiting == 0


@pytest.mark.django_db(transaction=True)
def test_a10_two_who_make_a_month_final_at_once_make_it_once(worked: int, manager: User) -> None:
    def final() -> str:
        try:
            finalise_month(month=OCTOBER, by=manager, at=AFTER)
        except Conflict:
            return "late"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(lambda _n: final(), range(2))) == ["done", "late"]
    assert IncentiveStatement.objects.count() == len(participants(OCTOBER))


# --- pages


def test_a10_the_page_of_a_month_and_of_a_person(worked: int, editor: User, manager: User, client_of: ClientOf) -> None:
    chief, own = client_of(manager), client_of(editor)
    month = reverse("reports:statements", args=[OCTOBER])
    assert "预览" in chief.get(month).content.decode()
    assert chief.post(reverse("reports:statements_final", args=[OCTOBER])).status_code in {302, 422}
    if not IncentiveStatement.objects.exists():
        finalise_month(month=OCTOBER, by=manager, at=AFTER)
    assert "已定稿" in chief.get(month).content.decode()
    page = own.get(reverse("reports:statement", args=[OCTOBER, editor.pk]))
    assert page.status_code == 200 and "第 0 条" in page.content.decode() and "没有记录，不计" in page.content.decode()
    assert own.get(reverse("reports:statement", args=[OCTOBER, manager.pk])).status_code == 403
    assert own.get(month).status_code == 403
    assert "2026-10" in own.get(reverse("reports:statements_mine")).content.decode()
    rows = own.get(reverse("reports:statement_rows", args=[OCTOBER, editor.pk, "csv"]))
    assert "第 0 条" in b"".join(rows).decode("utf-8-sig")
    table = chief.get(reverse("reports:statements_table", args=[OCTOBER, "csv"]))
    assert editor.get_full_name() in b"".join(table).decode("utf-8-sig")


def test_a10_nothing_typed_is_lost(worked: int, editor: User, manager: User, client_of: ClientOf) -> None:
    finalise_month(month=OCTOBER, by=manager, at=AFTER)
    row = IncentiveStatement.objects.get(person=editor)
    wrong = client_of(manager).post(
        reverse("reports:statement_correct", args=[row.pk]), {"amount": "0", "reason": "夜班补贴"}
    )
    assert wrong.status_code == 422 and "夜班补贴" in wrong.content.decode() and "不能是零" in wrong.content.decode()
    empty = client_of(editor).post(reverse("reports:statement_dispute", args=[row.pk]), {"text": " ", "about": "posts"})
    assert empty.status_code == 422
    assert not IncentiveCorrection.objects.exists()


def test_a10_a_month_without_a_plan_says_so(manager: User, client_of: ClientOf) -> None:
    page = client_of(manager).get(reverse("reports:statements", args=[month_of(timezone.localdate())]))
    assert "没有生效的激励方案" in page.content.decode()
    assert client_of(manager).get("/reports/incentive/months/2026-13/").status_code == 404
    assert client_of(manager).get("/reports/incentive/months/0000-01/").status_code == 404


def test_a10_the_month_costs_the_same_for_many(
    worked: int, manager: User, client_of: ClientOf, django_assert_max_num_queries: Any
) -> None:
    assert isinstance(OCTOBER, Month)
    for n in range(15):
        person = User.objects.create(email=f"p{n}@example.com", name=f"同事 {n}")
        Grant.objects.create(user=person, role=Role.RESPONSIBLE_EDITOR, given_at=OCTOBER.start)
    client = client_of(manager)
    client.get(reverse("reports:statements", args=[OCTOBER]))
    with django_assert_max_num_queries(32):
        client.get(reverse("reports:statements", args=[OCTOBER]))
