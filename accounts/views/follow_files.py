"""A follow list from a file (A9): looked at first, then taken in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import queries
from accounts.access import account_for, require
from accounts.forms import FollowFileForm
from accounts.models import WeiboAccount
from accounts.roles import Can
from accounts.services import import_follows
from core.errors import UserError
from core.http import done
from core.uploads import sheet_text

SHOWN = 200


@require_http_methods(["GET", "POST"])
def follow_import(request: HttpRequest, account_id: int) -> HttpResponse:
    """Choose a file; see what it would do, row by row; then take it in."""
    found = account_for(request.user, account_id, to=Can.WRITE)
    user = require(request.user, Can.WRITE, account_id)
    form = FollowFileForm(request.POST or None, request.FILES or None)
    if request.method == "GET" or not form.is_valid():
        return _form(request, found, form)
    try:
        text = sheet_text(file=form.cleaned_data["file"], text=form.cleaned_data["text"])
        if not request.POST.get("confirmed"):
            return _preview(request, found, text)
        taken = import_follows(account=found, text=text, by=user, at=timezone.now())
    except UserError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return _form(request, found, form)
    said = _("导入完成：新增 %(new)d 人，更新 %(changed)d 人，%(refused)d 行没有导入。") % vars(taken)
    return done(request, reverse("accounts:account_follows", args=[account_id]), said)


def _form(request: HttpRequest, account: WeiboAccount, form: FollowFileForm) -> HttpResponse:
    context = {"account": account, "form": form, "header": queries.follow_header()}
    return render(request, "accounts/follow_import.html", context, status=422 if form.is_bound else 200)


def _preview(request: HttpRequest, account: WeiboAccount, text: str) -> HttpResponse:
    plan = queries.plan_import(account, text)
    context = {"account": account, "plan": plan, "text": text, "refused": plan.refused[:SHOWN]}
    context |= {"new": [row["screen_name"] for row in plan.new[:SHOWN]], "shown": SHOWN}
    context |= {"changed": [row.screen_name for row, _changes in plan.changed[:SHOWN]]}
    return render(request, "accounts/follow_preview.html", context)
