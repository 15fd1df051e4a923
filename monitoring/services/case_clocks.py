"""Clocks of cases: who is told when something is missing, and the first answer that stops the clock (M5).

A sweep over rows; each firing is one transaction with its own unique row, so a crash repeats nothing and loses nothing.
"""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_noop

from accounts.models import Grant, User
from accounts.services.robots import News, tell_robots
from core.audit import SYSTEM, Change, record
from core.models import NoticeLevel
from core.notices import Message, notify, settle, told
from monitoring.models import (
    LIVE_STATES,
    Case,
    CaseEscalation,
    CaseState,
    CaseStatement,
    Drill,
    EscalationStep,
    Missing,
)
from monitoring.services.case_log import write_entry
from publishing.models import Publication

NEW = gettext_noop("危机“%(title)s”已立案（%(level)s），请留意。")
NO_OWNER = gettext_noop("危机“%(title)s”立案 %(minutes)d 分钟，还没有负责人。")
NO_ANSWER = gettext_noop("危机“%(title)s”立案 %(minutes)d 分钟，还没有对外回应。")
LATE = gettext_noop("危机“%(title)s”的首次回应已超过时限。")
SENTENCES = {Missing.NOTHING: NEW, Missing.OWNER: NO_OWNER, Missing.ANSWER: NO_ANSWER}
ESCALATED = gettext_noop("上报：立案 %(minutes)d 分钟，%(missing)s，已通知 %(n)d 人")
OVERDUE = gettext_noop("首次回应超过时限")
ANSWERED = gettext_noop("首次回应已发布，计时停止，用时 %(minutes)d 分钟")


def mind_cases(*, now: dt.datetime) -> int:
    """Stop the clocks of what is answered, then tell what is missing. Answers how many steps fired."""
    for statement in _published():
        note_answer(case=statement.case, now=now)
    steps = list(EscalationStep.objects.filter(is_active=True).prefetch_related("people"))
    fired = 0
    for case in live_cases():
        done = set(case.escalations.values_list("step_id", flat=True))
        for step in steps:
            if step.level == case.level and step.pk not in done and _is_due(step, case, now):
                fired += _fire(step, case, now)
        if case.answered_at is None and case.due_at <= now:
            _tell_late(case, now)
    return fired


def live_cases() -> "QuerySet[Case]":
    """What somebody still works on, the most urgent first."""
    return Case.objects.filter(state__in=LIVE_STATES).select_related("owner", "deputy").order_by("due_at")


def _is_due(step: EscalationStep, case: Case, now: dt.datetime) -> bool:
    if now < case.opened_at + dt.timedelta(minutes=step.after_minutes):
        return False
    if step.missing == Missing.OWNER:
        return case.owner_id is None
    return step.missing != Missing.ANSWER or case.answered_at is None


@transaction.atomic
def _fire(step: EscalationStep, case: Case, now: dt.datetime) -> int:
    row, new = CaseEscalation.objects.get_or_create(case=case, step=step, defaults={"at": now})
    if not new:
        return 0
    people = _people(step, case, now)
    missing = Missing(step.missing)
    params = {"title": str(case), "level": str(case.get_level_display()), "minutes": step.after_minutes}
    message = Message(SENTENCES[missing], params, url=_url(case), level=NoticeLevel.DANGER, mail=step.mail)
    part = {Missing.OWNER: "owner", Missing.ANSWER: "answer"}.get(missing, "new")
    notify(to=people, key=f"case:{case.pk}:{part}:{step.pk}", message=message, at=now)
    if step.robots and not case.is_drill:
        _tell_robots(case, step, SENTENCES[missing] % params, now)
    row.told = len(people)
    row.save(update_fields=["told"])
    values = {"minutes": step.after_minutes, "missing": str(missing.label), "n": len(people)}
    write_entry(case, ESCALATED, values, by=SYSTEM, at=now)
    return 1


def people_of(step: EscalationStep, now: dt.datetime) -> set[int]:
    """Who has one of its roles now, and who is named."""
    return people_with(step.roles, step.people.all(), now)


def people_with(roles: Iterable[str], named: Iterable[User], now: dt.datetime) -> set[int]:
    """Who has one of these roles now, and who of those named is still here."""
    grants = Grant.objects.filter(user__is_active=True, role__in=list(roles)).in_force(now)
    return set(grants.values_list("user_id", flat=True)) | {one.pk for one in named if one.is_active}


def _people(step: EscalationStep, case: Case, now: dt.datetime) -> set[int]:
    """Whom a step tells; of a drill only those who were confirmed when it began."""
    people = people_of(step, now)
    drill = Drill.objects.filter(case=case).first()
    return people & set(drill.people.values_list("pk", flat=True)) if drill is not None else people


def _tell_robots(case: Case, step: EscalationStep, text: str, now: dt.datetime) -> None:
    news = News(topic="crisis", key=f"case:{case.pk}:{step.pk}", title=str(case), text=text, path=_url(case))
    tell_robots(account=None, news=news, at=now)


def _tell_late(case: Case, now: dt.datetime) -> None:
    key = f"case:{case.pk}:late"
    if told([key]):
        return
    people: Iterable[User | None] = (case.owner, case.deputy, case.opened_by)
    ids = {one.pk for one in people if one is not None and one.is_active}
    message = Message(LATE, {"title": str(case)}, url=_url(case), level=NoticeLevel.DANGER, mail=True)
    with transaction.atomic():
        if notify(to=ids, key=key, message=message, at=now):
            write_entry(case, OVERDUE, by=SYSTEM, at=case.due_at)


def _published() -> "QuerySet[CaseStatement]":
    """Statements that stand on Weibo while the clock of their case still runs."""
    rows = CaseStatement.objects.filter(case__state=CaseState.OPEN, post__publications__isnull=False)
    return rows.select_related("case").distinct()


@transaction.atomic
def note_answer(*, case: Case, now: dt.datetime) -> Case:
    """The first answer is out: the clock stops at the moment it stood on Weibo, and nobody is reminded any more."""
    row = Case.objects.select_for_update().get(pk=case.pk)
    posts = row.statements.values_list("post_id", flat=True)
    first = Publication.objects.filter(post_id__in=list(posts)).order_by("published_at").first()
    if first is None or row.answered_at is not None:
        return row
    row.answered_at, row.answer_url, row.state = first.published_at, first.url, CaseState.ANSWERED
    row.save(update_fields=["answered_at", "answer_url", "state"])
    minutes = int((row.answered_at - row.signalled_at).total_seconds() // 60)
    write_entry(row, ANSWERED, {"minutes": minutes}, by=SYSTEM, at=now, url=first.url)
    record("monitoring.case.answered", row, by=SYSTEM, at=now, change=Change(after={"minutes": minutes}))
    for part in ("answer", "late"):
        settle(key_prefix=f"case:{row.pk}:{part}", at=now)
    return row


def _url(case: Case) -> str:
    return reverse("monitoring:case", args=[case.pk])
