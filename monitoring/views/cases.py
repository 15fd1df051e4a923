"""Crisis cases: the list, a new one, the page of one (polled), its report for printing (M5)."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import accounts_for, rights_of
from accounts.models import User
from accounts.roles import Can
from core.errors import UserError
from core.http import done, int_param, text_param, wants_fragment, whole_numbers
from core.paging import key_page
from monitoring.access import alert_for, case_for, listener
from monitoring.forms import CaseForm
from monitoring.models import Case, CaseState
from monitoring.queries import cases as queries
from monitoring.services import About, Opened, open_case


@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    """What is worked on, and what was before."""
    listener(request)
    page = key_page(queries.case_rows().filter(state=CaseState.CLOSED), before=int_param(request, "before"))
    context = {"live": queries.live_cases(), "page": page, "now": timezone.now()}
    return render(request, "monitoring/cases.html", context)


def about_of(request: HttpRequest) -> About:
    """What the address names: `alert`, `group`, `mention` (several), `thread`, or words in `about`."""
    alert_id = int_param(request, "alert")
    return About(
        alert=alert_for(request, alert_id) if alert_id is not None else None,
        group_ids=tuple(whole_numbers(request.GET.getlist("group")))[:50],
        mention_ids=tuple(whole_numbers(request.GET.getlist("mention")))[:200],
        thread_ids=tuple(whole_numbers(request.GET.getlist("thread")))[:200],
        origin=text_param(request, "about", limit=200),
    )


def _origin(about: About) -> str:
    if about.origin:
        return about.origin
    if about.alert is not None:
        values = {"set": about.alert.keyword_set.name, "n": about.alert.count}
        return _("预警：%(set)s，%(n)d 条") % values
    return queries.first_words(about.mention_ids) or queries.group_words(about.group_ids)


def _initial(about: About, user: User) -> dict[str, Any]:
    title = about.origin if about.alert is None else about.alert.keyword_set.name
    return {"title": title[:100], "level": queries.level_for(about.alert), "owner": user.pk}


@require_http_methods(["GET", "POST"])
def case_new(request: HttpRequest) -> HttpResponse:
    """A new case: filled in beforehand from what it is about; one click opens it and freezes."""
    user, named = listener(request), about_of(request)
    about = replace(named, origin=_origin(named))
    form = CaseForm(request.POST or None, initial=_initial(about, user))
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            opened = open_case(
                title=values["title"],
                level=values["level"],
                about=replace(about, note=values["note"]),
                by=user,
                at=timezone.now(),
                setting=form.setting,
            )
        except UserError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            return done(request, reverse("monitoring:case", args=[opened.case.pk]), _opened_sentence(opened))
    context = {"form": form, "about": named, "origin": about.origin, "levels": queries.level_choices()}
    context["joinable"] = queries.joinable_cases() if named != About() else []
    return render(request, "monitoring/case_new.html", context, status=422 if form.errors else 200)


def _opened_sentence(opened: Opened) -> str:
    if not opened.freezes:
        return _("已立案，计时开始。")
    return ngettext("已立案并冻结，暂停 %(n)d 条。", "已立案并冻结，暂停 %(n)d 条。", opened.held) % {"n": opened.held}


@require_GET
def case(request: HttpRequest, case_id: int) -> HttpResponse:
    """One case. Polled: 204 while nothing of it has changed."""
    found = case_for(request, case_id)
    if not wants_fragment(request):
        return render(request, "monitoring/case.html", page_of(request, found))
    stamp = queries.stamp_of(found)
    if request.GET.get("stamp") == stamp:
        response = HttpResponse(status=204)
    else:
        response = render(request, "monitoring/_case_live.html", {**queries.live_part(found), "now": timezone.now()})
    response["ETag"] = f'"{stamp}"'
    return response


def page_of(request: HttpRequest, found: Case, **more: Any) -> dict[str, Any]:
    """The context of the page of a case; `more` carries what was typed and why it was refused."""
    may_write = rights_of(request.user).may_somewhere(Can.WRITE)
    accounts = accounts_for(request.user, Can.WRITE).order_by("nickname") if may_write else []
    may_answer = rights_of(request.user).may_somewhere(Can.REPLY)
    page = {**queries.whole_page(found), "accounts": accounts, "may_answer": may_answer}
    return {**page, "now": timezone.now(), **more}


@require_GET
def case_posts(request: HttpRequest, case_id: int) -> HttpResponse:
    """All posts that a case is about, the loudest first."""
    found = case_for(request, case_id)
    page = queries.linked_page(found, before=int_param(request, "before"), after=int_param(request, "after"))
    return render(request, "monitoring/case_posts.html", {"case": found, "page": page})


@require_GET
def case_report(request: HttpRequest, case_id: int) -> HttpResponse:
    """The report after the event: figures, what was said, what was learned, the whole log; made for printing."""
    found = case_for(request, case_id)
    context = {**queries.whole_page(found), "entries": list(found.entries.all()), "now": timezone.now()}
    return render(request, "monitoring/case_report.html", context)
