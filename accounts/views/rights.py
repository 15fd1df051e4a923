"""Who may do what where, who gave it, and when it ends (A8)."""

import datetime as dt

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import queries
from accounts.access import capabilities_of, grant_for, managed_groups, require_somewhere, rights_of
from accounts.forms import GrantEndForm, GrantForm
from accounts.models import Grant
from accounts.roles import Can
from accounts.services import RENEWAL, change_grant_end, give_grant, renew_grant, revoke_grant
from accounts.sign_in import confirm_identity
from core.dates import local_day
from core.errors import UserError
from core.exports import csv_download
from core.http import done, int_param, page_or_fragment, safe_next
from core.paging import key_page
from core.rate_limits import limited

SOON = dt.timedelta(days=30)


POWER = {Can.MANAGE_ACCOUNTS, Can.MANAGE_PEOPLE, Can.MANAGE_SETTINGS, Can.AUDIT}
"""Whoever has one of these can take the rest: giving and taking them asks again who it is."""


def gives_power(request: HttpRequest) -> bool:
    """Is the role on the form an administrator's kind?"""
    return bool(capabilities_of(request.POST.get("role", "")) & POWER)


def touches_power(request: HttpRequest, grant_id: int) -> bool:
    """Is the grant of the address of an administrator's kind?"""
    return bool(capabilities_of(grant_for(request.user, grant_id).role) & POWER)


def _chosen(request: HttpRequest, now: dt.datetime) -> "QuerySet[Grant]":
    """The grants of the page, behind its door."""
    user = require_somewhere(request.user, Can.MANAGE_PEOPLE)
    return queries.narrowed(
        queries.grants_seen_by(user, now=now),
        words=request.GET.get("q", "").strip()[:60],
        role=request.GET.get("role", ""),
        ending=now + SOON if request.GET.get("ending") == "1" else None,
    )


@require_GET
def rights(request: HttpRequest) -> HttpResponse:
    """Every right in force on one page, the newest first."""
    user, now = require_somewhere(request.user, Can.MANAGE_PEOPLE), timezone.now()
    grants = _chosen(request, now)
    page = key_page(grants, before=int_param(request, "before"), after=int_param(request, "after"))
    context = {
        "page": page,
        "roles": queries.role_names().items(),
        "chosen": {name: request.GET.get(name, "") for name in ("q", "role", "ending")},
        "numbers": queries.rights_numbers(user, now=now, soon=SOON),
        "all_mine": rights_of(user).may(Can.MANAGE_PEOPLE),
        "my_accounts": rights_of(user).account_ids(Can.MANAGE_PEOPLE) or (),
        "my_groups": managed_groups(user),
        "soon": now + SOON,
        "renewal_days": RENEWAL.days,
    }
    return page_or_fragment(request, "accounts/rights.html", "accounts/_rights.html", context)


@require_GET
@limited("export")
def rights_export(request: HttpRequest) -> StreamingHttpResponse:
    """The rights of the page as a CSV file."""
    grants = _chosen(request, timezone.now())
    return csv_download(_("权限一览"), queries.rights_header(), queries.rights_rows(grants.iterator(chunk_size=500)))


@require_http_methods(["GET", "POST"])
@confirm_identity(when=gives_power)
def grant_new(request: HttpRequest) -> HttpResponse:
    """Give a role."""
    user = require_somewhere(request.user, Can.MANAGE_PEOPLE)
    initial = {name: int_param(request, name) for name in ("user", "account", "group")}
    form = GrantForm(
        request.POST or None, by=user, initial={**initial, "scope": "group" if initial["group"] else "account"}
    )
    if request.method == "POST" and form.is_valid():
        try:
            grant = give_grant(grant=form.values(), by=user, at=timezone.now())
        except UserError as error:
            form.add_error(error.field or None, str(error))
        else:
            address = safe_next(request, reverse("accounts:person", args=[grant.user_id]))
            return done(
                request,
                address,
                _("已授予 %(name)s“%(role)s”。") % {"name": grant.user, "role": grant.get_role_display()},
            )
    context = {"form": form, "next": safe_next(request, "")}
    return render(request, "accounts/grant_form.html", context, status=422 if form.is_bound else 200)


@require_POST
@confirm_identity(when=touches_power)
def grant_revoke(request: HttpRequest, grant_id: int) -> HttpResponse:
    """Take a right back."""
    grant = grant_for(request.user, grant_id)
    user = require_somewhere(request.user, Can.MANAGE_PEOPLE)
    revoke_grant(grant=grant, by=user, at=timezone.now(), reason=request.POST.get("reason", "").strip()[:200])
    sentence = _("已收回 %(name)s 的“%(role)s”（%(scope)s）。") % {
        "name": grant.user,
        "role": grant.get_role_display(),
        "scope": grant.scope_name,
    }
    return done(request, safe_next(request, reverse("accounts:rights")), sentence)


@require_http_methods(["GET", "POST"])
@confirm_identity(when=touches_power)
def grant_end(request: HttpRequest, grant_id: int) -> HttpResponse:
    """Let a right end on another day."""
    grant, user = grant_for(request.user, grant_id), require_somewhere(request.user, Can.MANAGE_PEOPLE)
    last = local_day(grant.ends_at - dt.timedelta(seconds=1)) if grant.ends_at else None
    form = GrantEndForm(request.POST or None, initial={"ends_on": last})
    back = safe_next(request, reverse("accounts:rights"))
    if request.method == "POST" and form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            change_grant_end(grant=grant, ends_at=form.ends_at(), by=user, at=timezone.now(), reason=reason)
        except UserError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            return done(request, back, _("已修改 %(name)s 的到期时间。") % {"name": grant.user})
    context = {"form": form, "grant": grant, "next": back}
    return render(request, "accounts/grant_end.html", context, status=422 if form.errors else 200)


@require_POST
@confirm_identity(when=touches_power)
def grant_renew(request: HttpRequest, grant_id: int) -> HttpResponse:
    """Prolong a right in one click."""
    grant, user = grant_for(request.user, grant_id), require_somewhere(request.user, Can.MANAGE_PEOPLE)
    renewed = renew_grant(grant=grant, by=user, at=timezone.now())
    sentence = _("已续期 %(name)s 的“%(role)s”，到 %(day)s 为止。") % {
        "name": renewed.user,
        "role": renewed.get_role_display(),
        "day": f"{local_day(renewed.ends_at - dt.timedelta(seconds=1)):%Y-%m-%d}" if renewed.ends_at else "",
    }
    return done(request, safe_next(request, reverse("accounts:rights")), sentence)
