"""What is said under a report: remarks, questions about one of its parts, answers (I5)."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.access import require
from accounts.models import User
from accounts.queries.everybody import holders_of
from accounts.roles import Can
from core.audit import Change, record
from core.errors import Conflict, UserError
from core.notices import Message, notify, settle
from reports.models import Part, Remark, Report


@dataclass(frozen=True)
class RemarkInput:
    """What is written; `about` names a part of the report, and it may be a question."""

    text: str
    about: str = ""
    is_question: bool = False


def add_remark(*, report: Report, given: RemarkInput, by: User, at: dt.datetime) -> Remark:
    """A remark or a question under a report. A question is told to those who plan and write for the whole matrix."""
    require(by, Can.REPORT)
    text = _text(given.text)
    if given.about and given.about not in Part.values:
        raise UserError(_("报告里没有这个部分，请从列表中选择。"), code="report.part", field="about")
    with transaction.atomic():
        remark = Remark.objects.create(
            report=report, author=by, text=text, about=given.about, is_question=given.is_question, created_at=at
        )
        after = {"text": text, "about": given.about, "is_question": given.is_question}
        record("reports.weekly.remarked", report, by=by, at=at, change=Change(after=after))
        if given.is_question:
            team = [person.pk for person in holders_of(Can.SCHEDULE, at=at) if person != by]
            words = {
                "who": by.get_full_name(),
                "period": str(report),
                "about": remark.get_about_display() or _("整份报告"),
                "text": text[:80],
            }
            told = gettext_noop("%(who)s 就 %(period)s 的报告提问（%(about)s）：%(text)s")
            notify(to=team, key=_key(remark), message=Message(told, words, _url(remark), mail=True), at=at)
    return remark


def answer_question(*, question: Remark, text: str, by: User, at: dt.datetime) -> Remark:
    """An answer. Who asked is told, and the question leaves everybody's list."""
    require(by, Can.REPORT)
    text = _text(text)
    if not question.is_question:
        raise Conflict(_("这是一条批注，不是问题，不需要回答。"), code="report.no_question")
    with transaction.atomic():
        answer = Remark.objects.create(report=question.report, author=by, text=text, question=question, created_at=at)
        record("reports.weekly.answered", question.report, by=by, at=at, change=Change(after={"text": text}))
        settle(key_prefix=_key(question), at=at)
        if question.author_id is not None and question.author_id != by.pk:
            words = {"who": by.get_full_name(), "period": str(question.report), "text": text[:80]}
            told = gettext_noop("%(who)s 回答了您对 %(period)s 报告的提问：%(text)s")
            message = Message(told, words, _url(question), mail=True)
            notify(to=[question.author_id], key=f"report-answer:{answer.pk}", message=message, at=at)
    return answer


def _text(text: str) -> str:
    text = text.strip()
    if not text:
        raise UserError(_("请先写下内容。"), code="report.empty", field="body")
    return text


def _key(question: Remark) -> str:
    return f"report-question:{question.pk}"


def _url(remark: Remark) -> str:
    return reverse("reports:weekly_report", args=[remark.report.period]) + f"#remark-{remark.pk}"
