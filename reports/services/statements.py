"""Monthly statements of the incentive plan (A10): shown before they count, then frozen; disputes and corrections."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.access import require
from accounts.models import User
from accounts.queries import matrix_holders
from accounts.roles import Can
from core.audit import Change, record
from core.dates import Month, month_of
from core.errors import Conflict, UserError
from core.locks import wait_in_line
from core.models import NoticeLevel
from core.notices import Message, notify
from reports.incentive import as_stored
from reports.models import IncentiveCorrection, IncentiveDispute, IncentiveStatement, Measure, RollupRun
from reports.queries.statements import Drafted, drafts_of

LINE = "reports.incentive"


def finalise_month(*, month: Month, by: User, at: dt.datetime) -> list[IncentiveStatement]:
    """A10: the statements of a month count from now on, all of them or none.

    Raises `UserError` before the month is over and rolled up, or without a plan; `Conflict` when it was done already.
    """
    require(by, Can.SIGN_OFF)
    with transaction.atomic():
        wait_in_line(LINE)
        if IncentiveStatement.objects.filter(month=month.first).exists():
            raise Conflict(_("这个月已经定稿，要改请加一条更正。"), code="incentive.final")
        _check_over(month, at)
        drafts = drafts_of(month)
        if not drafts:
            raise UserError(_("这个月没有生效的方案，或没有人参与。"), code="incentive.nobody")
        rows = IncentiveStatement.objects.bulk_create([_statement(draft, month, by, at) for draft in drafts])
        total = str(sum((row.total for row in rows), Decimal(0)))
        after = {"month": str(month), "people": len(rows), "total": total}
        record("reports.statements.final", rows[0], by=by, at=at, change=Change(after=after))
        _tell(rows, month, at)
    return rows


def _check_over(month: Month, at: dt.datetime) -> None:
    if at < month.end:
        raise UserError(_("这个月还没有结束，下个月 1 日起可以定稿。"), code="incentive.early")
    if not RollupRun.objects.filter(day=month.last, finished_at__gte=month.end).exists():
        raise UserError(_("这个月最后一天的数据还没有汇总，稍后再定稿。"), code="incentive.unrolled")


def _statement(draft: Drafted, month: Month, by: User, at: dt.datetime) -> IncentiveStatement:
    return IncentiveStatement(
        month=month.first, person=draft.person, plan=draft.plan, data=as_stored(draft.settled),
        total=draft.settled.total, finalised_at=at, finalised_by=by,
    )  # fmt: skip


def _tell(rows: list[IncentiveStatement], month: Month, at: dt.datetime) -> None:
    for row in rows:
        message = Message(
            text=gettext_noop("%(month)s 的激励结算已定稿，可以查看，有疑问可以提出"),
            params={"month": str(month)},
            url=reverse("reports:statement", args=[month, row.person_id]),
        )
        notify(to=[row.person_id], key=f"statement-{month}", message=message, at=at)


@dataclass(frozen=True)
class DisputeInput:
    """What a person holds against his statement; `about` is empty for the whole of it."""

    text: str
    about: str = ""


def dispute(*, statement: IncentiveStatement, given: DisputeInput, by: User, at: dt.datetime) -> IncentiveDispute:
    """Note a dispute, and tell those who may answer. Only one's own statement is disputed."""
    if statement.person_id != by.pk:
        raise UserError(_("只能对自己的结算提出疑问。"), code="incentive.not_own")
    if not given.text.strip():
        raise UserError(_("请写明哪里不对。"), code="incentive.empty", field="text")
    if given.about and given.about not in Measure.values:
        raise UserError(_("没有这一项。"), code="incentive.measure", field="about")
    with transaction.atomic():
        row = IncentiveDispute.objects.create(statement=statement, about=given.about, text=given.text.strip(), at=at)
        record("reports.statements.disputed", statement, by=by, at=at, change=Change(after={"text": row.text}))
        message = Message(
            text=gettext_noop("%(name)s 对 %(month)s 的激励结算有疑问"),
            params={"name": by.get_full_name(), "month": f"{statement.month:%Y-%m}"},
            url=_address(statement),
            level=NoticeLevel.WARNING,
        )
        whole = Q(account__isnull=True, group__isnull=True)
        readers = {person.pk for person in matrix_holders(Can.SIGN_OFF, whole, now=at)} - {by.pk}
        notify(to=readers, key=f"dispute-{row.pk}", message=message, at=at)
    return row


def answer_dispute(*, row: IncentiveDispute, text: str, by: User, at: dt.datetime) -> IncentiveDispute:
    """Answer once, never one's own. The person is told."""
    require(by, Can.SIGN_OFF)
    _not_own(row.statement, by)
    if not text.strip():
        raise UserError(_("请写下答复。"), code="incentive.empty", field="answer")
    with transaction.atomic():
        found = IncentiveDispute.objects.select_for_update().get(pk=row.pk)
        if found.answered_at is not None:
            raise Conflict(_("这个疑问已经答复过了。"), code="incentive.answered")
        found.answer, found.answered_by, found.answered_at = text.strip(), by, at
        found.save(update_fields=["answer", "answered_by", "answered_at"])
        record(
            "reports.statements.answered", found.statement, by=by, at=at, change=Change(after={"text": found.answer})
        )
        message = Message(
            text=gettext_noop("您对 %(month)s 激励结算的疑问有了答复"),
            params={"month": f"{found.statement.month:%Y-%m}"},
            url=_address(found.statement),
        )
        notify(to=[found.statement.person_id], key=f"dispute-answer-{found.pk}", message=message, at=at)
    return found


def correct(
    *, statement: IncentiveStatement, amount: Decimal, reason: str, by: User, at: dt.datetime
) -> IncentiveCorrection:
    """Add a line to a final statement. What was made final stays as it is; nobody corrects his own."""
    require(by, Can.SIGN_OFF)
    _not_own(statement, by)
    if not amount:
        raise UserError(_("金额不能是零。"), code="incentive.zero", field="amount")
    if not reason.strip():
        raise UserError(_("请写明更正的理由。"), code="incentive.reason", field="reason")
    with transaction.atomic():
        row = IncentiveCorrection.objects.create(
            statement=statement, amount=amount, reason=reason.strip(), by=by, at=at
        )
        change = Change(after={"amount": str(amount)}, reason=row.reason)
        record("reports.statements.corrected", statement, by=by, at=at, change=change)
        message = Message(
            text=gettext_noop("%(month)s 的激励结算加了一条更正：%(amount)s 元"),
            params={"month": f"{statement.month:%Y-%m}", "amount": str(amount)},
            url=_address(statement),
        )
        notify(to=[statement.person_id], key=f"correction-{row.pk}", message=message, at=at)
    return row


def _not_own(statement: IncentiveStatement, by: User) -> None:
    if statement.person_id == by.pk:
        raise UserError(_("自己的结算要由另一位有签阅权的同事处理。"), code="incentive.own")


def _address(statement: IncentiveStatement) -> str:
    return reverse("reports:statement", args=[month_of(statement.month), statement.person_id])
