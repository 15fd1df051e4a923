"""Monthly statements of the incentive plan (A10)."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import member, rights_of
from accounts.roles import Can
from core.audit import note_export
from core.dates import Month, local_day, month_of
from core.errors import UserError, existing
from core.exports import table_download
from core.http import done
from core.rate_limits import limited
from reports import services
from reports.access import dispute_for, statement_for, statement_person, statements_reader
from reports.forms import AnswerForm, CorrectionForm, DisputeForm
from reports.models import IncentiveStatement, Measure
from reports.queries import statements as queries
from reports.queries.incentive_facts import evidence
from reports.queries.statements import Drafted

SHOWN = 20


@require_GET
def statements(request: HttpRequest, month: Month) -> HttpResponse:
    """Everybody's month: final, or what it would come to."""
    statements_reader(request.user)
    final = queries.statements_of(month)
    drafts = final or queries.drafts_of(month)
    context = {
        "month": month,
        "drafts": drafts,
        "is_final": bool(final),
        "is_over": month.end <= timezone.now(),
        "next": month.next if month.next.first <= local_day(timezone.now()) else None,
        "total": sum((draft.total for draft in drafts), 0),
        "measures": [measure.label for measure in Measure],
    }
    return render(request, "reports/statements.html", context)


@require_GET
def statements_mine(request: HttpRequest) -> HttpResponse:
    """One's own months."""
    user = member(request)
    context = {"drafts": queries.months_of(user), "this_month": month_of(local_day(timezone.now()))}
    return render(request, "reports/statements_mine.html", context)


@require_POST
def statements_final(request: HttpRequest, month: Month) -> HttpResponse:
    """The month counts from now on."""
    user = statements_reader(request.user)
    rows = services.finalise_month(month=month, by=user, at=timezone.now())
    return done(request, reverse("reports:statements", args=[month]), _("已定稿 %d 份结算，并通知了本人。") % len(rows))


@require_GET
@limited("export")
def statements_table(request: HttpRequest, month: Month, ending: str) -> StreamingHttpResponse | FileResponse:
    """The month as a file."""
    user = statements_reader(request.user)
    drafts = queries.statements_of(month) or queries.drafts_of(month)
    note_export(by=user, at=timezone.now(), filters={"statements": str(month)})
    header = [_("同事"), _("基数"), *(str(measure.label) for measure in Measure), _("更正"), _("合计"), _("状态")]
    rows = (
        [
            draft.person.get_full_name(), draft.settled.base, *draft.by_measure, draft.corrected, draft.total,
            _("已定稿") if draft.statement else _("预览"),
        ]
        for draft in drafts
    )  # fmt: skip
    return table_download(ending, f"incentive-{month}", header, rows)


@require_GET
def statement(request: HttpRequest, month: Month, person_id: int) -> HttpResponse:
    """One person's month with the rows behind each number."""
    return _page(request, month, person_id)


def _page(
    request: HttpRequest, month: Month, person_id: int, *, status: int = 200, **broken: forms.Form
) -> HttpResponse:
    person = statement_person(request.user, person_id)
    draft = existing(queries.statement_of(month, person), _("这个月没有这位同事的结算。"))
    may_sign = rights_of(request.user).may(Can.SIGN_OFF) and person.pk != request.user.pk
    context: dict[str, Any] = {
        "month": month,
        "person": person,
        "draft": draft,
        "lines": _lines(draft, queries.later(month, draft) if draft.statement else {}),
        "is_own": person.pk == request.user.pk,
        "may_sign": may_sign,
        "may_see_all": rights_of(request.user).may(Can.SIGN_OFF),
        "disputes": queries.disputes_of(draft.statement) if draft.statement else [],
        "corrections": queries.corrections_of(draft.statement) if draft.statement else [],
        "dispute_form": DisputeForm(),
        "correction_form": CorrectionForm(),
        "answer_form": AnswerForm(),
    }
    return render(request, "reports/statement.html", context | broken, status=status)


def _lines(draft: Drafted, later: dict[str, float | None]) -> list[dict[str, Any]]:
    rows = evidence(draft.settled.lines, most=SHOWN)
    return [
        {
            "line": line, "label": Measure(line.measure).label, "rows": rows[line.measure], "number": len(line.rows),
            "is_late": line.measure in later, "later": later.get(line.measure),
        }
        for line in draft.settled.lines
    ]  # fmt: skip


@require_GET
@limited("export")
def statement_rows(
    request: HttpRequest, month: Month, person_id: int, ending: str
) -> StreamingHttpResponse | FileResponse:
    """Every row behind every number of a statement."""
    person = statement_person(request.user, person_id)
    draft = existing(queries.statement_of(month, person), _("这个月没有这位同事的结算。"))
    note_export(by=member(request), at=timezone.now(), filters={"statement": f"{month} {person_id}"})
    header = [_("指标"), _("依据"), _("链接"), _("数")]
    return table_download(ending, f"incentive-{month}-{person_id}", header, _evidence_rows(draft))


def _evidence_rows(draft: Drafted) -> Iterator[list[object]]:
    for measure, rows in evidence(draft.settled.lines).items():
        for row in rows:
            yield [str(Measure(measure).label), row.text, row.url, row.amount]


@require_POST
def statement_dispute(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own statement is not right."""
    row, user = statement_for(request.user, pk), member(request)
    form = DisputeForm(request.POST)
    if form.is_valid():
        services.dispute(statement=row, given=form.given(), by=user, at=timezone.now())
        return done(request, _address(row), _("疑问已记下，负责签阅的同事会答复。"))
    return _again(request, row, dispute_form=form)


@require_POST
def statement_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """A line beside a final statement."""
    user, row = statements_reader(request.user), statement_for(request.user, pk)
    form = CorrectionForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            services.correct(statement=row, amount=given["amount"], reason=given["reason"], by=user, at=timezone.now())
        except UserError as error:
            form.add_error(error.field or None, str(error))
        else:
            return done(request, _address(row), _("更正已加上，并通知了本人。"))
    return _again(request, row, correction_form=form)


@require_POST
def dispute_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a dispute."""
    user, row = statements_reader(request.user), dispute_for(request.user, pk)
    form = AnswerForm(request.POST)
    if form.is_valid():
        services.answer_dispute(row=row, text=form.cleaned_data["answer"], by=user, at=timezone.now())
        return done(request, _address(row.statement), _("已答复，并通知了本人。"))
    return _again(request, row.statement, answer_form=form)


def _again(request: HttpRequest, row: IncentiveStatement, **broken: forms.Form) -> HttpResponse:
    """The page with what was typed and what is wrong with it."""
    return _page(request, month_of(row.month), row.person_id, status=422, **broken)


def _address(row: IncentiveStatement) -> str:
    return reverse("reports:statement", args=[month_of(row.month), row.person_id])
