"""The end of a case: what happened, what went well and badly, and what was learned, each in one click (M5)."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from core.audit import Change, record
from core.errors import Conflict, UserError
from core.notices import settle
from monitoring.models import Case, CaseState, CaseTask, KeywordSet, Playbook, TaskKind
from monitoring.services.case_log import locked_case, write_entry
from monitoring.services.case_rules import add_playbook_step
from monitoring.services.keywords import add_spelling

CLOSED = gettext_noop("结案")
REVIEWED = gettext_noop("写下复盘")
WORD = gettext_noop("复盘改进：关键词“%(word)s”加入“%(set)s”")
STEP = gettext_noop("复盘改进：预案“%(name)s”增加一步：%(text)s")
TASK = gettext_noop("复盘改进：任务：%(text)s")


@dataclass(frozen=True, slots=True)
class Findings:
    """What the review says."""

    cause: str = ""
    went_well: str = ""
    went_badly: str = ""


@transaction.atomic
def write_review(*, case: Case, findings: Findings, by: User, at: dt.datetime) -> Case:
    """Keep what was found; possible before and after closing."""
    row = Case.objects.select_for_update().get(pk=case.pk)
    row.cause, row.went_well = findings.cause.strip(), findings.went_well.strip()
    row.went_badly = findings.went_badly.strip()
    row.save(update_fields=["cause", "went_well", "went_badly"])
    write_entry(row, REVIEWED, by=by, at=at)
    record("monitoring.case.reviewed", row, by=by, at=at)
    return row


@transaction.atomic
def close_case(*, case: Case, by: User, at: dt.datetime) -> Case:
    """Close it. Raises `UserError` while the review is empty or a freeze of it still stops publishing."""
    row = locked_case(case)
    if not (row.cause.strip() and row.went_well.strip() and row.went_badly.strip()):
        raise UserError(_("先写复盘：原因和结论、做得好的、做得不好的，各写一句也可以。"), field="cause")
    if row.freezes.filter(ended_at=None).exists():
        raise Conflict(_("本案的冻结还没有解除，先解除再结案。"), code="case.frozen")
    row.state, row.closed_at, row.closed_by = CaseState.CLOSED, at, by
    row.save(update_fields=["state", "closed_at", "closed_by"])
    write_entry(row, CLOSED, by=by, at=at)
    record("monitoring.case.closed", row, by=by, at=at, change=Change(after={"answered": bool(row.answered_at)}))
    settle(key_prefix=f"case:{row.pk}", at=at)
    return row


@transaction.atomic
def lesson_word(*, case: Case, word: str, keyword_set: KeywordSet, by: User, at: dt.datetime) -> None:
    """A word that would have heard it earlier goes into a set, as a new version of it."""
    if keyword_set.keywords.filter(word=word.strip()).exists():
        raise Conflict(_("“%(set)s”里已有这个词。") % {"set": keyword_set.name}, code="case.word_known")
    add_spelling(keyword_set=keyword_set, word=word, by=by, at=at)
    write_entry(case, WORD, {"word": word.strip(), "set": keyword_set.name}, by=by, at=at)


@transaction.atomic
def lesson_step(*, case: Case, playbook: Playbook, text: str, minutes: int, by: User, at: dt.datetime) -> None:
    """The playbook gets a further step, as a new version that names this case."""
    why = _("复盘“%(title)s”") % {"title": case}
    add_playbook_step(playbook=playbook, text=text, minutes=minutes, why=why, by=by, at=at)
    write_entry(case, STEP, {"name": playbook.name, "text": text.strip()[:300]}, by=by, at=at)


@transaction.atomic
def lesson_task(
    *, case: Case, text: str, by: User, at: dt.datetime, owner: User | None = None, due_at: dt.datetime | None = None
) -> CaseTask:
    """Something to mend, with somebody who mends it; stays open after the case is closed."""
    if not text.strip():
        raise UserError(_("请写明要改进什么。"), field="text")
    task = CaseTask.objects.create(
        case=case,
        kind=TaskKind.LESSON,
        text=text.strip()[:300],
        owner=owner,
        due_at=due_at,
        position=case.tasks.filter(kind=TaskKind.LESSON).count() + 1,
    )
    write_entry(case, TASK, {"text": task.text}, by=by, at=at)
    return task
