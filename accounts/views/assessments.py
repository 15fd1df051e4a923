"""Operator assessments of one person (A7)."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import queries
from accounts.access import assessment_for, person_for, require
from accounts.forms import AssessmentForm
from accounts.roles import Can
from accounts.services import assess, withdraw_assessment
from core.dates import local_day
from core.errors import UserError
from core.http import done

USUAL = dt.timedelta(days=365)


@require_http_methods(["GET", "POST"])
def assessment_new(request: HttpRequest, user_id: int) -> HttpResponse:
    """Assess a colleague, beside everything that was found before."""
    person, user = person_for(request.user, user_id, everywhere=True), require(request.user, Can.MANAGE_PEOPLE)
    now = timezone.now()
    form = AssessmentForm(request.POST or None, initial={"valid_on": local_day(now + USUAL)})
    if request.method == "POST" and form.is_valid():
        try:
            row = assess(user=person, values=form.values(), by=user, at=now)
        except UserError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            sentence = _("%(name)s 可以独立操作。") if row.passed else _("%(name)s 的发布和回复须由另一位同事批准。")
            return done(request, reverse("accounts:person", args=[user_id]), sentence % {"name": person})
    context = {"form": form, "person": person, "own": person.pk == user.pk, "history": queries.assessments_of(person)}
    return render(request, "accounts/assessment_form.html", context, status=422 if form.errors else 200)


@require_POST
def assessment_withdraw(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """End an assessment before its time."""
    row, user = assessment_for(request.user, assessment_id), require(request.user, Can.MANAGE_PEOPLE)
    withdraw_assessment(assessment=row, reason=request.POST.get("reason", "")[:200], by=user, at=timezone.now())
    sentence = _("已撤销 %(name)s 的操作资格。") % {"name": row.user}
    return done(request, reverse("accounts:person", args=[row.user_id]), sentence)
