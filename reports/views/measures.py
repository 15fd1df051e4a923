"""Measures: what each is, which ones each kind of account has, the company's own (I2)."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import require, require_somewhere, rights_of, scope
from accounts.models import User
from accounts.roles import Can
from core.dates import local_day
from core.errors import UserError
from core.http import done
from reports import queries, services
from reports.access import kind_of_account, own_measure_for
from reports.forms import MeasureSetForm, OwnMeasureForm
from reports.measures import CATALOGUE, definitions
from reports.models import OwnMeasure
from reports.queries import Subject

DAYS = 28


@require_GET
def measures(request: HttpRequest) -> HttpResponse:
    """The catalogue with the last 28 days of the accounts that the person may read, and the sets by kind."""
    user, today, own = require_somewhere(request.user, Can.REPORT), local_day(timezone.now()), queries.own_measures()
    known = definitions(own)
    subject = Subject(accounts=frozenset(scope(request, can=Can.REPORT).values_list("pk", flat=True)))
    first, last = today - dt.timedelta(days=DAYS), today - dt.timedelta(days=1)
    found = queries.measured(subject, first=first, last=last, keys=known, today=today, own=own)
    context = {
        "found": found,
        "values": list(found.total.values()),
        "own": own,
        "sets": queries.measure_sets(own).values(),
        "may_change": rights_of(user).may(Can.MANAGE_SETTINGS),
    }
    return render(request, "reports/measures.html", context)


@require_http_methods(["GET", "POST"])
def measure_set(request: HttpRequest, kind: str) -> HttpResponse:
    """Which measures a kind of account has, and in which order."""
    user, wanted, own = require(request.user, Can.MANAGE_SETTINGS), kind_of_account(kind), queries.own_measures()
    chosen = queries.measure_sets(own)[wanted.value]
    form = MeasureSetForm(definitions(own), [one.key for one in chosen.definitions], request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.choose_measures(kind=wanted, keys=form.keys(), by=user, at=timezone.now())
        except UserError as error:
            form.add_error(None, str(error))
        else:
            return done(request, reverse("reports:measures"), _("“%s”的指标已保存。") % wanted.label)
    context = {"form": form, "chosen": chosen, "definitions": definitions(own).values()}
    return render(request, "reports/measure_set.html", context, status=422 if form.errors else 200)


@require_POST
def measure_set_reset(request: HttpRequest, kind: str) -> HttpResponse:
    """Back to the shipped measures."""
    user, wanted = require(request.user, Can.MANAGE_SETTINGS), kind_of_account(kind)
    services.reset_measures(kind=wanted, by=user, at=timezone.now())
    return done(request, reverse("reports:measures"), _("“%s”已恢复预设的指标。") % wanted.label)


@require_http_methods(["GET", "POST"])
def own_measure_new(request: HttpRequest) -> HttpResponse:
    """A new measure of the company's own."""
    return _own_measure(request, require(request.user, Can.MANAGE_SETTINGS), None)


@require_http_methods(["GET", "POST"])
def own_measure(request: HttpRequest, measure_id: int) -> HttpResponse:
    """Change one."""
    row = own_measure_for(request.user, measure_id)
    return _own_measure(request, require(request.user, Can.MANAGE_SETTINGS), row)


@require_POST
def own_measure_remove(request: HttpRequest, measure_id: int) -> HttpResponse:
    """Remove one."""
    row = own_measure_for(request.user, measure_id)
    services.remove_own_measure(row=row, by=require(request.user, Can.MANAGE_SETTINGS), at=timezone.now())
    return done(request, reverse("reports:measures"), _("已移除“%s”。") % row.name)


def _own_measure(request: HttpRequest, user: User, row: OwnMeasure | None) -> HttpResponse:
    form = OwnMeasureForm.of(row, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            saved = services.save_own_measure(row=row, wanted=form.values(), by=user, at=timezone.now())
        except UserError as error:
            form.add_error(error.field or None, str(error))
        else:
            return done(request, reverse("reports:measures"), _("指标“%s”已保存。") % saved.name)
    context = {"form": form, "row": row, "catalogue": CATALOGUE.values()}
    return render(request, "reports/own_measure.html", context, status=422 if form.errors else 200)
