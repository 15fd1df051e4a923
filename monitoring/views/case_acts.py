"""What people do in a case: each a form of its page, a call, and back to the page."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import accounts_for
from accounts.models import User
from accounts.roles import Can
from core.errors import UserError
from core.http import done
from monitoring import services
from monitoring.access import case_for, listener, statement_for, task_for
from monitoring.forms import (
    DecisionForm,
    JoinForm,
    LeadForm,
    LessonForm,
    LevelForm,
    PersonForm,
    ReviewForm,
    StatementForm,
    TaskForm,
)
from monitoring.models import Case
from monitoring.views.cases import about_of, page_of

Act = Callable[[], object]


def _carry_out(request: HttpRequest, case: Case, form: Form, act: Act, sentence: str, part: str) -> HttpResponse:
    """Do it and go back to `part` of the page; what is refused comes back with all that was typed."""
    if form.is_valid():
        try:
            act()
        except UserError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            return done(request, f"{reverse('monitoring:case', args=[case.pk])}#{part}", sentence)
    refused = {"refused": part, "refusal": _first_error(form), "typed": request.POST}
    return render(request, "monitoring/case.html", page_of(request, case, **refused), status=422)


def _first_error(form: Form) -> str:
    return next((str(one) for errors in form.errors.values() for one in errors), "")


def _start(request: HttpRequest, case_id: int) -> tuple[Case, User, dt.datetime]:
    return case_for(request, case_id), listener(request), timezone.now()


@require_POST
def case_lead(request: HttpRequest, case_id: int) -> HttpResponse:
    """Owner and deputy; `me` makes whoever asks the owner."""
    case, user, now = _start(request, case_id)
    data = request.POST.copy()
    if "me" in data:
        data["owner"], data["deputy"] = str(user.pk), str(case.deputy_id or "")
    form = LeadForm(data)

    def act() -> object:
        return services.set_leaders(case=case, by=user, at=now, **form.cleaned_data)

    return _carry_out(request, case, form, act, _("负责人已更新。"), "lead")


@require_POST
def case_level(request: HttpRequest, case_id: int) -> HttpResponse:
    """Another level; its freeze comes with it."""
    case, user, now = _start(request, case_id)
    form = LevelForm(request.POST)

    def act() -> object:
        return services.set_level(case=case, by=user, at=now, **form.cleaned_data)

    return _carry_out(request, case, form, act, _("等级已更新，时限从首个信号重新计算。"), "lead")


@require_POST
def case_people(request: HttpRequest, case_id: int) -> HttpResponse:
    """Somebody takes part."""
    case, user, now = _start(request, case_id)
    form = PersonForm(request.POST)

    def act() -> object:
        return services.add_person(case=case, by=user, at=now, **form.cleaned_data)

    return _carry_out(request, case, form, act, _("已加入。"), "people")


@require_POST
def case_person_out(request: HttpRequest, case_id: int, person_id: int) -> HttpResponse:
    """Somebody takes no part any more."""
    case, user, now = _start(request, case_id)
    services.remove_person(case=case, person_id=person_id, by=user, at=now)
    return done(request, f"{reverse('monitoring:case', args=[case.pk])}#people", _("已移出。"))


@require_POST
def case_decide(request: HttpRequest, case_id: int) -> HttpResponse:
    """A decision goes into the log."""
    case, user, now = _start(request, case_id)
    form = DecisionForm(request.POST)

    def act() -> object:
        return services.note_decision(case=case, by=user, at=now, **form.cleaned_data)

    return _carry_out(request, case, form, act, _("已记入日志。"), "decide")


@require_POST
def case_join(request: HttpRequest, case_id: int) -> HttpResponse:
    """More of what is said joins: named by the address as for a new case, or pasted as the address of its page."""
    case, user, now = _start(request, case_id)
    form = JoinForm(request.POST)

    def act() -> object:
        about = form.about or about_of(request)
        return services.join_case(case=case, about=about, by=user, at=now)

    return _carry_out(request, case, form, act, _("已归入案件。"), "mentions")


def _due(form: TaskForm | LessonForm, now: dt.datetime) -> dt.datetime | None:
    minutes = form.cleaned_data.get("minutes")
    return now + dt.timedelta(minutes=minutes) if minutes else None


@require_POST
def case_tasks(request: HttpRequest, case_id: int) -> HttpResponse:
    """A task more."""
    case, user, now = _start(request, case_id)
    form = TaskForm(request.POST)

    def act() -> object:
        values = form.cleaned_data
        return services.add_task(
            case=case, text=values["text"], owner=values["owner"], due_at=_due(form, now), by=user, at=now
        )

    return _carry_out(request, case, form, act, _("任务已添加。"), "tasks")


@require_POST
def case_loudest(request: HttpRequest, case_id: int) -> HttpResponse:
    """The twenty loudest posts become tasks."""
    case, user, now = _start(request, case_id)
    n = services.list_loudest(case=case, by=user, at=now)
    sentence = _("已列出 %(n)d 条待回应。") % {"n": n} if n else _("没有更多可列的内容。")
    return done(request, f"{reverse('monitoring:case', args=[case.pk])}#answers", sentence)


@require_POST
def case_task(request: HttpRequest, task_id: int) -> HttpResponse:
    """Tick a task, take that back, or give it to somebody."""
    task, user, now = task_for(request, task_id), listener(request), timezone.now()
    if "owner" in request.POST:
        form = TaskForm(request.POST)

        def act() -> object:
            return services.assign_task(task=task, owner=form.cleaned_data["owner"], by=user, at=now)

        return _carry_out(request, task.case, form, act, _("已分配。"), "tasks")
    ticked = request.POST.get("done") == "1"
    services.tick_task(task=task, done=ticked, by=user, at=now)
    sentence = _("已完成。") if ticked else _("已改回未完成。")
    return done(request, f"{reverse('monitoring:case', args=[task.case_id])}#tasks", sentence)


@require_POST
def case_statement(request: HttpRequest, case_id: int) -> HttpResponse:
    """A holding statement, adapted, becomes a post."""
    case, user, now = _start(request, case_id)
    form = StatementForm(request.POST, accounts=accounts_for(user, Can.WRITE))

    def act() -> object:
        return services.draft_statement(case=case, by=user, at=now, **form.cleaned_data)

    return _carry_out(request, case, form, act, _("声明已起草，核对后送审。"), "statements")


@require_POST
def statement_check(request: HttpRequest, statement_id: int) -> HttpResponse:
    """The matter and the attitude in one go; with all points ticked it goes to review at once."""
    statement, user, now = statement_for(request, statement_id), listener(request), timezone.now()
    form = Form(request.POST)

    def act() -> object:
        checks = request.POST.getlist("checks")
        return services.submit_statement(statement=statement, checks=checks, by=user, at=now)

    return _carry_out(request, statement.case, form, act, _("核对完毕，已送审。"), "statements")


@require_POST
def case_review(request: HttpRequest, case_id: int) -> HttpResponse:
    """What happened, what went well and badly."""
    case, user, now = _start(request, case_id)
    form = ReviewForm(request.POST)

    def act() -> object:
        return services.write_review(case=case, findings=form.findings, by=user, at=now)

    return _carry_out(request, case, form, act, _("复盘已保存。"), "review")


@require_POST
def case_lesson(request: HttpRequest, case_id: int) -> HttpResponse:
    """A lesson becomes a keyword, a step of a playbook or a task."""
    case, user, now = _start(request, case_id)
    form = LessonForm(request.POST)

    def act() -> object:
        return _learn(case, form, user, now)

    return _carry_out(request, case, form, act, _("改进已落实。"), "review")


def _learn(case: Case, form: LessonForm, user: User, now: dt.datetime) -> object:
    values: dict[str, Any] = form.cleaned_data
    text = values["text"]
    if values["kind"] == "word":
        return services.lesson_word(case=case, word=text, keyword_set=values["keyword_set"], by=user, at=now)
    if values["kind"] == "step":
        minutes = values["minutes"] or 60
        return services.lesson_step(case=case, playbook=values["playbook"], text=text, minutes=minutes, by=user, at=now)
    return services.lesson_task(case=case, text=text, owner=values["owner"], due_at=_due(form, now), by=user, at=now)


@require_POST
def case_close(request: HttpRequest, case_id: int) -> HttpResponse:
    """Close it."""
    case, user, now = _start(request, case_id)

    def act() -> object:
        return services.close_case(case=case, by=user, at=now)

    return _carry_out(request, case, Form(request.POST), act, _("已结案。"), "review")
