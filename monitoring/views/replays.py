"""Replay of an alert rule over the past: to try it, to watch the run, to stop it (M4)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.http import done, page_or_fragment, wants_fragment
from core.jobs import ask_to_cancel
from core.models import Job
from monitoring.access import listener, replay_for, set_for
from monitoring.forms import ReplayForm
from monitoring.models import KeywordSet
from monitoring.queries.alerting import rule_of
from monitoring.queries.replays import USUAL_SPAN, Figures, last_replay, outcome_of, tried_figures
from monitoring.services import adopt_figures, search_figures, start_replay


@require_http_methods(["GET", "POST"])
def replay(request: HttpRequest, set_id: int) -> HttpResponse:
    """Choose figures and run them over the last days."""
    found, user = set_for(request, set_id), listener(request)
    form = ReplayForm(request.POST or None, figures=Figures.of_rule(rule_of(found)))
    if request.method == "POST" and form.is_valid():
        days, now = form.cleaned_data["days"], timezone.now()
        job = start_replay(keyword_set=found, tried=form.figures(), days=days, by=user, at=now)
        return done(request, reverse("monitoring:replay_run", args=[found.pk, job.pk]))
    context = {"form": form, "set": found, **_shown(found, last_replay(found, user.pk))}
    return render(request, "monitoring/replay.html", context, status=422 if form.errors else 200)


@require_GET
def replay_run(request: HttpRequest, set_id: int, job_id: int) -> HttpResponse:
    """How far a run is, and what it found."""
    found = set_for(request, set_id)
    job = replay_for(found, job_id)
    context = {"form": ReplayForm(figures=tried_figures(job)), "set": found, **_shown(found, job)}
    return page_or_fragment(request, "monitoring/replay.html", "monitoring/_replay.html", context)


@require_POST
def replay_stop(request: HttpRequest, set_id: int, job_id: int) -> HttpResponse:
    """Stop a run at its next day."""
    found = set_for(request, set_id)
    job = replay_for(found, job_id)
    listener(request)
    ask_to_cancel(job)
    if wants_fragment(request):
        job.refresh_from_db()
        return render(request, "monitoring/_replay.html", {"set": found, **_shown(found, job)})
    return done(request, reverse("monitoring:replay_run", args=[found.pk, job.pk]), _("正在停止回放。"))


@require_POST
def replay_search(request: HttpRequest, set_id: int) -> HttpResponse:
    """Look for figures under which less is dismissed."""
    found = set_for(request, set_id)
    job = search_figures(keyword_set=found, by=listener(request), at=timezone.now())
    return done(request, reverse("monitoring:replay_run", args=[found.pk, job.pk]))


@require_POST
def replay_adopt(request: HttpRequest, set_id: int, job_id: int) -> HttpResponse:
    """Save the figures of a run."""
    found = set_for(request, set_id)
    figures = tried_figures(replay_for(found, job_id))
    adopt_figures(keyword_set=found, figures=figures, by=listener(request), at=timezone.now())
    return done(request, reverse("monitoring:alert_rule", args=[found.pk]), _("预警规则已改，下次巡查起生效。"))


def tried_before(request: HttpRequest, found: KeywordSet, figures: Figures) -> dict[str, Any]:
    """A run of a changed rule that its author has not seen yet, or asks for; empty when it may be saved."""
    seen = request.POST.get("tried") == figures.digest
    unchanged = figures == Figures.of_rule(rule_of(found))
    if "try" not in request.POST and (seen or unchanged):
        return {}
    job = start_replay(keyword_set=found, tried=figures, days=USUAL_SPAN, by=listener(request), at=timezone.now())
    return {**_shown(found, job), "digest": figures.digest}


def _shown(found: KeywordSet, job: Job | None) -> dict[str, Any]:
    return {"job": job, "outcome": outcome_of(job, found) if job is not None else None}
