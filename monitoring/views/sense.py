"""What mentions are: one click corrects it; the model, its versions and its drift (M4)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.http import came_from, done, safe_next, toast, wants_fragment
from monitoring.access import correction_for, listener, mention_for, sense_version_for
from monitoring.models import Mention
from monitoring.queries import drift, sense
from monitoring.services import sense_versions
from monitoring.services.corrections import correct_mention, undo_correction


@require_http_methods(["GET", "POST"])
def mention_correct(request: HttpRequest, mention_id: int) -> HttpResponse:
    """One click: a person says what it is. A list asks for the choices of a row when they are wanted."""
    found, user = mention_for(request, mention_id), listener(request)
    if request.method == "GET":
        return _choices(request, found)
    aspect, value = request.POST.get("aspect", ""), request.POST.get("value", "")
    made = correct_mention(mention=found, aspect=aspect, value=value, by=user, at=timezone.now())
    undo = reverse("monitoring:correction_undo", args=[made.pk]) if made else ""
    sentence = _("已更正，会用于训练下一版。") if made else _("已按模型原来的判断恢复。")
    if not wants_fragment(request):
        return done(
            request, safe_next(request, reverse("monitoring:mention", args=[found.pk])), sentence, undo_url=undo
        )
    found.refresh_from_db()
    answer = render(request, "monitoring/_judged.html", {"mention": found, "judging": sense.choices()})
    return toast(answer, sentence, undo_url=undo)


def _choices(request: HttpRequest, mention: Mention) -> HttpResponse:
    place = reverse("monitoring:mention", args=[mention.pk])
    if not wants_fragment(request):
        return redirect(place)
    context = {"mention": mention, "judging": sense.choices(), "back": came_from(request) or place}
    return render(request, "monitoring/_judge_choices.html", context)


@require_POST
def correction_undo(request: HttpRequest, correction_id: int) -> HttpResponse:
    """What the model had said stands again."""
    found, user = correction_for(request, correction_id), listener(request)
    undo_correction(correction=found, by=user, at=timezone.now())
    place = safe_next(request, reverse("monitoring:mention", args=[found.mention_id]))
    return done(request, place, _("更正已撤销。"))


@require_GET
def sense_page(request: HttpRequest) -> HttpResponse:
    """Figures of the model in use, drift by week, versions, the latest corrections."""
    listener(request)
    weeks = drift.drift(timezone.now())
    context = {
        "weeks": weeks,
        "latest": weeks[-1],
        "chart": drift.drift_chart(weeks),
        "versions": sense.version_rows(),
        "shipped": sense.shipped_figures(),
        "corrections": sense.latest_corrections(),
        "number": sense.corrections_number(),
        "least": sense_versions.FEWEST,
        "in_use": sense_versions.in_use(),
    }
    return render(request, "monitoring/sense.html", context)


@require_POST
def sense_train(request: HttpRequest) -> HttpResponse:
    """Make the next version of what was corrected."""
    sense_versions.start_training(by=listener(request), at=timezone.now())
    return done(request, reverse("monitoring:sense"), _("已开始训练，通常一分钟内完成。使用中的版本不变。"))


@require_POST
def sense_stop(request: HttpRequest, version_id: int) -> HttpResponse:
    """Stop a training."""
    sense_versions.cancel_training(version=sense_version_for(request, version_id))
    return done(request, reverse("monitoring:sense"), _("已要求停止训练。"))


@require_POST
def sense_switch(request: HttpRequest, version_id: int) -> HttpResponse:
    """Judge with this version from now on."""
    found, user = sense_version_for(request, version_id), listener(request)
    sense_versions.switch_version(version=found, by=user, at=timezone.now())
    return done(request, reverse("monitoring:sense"), _("已启用 %(version)s，新内容按它判断。") % {"version": found})


@require_POST
def sense_shipped(request: HttpRequest) -> HttpResponse:
    """Back to the model that comes with the product."""
    sense_versions.switch_version(version=None, by=listener(request), at=timezone.now())
    return done(request, reverse("monitoring:sense"), _("已换回随产品提供的版本。"))
