"""What there is to do in a case: steps of its playbook, loud posts to answer, own tasks."""

import datetime as dt

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from core.errors import Conflict, UserError
from core.notices import Message, notify, settle
from monitoring.models import Case, CaseMention, CaseTask, TaskKind
from monitoring.services.case_log import locked_case, write_entry

COPIED = gettext_noop("按预案“%(name)s”第 %(version)d 版列出 %(n)d 步")
DONE = gettext_noop("完成：%(text)s")
AGAIN = gettext_noop("改回未完成：%(text)s")
ADDED = gettext_noop("新增任务：%(text)s")
LOUD = gettext_noop("列出声量最大的 %(n)d 条，逐条回应")
YOURS = gettext_noop("危机“%(title)s”有一项任务交给您：%(text)s")
LOUDEST = 20


def copy_steps(*, case: Case, by: User, at: dt.datetime) -> int:
    """The steps of the playbook's version become tasks of this case, due as long after opening as they say."""
    if case.playbook is None:
        return 0
    rows = [
        CaseTask(
            case=case,
            position=number,
            text=str(step["text"])[:300],
            due_at=case.opened_at + dt.timedelta(minutes=int(step["minutes"])),
        )
        for number, step in enumerate(case.playbook.steps, 1)
    ]
    CaseTask.objects.bulk_create(rows)
    params = {"name": case.playbook.playbook.name, "version": case.playbook.number, "n": len(rows)}
    write_entry(case, COPIED, params, by=by, at=at)
    return len(rows)


@transaction.atomic
def add_task(
    *, case: Case, text: str, by: User, at: dt.datetime, owner: User | None = None, due_at: dt.datetime | None = None
) -> CaseTask:
    """A task of one's own wording. Raises `Conflict` for a closed case: what is learned there is a lesson."""
    case = locked_case(case)
    if not text.strip():
        raise UserError(_("请写明要做什么。"), field="text")
    last = case.tasks.filter(kind=TaskKind.STEP).aggregate(last=Max("position"))["last"] or 0
    task = CaseTask.objects.create(
        case=case, text=text.strip()[:300], owner=owner, due_at=due_at, position=min(last + 1, 32_000)
    )
    write_entry(case, ADDED, {"text": task.text}, by=by, at=at)
    _tell(task, by, at)
    return task


@transaction.atomic
def assign_task(*, task: CaseTask, owner: User | None, by: User, at: dt.datetime) -> CaseTask:
    """Who does it; he is told."""
    row = CaseTask.objects.select_for_update(of=("self",)).select_related("case").get(pk=task.pk)
    row.owner = owner
    row.save(update_fields=["owner"])
    settle(key_prefix=f"case-task:{row.pk}", at=at)
    _tell(row, by, at)
    return row


@transaction.atomic
def tick_task(*, task: CaseTask, done: bool, by: User, at: dt.datetime) -> CaseTask:
    """Done, or not done after all. Raises `Conflict` when somebody was faster."""
    row = CaseTask.objects.select_for_update(of=("self",)).select_related("case").get(pk=task.pk)
    if (row.done_at is not None) == done:
        raise Conflict(_("这一项已经有人勾选。"), code="case.ticked")
    row.done_at, row.done_by = (at, by) if done else (None, None)
    row.save(update_fields=["done_at", "done_by"])
    write_entry(row.case, DONE if done else AGAIN, {"text": row.text}, by=by, at=at)
    settle(key_prefix=f"case-task:{row.pk}", at=at)
    return row


@transaction.atomic
def list_loudest(*, case: Case, by: User, at: dt.datetime) -> int:
    """One task for each of the loudest posts that has none yet, twenty in all."""
    case = locked_case(case)  # two people who ask at once list each post once
    have = set(case.tasks.filter(kind=TaskKind.ANSWER).values_list("mention_id", flat=True))
    found = list(CaseMention.objects.filter(case=case)[:LOUDEST])
    new = [mention for mention in found if mention.pk not in have]
    CaseTask.objects.bulk_create(_answer(case, mention, number) for number, mention in enumerate(new, len(have) + 1))
    if new:
        write_entry(case, LOUD, {"n": len(new)}, by=by, at=at)
    return len(new)


def _answer(case: Case, mention: CaseMention, number: int) -> CaseTask:
    text = _("回应 @%(name)s：%(text)s") % {"name": mention.author_name, "text": mention.text[:80]}
    return CaseTask(case=case, kind=TaskKind.ANSWER, position=number, text=text, mention=mention, due_at=case.due_at)


def _tell(task: CaseTask, by: User, at: dt.datetime) -> None:
    if task.owner_id is not None and task.owner_id != by.pk:
        url = reverse("monitoring:case", args=[task.case_id])
        message = Message(YOURS, {"title": str(task.case), "text": task.text}, url=url, mail=True)
        notify(to=[task.owner_id], key=f"case-task:{task.pk}", message=message, at=at)
