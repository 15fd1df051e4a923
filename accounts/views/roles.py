"""Roles side by side, and the company's own (A8)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import queries
from accounts.access import require, require_somewhere, rights_of, role_for
from accounts.forms import RoleForm
from accounts.roles import Can
from accounts.services import archive_role, change_role, create_role, last_version
from accounts.sign_in import confirm_identity
from core.errors import UserError
from core.http import done, whole_number


@require_GET
def roles(request: HttpRequest) -> HttpResponse:
    """The matrix role × capability."""
    user = require_somewhere(request.user, Can.MANAGE_PEOPLE)
    columns = queries.role_columns(now=timezone.now())
    context = {
        "columns": columns,
        "rows": queries.capability_rows(columns),
        "archived": queries.archived_roles(),
        "may_change": rights_of(user).may(Can.MANAGE_PEOPLE),
    }
    return render(request, "accounts/roles.html", context)


@require_http_methods(["GET", "POST"])
@confirm_identity
def role_new(request: HttpRequest) -> HttpResponse:
    """Make a role."""
    user = require(request.user, Can.MANAGE_PEOPLE)
    form = RoleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            role = create_role(values=form.values(), by=user, at=timezone.now())
        except UserError as error:
            form.add_error(error.field or None, str(error))
        else:
            return done(request, reverse("accounts:roles"), _("角色“%(name)s”已建立。") % {"name": role})
    return render(request, "accounts/role_form.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@confirm_identity
def role_edit(request: HttpRequest, role_id: int) -> HttpResponse:
    """Change a role in two steps: what would happen to whom, then the change itself."""
    user, role, now = require(request.user, Can.MANAGE_PEOPLE), role_for(request.user, role_id), timezone.now()
    form = RoleForm(request.POST or None, role=role)
    context = {"form": form, "role": role, "seen": last_version(role)}
    if request.method == "POST" and form.is_valid():
        if "seen" not in request.POST:
            effects = queries.effects_of(role, form.values().cans, now=now)
            return render(request, "accounts/role_preview.html", {**context, "effects": effects})
        seen = whole_number(request.POST["seen"])
        try:
            change_role(role=role, values=form.values(), seen=seen, by=user, at=now)
        except UserError as error:
            form.add_error(error.field or None, str(error))
        else:
            return done(request, reverse("accounts:roles"), _("已保存，立即生效。"))
    return render(request, "accounts/role_form.html", context, status=422 if form.errors else 200)


@require_POST
@confirm_identity
def role_archive(request: HttpRequest, role_id: int) -> HttpResponse:
    """Take a role out of the choice."""
    role = role_for(request.user, role_id)
    archive_role(role=role, by=require(request.user, Can.MANAGE_PEOPLE), at=timezone.now())
    return done(request, reverse("accounts:roles"), _("角色“%(name)s”已归档。") % {"name": role})
