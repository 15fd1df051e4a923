"""Keyword sets: a page to make, change and judge them (M1)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import UserError
from core.http import done
from monitoring.access import listener, set_for
from monitoring.forms import SetForm
from monitoring.models import KeywordSet
from monitoring.queries import overview, sets
from monitoring.services import delete_set, save_set, start_resweep


@require_http_methods(["GET", "POST"])
def set_new(request: HttpRequest) -> HttpResponse:
    """A new set."""
    listener(request)
    return _form(request, None)


@require_http_methods(["GET", "POST"])
def set_edit(request: HttpRequest, set_id: int) -> HttpResponse:
    """A set with what its words caught."""
    return _form(request, set_for(request, set_id))


@require_POST
def set_resweep(request: HttpRequest, set_id: int) -> HttpResponse:
    """Run the words over everything collected so far."""
    found = set_for(request, set_id)
    start_resweep(keyword_set=found, by=listener(request), at=timezone.now())
    return done(request, reverse("monitoring:set", args=[found.pk]), _("已开始回查历史，完成后命中数会更新。"))


@require_POST
def set_delete(request: HttpRequest, set_id: int) -> HttpResponse:
    """Delete a set with its hits and alerts."""
    found = set_for(request, set_id)
    delete_set(keyword_set=found, by=listener(request), at=timezone.now())
    return done(request, reverse("monitoring:home"), _("词组“%(name)s”已删除。") % {"name": found.name})


def _form(request: HttpRequest, found: KeywordSet | None) -> HttpResponse:
    user, now = listener(request), timezone.now()
    form = SetForm(request.POST or None, keyword_set=found, initial={"owner": user.pk})
    if request.method == "POST" and form.is_valid():
        try:
            saved = save_set(draft=form.draft(), by=user, at=now)
        except UserError as error:
            form.add_error(error.field or None, str(error))
        else:
            return done(request, reverse("monitoring:set", args=[saved.pk]), _("词组已保存，一分钟内开始巡查。"))
    context: dict[str, Any] = {"form": form, "set": found}
    if found is not None:
        context |= {"words": sets.word_rows(found, now), "sweeps": sets.last_sweeps(found)}
        context |= {"alerts": overview.recent_alerts(found)}
    return render(request, "monitoring/set.html", context, status=422 if form.errors else 200)
