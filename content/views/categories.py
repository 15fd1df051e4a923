"""Categories (C1, C2): added, renamed, put in order, taken out of use."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import require
from accounts.models import User
from accounts.roles import Can
from content.access import category_for
from content.forms.categories import CategoryForm
from content.models import Category
from content.queries.categories import category_lines
from content.services.categories import move_category, set_category, switch_category
from core.errors import UserError
from core.http import done


@require_http_methods(["GET", "POST"])
def categories(request: HttpRequest) -> HttpResponse:
    """All of them; POST adds one."""
    return _edit(request, require(request.user, Can.SCHEDULE), None)


@require_http_methods(["GET", "POST"])
def category(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one; quotas and posts stay with it."""
    row = category_for(request.user, pk)
    return _edit(request, require(request.user, Can.SCHEDULE), row)


def _edit(request: HttpRequest, user: User, row: Category | None) -> HttpResponse:
    form = CategoryForm(request.POST or None, initial=CategoryForm.told(row) if row else None)
    if form.is_bound and form.is_valid():
        try:
            saved = set_category(category=row, values=form.values(), by=user, at=timezone.now())
            return done(request, reverse("content:categories"), _("已保存“%(name)s”。") % {"name": saved.name})
        except UserError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
    context = {"form": form, "category": row, "lines": category_lines()}
    return render(request, "content/categories.html", context, status=422 if form.is_bound else 200)


@require_POST
def category_move(request: HttpRequest, pk: int) -> HttpResponse:
    """One place up or down."""
    row, up = category_for(request.user, pk), request.POST.get("to") == "up"
    move_category(category=row, up=up, by=require(request.user, Can.SCHEDULE), at=timezone.now())
    return done(request, reverse("content:categories"), _("已调整顺序。"))


@require_POST
def category_switch(request: HttpRequest, pk: int) -> HttpResponse:
    """Out of use, or back."""
    row, on = category_for(request.user, pk), request.POST.get("on") == "1"
    switch_category(category=row, on=on, by=require(request.user, Can.SCHEDULE), at=timezone.now())
    sentence = _("已启用“%(name)s”。") if on else _("已停用“%(name)s”，已发布的内容仍归在它下面。")
    return done(request, reverse("content:categories"), sentence % {"name": row.name})
