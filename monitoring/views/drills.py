"""Drills: start one, practise it, stop it, see how it went beside earlier ones (M5)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import UserError
from core.http import done, wants_fragment
from monitoring.access import drill_for, listener
from monitoring.drills import SCENARIOS
from monitoring.forms import DrillForm
from monitoring.queries import drills as queries
from monitoring.services import drills as services


@require_http_methods(["GET", "POST"])
def drills(request: HttpRequest) -> HttpResponse:
    """The running one, what there is to practise, earlier ones. Who is alarmed is shown again before it starts."""
    user = listener(request)
    form, asked = DrillForm(request.POST or None, initial={"people": [user.pk]}), None
    if request.method == "POST" and form.is_valid():
        if "confirmed" in request.POST:
            try:
                drill = services.start_drill(**form.cleaned_data, by=user, at=timezone.now())
            except UserError as error:
                form.add_error(error.field if error.field in form.fields else None, str(error))
            else:
                return done(request, reverse("monitoring:drill", args=[drill.pk]), _("演练开始，已通知参加的人。"))
        else:
            asked = {**form.cleaned_data, "scenario": SCENARIOS[form.cleaned_data["scenario"]]}
    found = {"running": queries.running_drill(), "results": queries.results(), "names": queries.NAMES}
    context = {**found, "form": form, "asked": asked, "scenarios": SCENARIOS.values()}
    return render(request, "monitoring/drills.html", context, status=422 if form.errors else 200)


@require_GET
def drill(request: HttpRequest, drill_id: int) -> HttpResponse:
    """One drill: what is being said, and its times; polled while it runs."""
    found, now = drill_for(request, drill_id), timezone.now()
    if wants_fragment(request):
        response = render(request, "monitoring/_drill_live.html", queries.live_part(found, now))
        if not found.is_running:
            response["HX-Refresh"] = "true"  # somebody ended it: the page shows the result
        return response
    return render(request, "monitoring/drill.html", queries.whole_page(found, now))


def _refused(request: HttpRequest, drill_id: int, error: UserError) -> HttpResponse:
    page: dict[str, Any] = queries.whole_page(drill_for(request, drill_id), timezone.now())
    return render(request, "monitoring/drill.html", {**page, "refusal": str(error)}, status=422)


@require_POST
def drill_case(request: HttpRequest, drill_id: int) -> HttpResponse:
    """Open the case of the drill."""
    found, user = drill_for(request, drill_id), listener(request)
    try:
        case = services.open_drill_case(drill=found, by=user, at=timezone.now())
    except UserError as error:
        return _refused(request, drill_id, error)
    return done(request, reverse("monitoring:case", args=[case.pk]), _("已立案（演练），计时开始。"))


@require_POST
def drill_act(request: HttpRequest, drill_id: int, act: str) -> HttpResponse:
    """Answer as if, stop, or clear away."""
    found, user = drill_for(request, drill_id), listener(request)
    acts = {
        "answer": (services.simulate_answer, _("已记为回应，没有真的发布。")),
        "end": (services.end_drill, _("演练已结束，下面是结果。")),
        "clear": (services.clear_drill, _("已清理，记录和用时保留。")),
    }
    call, sentence = acts[act]
    try:
        call(drill=found, by=user, at=timezone.now())
    except UserError as error:
        return _refused(request, drill_id, error)
    return done(request, reverse("monitoring:drill", args=[found.pk]), sentence)
