"""A10: a statement is final once; then it is frozen, disputed and corrected."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest
from django.db import InternalError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Grant, User, WeiboAccount
from accounts.roles import Role
from core.dates import Month, month_of
from core.errors import Conflict, Forbidden, UserError
from core.models import AuditEntry, Notice
from reports.models import (
    IncentiveCorrection,
    IncentivePlan,
    IncentiveStatement,
    RollupRun,
)  # fmt: skip
from reports.queries.incentive_facts import participants
from reports.queries.statements import drafts_of, later, statement_of
from reports.services import DisputeInput, answer_dispute, correct, dispute, finalise_month
from tests.conftest import ClientOf
from tests.reports.statement_rows import AFTER, IN_MONTH, OCTOBER, WEIGHTS, counted, published


@pytest.fixture
def plan(db: None) -> IncentivePlan:
    return IncentivePlan.objects.create(
        valid_from=dt.date(2026, 9, 1), base=500, bonus=2000, weights=WEIGHTS, created_at=AFTER
    )


def rolled() -> None:
    RollupRun.objects.create(
        day=OCTOBER.last, started_at=OCTOBER.end, finished_at=OCTOBER.end + dt.timedelta(minutes=1), rows=1, changed=1
    )


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
