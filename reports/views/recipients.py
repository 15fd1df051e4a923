"""To whom reports are mailed and how they look (I5)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import require
from accounts.roles import Can
from core.errors import UserError
from core.http import done
from reports import queries, services
from reports.access import recipient_group_for
from reports.forms import BrandForm, RecipientForm
from reports.models import RecipientGroup
from reports.views.showing import logo_address


@require_GET
def recipients(request: HttpRequest) -> HttpResponse:
    """Groups of recipients, and the look of reports."""
    require(request.user, Can.MANAGE_SETTINGS)
    context = {"groups": queries.recipient_groups(), "brand": queries.brand(), "logo": logo_address(queries.brand())}
    return render(request, "reports/recipients.html", context)


@require_http_methods(["GET", "POST"])
def recipient_new(request: HttpRequest) -> HttpResponse:
    """A new group."""
    require(request.user, Can.MANAGE_SETTINGS)
    return _group(request, None)


@require_http_methods(["GET", "POST"])
def recipient_edit(request: HttpRequest, group_id: int) -> HttpResponse:
    """Change a group."""
    return _group(request, recipient_group_for(request.user, group_id))


def _group(request: HttpRequest, group: RecipientGroup | None) -> HttpResponse:
    user = require(request.user, Can.MANAGE_SETTINGS)
    form = RecipientForm(request.POST or None, initial=RecipientForm.starting(group))
    if request.method == "POST" and form.is_valid():
        try:
            services.save_recipient_group(given=form.given(), by=user, at=timezone.now(), group=group)
        except UserError as error:
            form.add_error(error.field or None, str(error))
        else:
            return done(request, reverse("reports:recipients"), _("收件组已保存。"))
    context = {"form": form, "group": group}
    return render(request, "reports/recipient_form.html", context, status=422 if form.errors else 200)


@require_POST
def recipient_remove(request: HttpRequest, group_id: int) -> HttpResponse:
    """Nobody of the group is mailed any more."""
    group, user = recipient_group_for(request.user, group_id), require(request.user, Can.MANAGE_SETTINGS)
    services.remove_recipient_group(group=group, by=user, at=timezone.now())
    return done(request, reverse("reports:recipients"), _("收件组已删除。"))


@require_http_methods(["GET", "POST"])
def brand(request: HttpRequest) -> HttpResponse:
    """The company's name, colour and logo on reports."""
    user, found = require(request.user, Can.MANAGE_SETTINGS), queries.brand()
    form = BrandForm(request.POST or None, request.FILES or None, initial=vars(found))
    if request.method == "POST" and form.is_valid():
        try:
            services.set_brand(given=form.given(), by=user, at=timezone.now())
        except UserError as error:
            form.add_error(error.field or None, str(error))
        else:
            return done(request, reverse("reports:recipients"), _("外观已保存，从下一份报告起使用。"))
    context = {"form": form, "logo": logo_address(found)}
    return render(request, "reports/brand_form.html", context, status=422 if form.errors else 200)
