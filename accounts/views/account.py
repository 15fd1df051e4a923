"""One account: its page, its positioning card, what it may do, its end (A1, A2)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import queries
from accounts.access import account_for, require, rights_of
from accounts.forms import AccountForm, PositionForm
from accounts.recent import remember_account
from accounts.roles import Can
from accounts.services import forget_refusal, reopen_account, retire_account, save_account, save_position
from accounts.sign_in import confirm_identity
from accounts.tasks import probe
from accounts.views.sections import section
from core.errors import UserError
from core.http import done, int_param, page_or_fragment


@require_GET
def account(request: HttpRequest, account_id: int) -> HttpResponse:
    """Everything about one account."""
    found, now = account_for(request.user, account_id), timezone.now()
    remember_account(request, found.pk)
    rights = rights_of(request.user)
    context = {
        "checklist": queries.checklist(found, now=now),
        "tokens": queries.tokens_of(found),
        "abilities": queries.abilities_of(found),
        "grants": queries.grants_on(found, now) if rights.may(Can.MANAGE_PEOPLE, account_id) else None,
        "events": queries.latest_events(found, with_papers=rights.may(Can.MANAGE_ACCOUNTS, account_id)),
    }
    return section(request, found, "overview", context)


@require_http_methods(["GET", "POST"])
def account_new(request: HttpRequest) -> HttpResponse:
    """Note an account that is not connected yet."""
    user = require(request.user, Can.MANAGE_ACCOUNTS)
    initial = {"group": int_param(request, "group"), "kind": request.GET.get("kind")}
    form = AccountForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = save_account(account=None, values=form.cleaned_data, by=user, at=timezone.now())
        except UserError as error:
            form.add_error(error.field or None, str(error))
        else:
            return done(request, reverse("accounts:account", args=[made.pk]), _("已登记账号，授权后即可使用。"))
    return render(request, "accounts/account_form.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def account_edit(request: HttpRequest, account_id: int) -> HttpResponse:
    """Change kind, group, channel, people in charge."""
    found = account_for(request.user, account_id, to=Can.MANAGE_ACCOUNTS)
    user = require(request.user, Can.MANAGE_ACCOUNTS, account_id)
    form = AccountForm(request.POST or None, account=found)
    if request.method == "POST" and form.is_valid():
        try:
            save_account(account=found, values=form.cleaned_data, by=user, at=timezone.now())
        except UserError as error:
            form.add_error(error.field or None, str(error))
        else:
            return done(request, reverse("accounts:account", args=[account_id]), _("已保存。"))
    context = {"form": form, "account": found}
    return render(request, "accounts/account_form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def account_position(request: HttpRequest, account_id: int) -> HttpResponse:
    """The positioning card: read in place, written in place (A2)."""
    found = account_for(request.user, account_id, to=Can.MANAGE_ACCOUNTS)
    user = require(request.user, Can.MANAGE_ACCOUNTS, account_id)
    form = PositionForm(request.POST or None, account=found)
    if request.method == "POST" and form.is_valid():
        save_position(account=found, values=form.cleaned_data, by=user, at=timezone.now())
        return done(request, reverse("accounts:account", args=[account_id]), _("定位卡已保存，写作时会显示在旁边。"))
    context = {"form": form, "account": found}
    status = 422 if form.is_bound else 200
    return page_or_fragment(request, "accounts/position.html", "accounts/_position_form.html", context, status=status)


@require_POST
@confirm_identity
def account_retire(request: HttpRequest, account_id: int) -> HttpResponse:
    """Stop using an account."""
    found = account_for(request.user, account_id, to=Can.MANAGE_ACCOUNTS)
    user = require(request.user, Can.MANAGE_ACCOUNTS, account_id)
    retire_account(account=found, by=user, at=timezone.now(), reason=request.POST.get("reason", "").strip()[:200])
    return done(request, reverse("accounts:account", args=[account_id]), _("账号已停用，授权已清除，历史保留。"))


@require_POST
@confirm_identity
def account_reopen(request: HttpRequest, account_id: int) -> HttpResponse:
    """Use a retired account again."""
    found = account_for(request.user, account_id, to=Can.MANAGE_ACCOUNTS)
    reopen_account(account=found, by=require(request.user, Can.MANAGE_ACCOUNTS, account_id), at=timezone.now())
    return done(request, reverse("accounts:account", args=[account_id]), _("账号已恢复，请重新授权。"))


@require_POST
def account_probe(request: HttpRequest, account_id: int) -> HttpResponse:
    """Ask Weibo again what the account may do."""
    found = account_for(request.user, account_id, to=Can.MANAGE_ACCOUNTS)
    probe.delay(found.pk)
    return done(
        request, reverse("accounts:account", args=[account_id]) + "?asked=1", _("正在向微博查询，稍候显示结果。")
    )


@require_GET
def account_capabilities(request: HttpRequest, account_id: int) -> HttpResponse:
    """What the last probe found; polled while one is under way."""
    found = account_for(request.user, account_id)
    context = {
        "account": found,
        "abilities": queries.abilities_of(found),
        "health": queries.health_of(found, timezone.now()),
        "may_manage": rights_of(request.user).may(Can.MANAGE_ACCOUNTS, account_id),
    }
    return render(request, "accounts/_capabilities.html", context)


@require_POST
def account_try_again(request: HttpRequest, account_id: int, name: str) -> HttpResponse:
    """What Weibo once refused has been mended: the next send may try it again."""
    found = account_for(request.user, account_id, to=Can.MANAGE_ACCOUNTS)
    user = require(request.user, Can.MANAGE_ACCOUNTS, account_id)
    known = forget_refusal(account=found, name=name, by=user, at=timezone.now())
    sentence = _("已清除，下次发送会再试。") if known else _("没有需要清除的记录。")
    return done(request, reverse("accounts:account", args=[account_id]), sentence)
