"""The call budget: who has how much left, who used it, and the limits themselves."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import account_for, accounts_for, member, require, rights_of, scope
from accounts.budget.shares import shares
from accounts.forms.calls import CallLimitsForm
from accounts.models import AccountState
from accounts.queries import calls as read
from accounts.queries.call_limits import limit_rows
from accounts.roles import Can
from accounts.services.calls import end_call_block, save_call_limits, save_call_shares
from core.http import done, int_param, page_or_fragment, text_param


@require_GET
def calls(request: HttpRequest) -> HttpResponse:
    """Every account with its window that is nearest to its end, what is worst first."""
    user, now = member(request), timezone.now()
    found = read.calls_page(
        scope(request).exclude(state=AccountState.RETIRED),
        need=text_param(request, "need", limit=10),
        words=text_param(request, "q", limit=30),
        number=int_param(request, "page") or 1,
        now=now,
    )
    may_set = rights_of(user).may(Can.MANAGE_SETTINGS)
    context = {"found": found, "apps": read.app_rows(now=now), "may_set": may_set}
    return page_or_fragment(request, "accounts/calls.html", "accounts/_calls.html", context)


@require_GET
def account_calls(request: HttpRequest, account_id: int) -> HttpResponse:
    """The panel on an account's page."""
    account, now = account_for(request.user, account_id), timezone.now()
    (row,) = read.with_history(read.call_rows([account], now=now), now=now)
    may_set = rights_of(request.user).may(Can.MANAGE_SETTINGS)
    return render(request, "accounts/_calls_panel.html", {"row": row, "may_set": may_set})


@require_http_methods(["GET", "POST"])
def call_limits(request: HttpRequest) -> HttpResponse:
    """The limits, where each comes from, and how much of a window readers leave to publishing."""
    user = require(request.user, Can.MANAGE_SETTINGS)
    rows = limit_rows(list(accounts_for(user).values_list("pk", flat=True)))
    form = CallLimitsForm(request.POST or None, rows=rows, shares=shares())
    if request.method == "POST" and form.is_valid():
        changed = save_call_limits(wanted=form.limits(), by=user, at=timezone.now())
        changed += save_call_shares(wanted=form.shares(), by=user, at=timezone.now())
        sentence = ngettext("已保存 %(n)d 处改动。", "已保存 %(n)d 处改动。", changed) % {"n": changed}
        return done(request, reverse("accounts:call_limits"), sentence if changed else _("没有变化。"))
    context = {
        "form": form,
        "limits": [(row, form[row.name]) for row in rows],
        "shares": [form[name] for name in form.fields if "." not in name],
    }
    return render(request, "accounts/call_limits.html", context, status=422 if form.is_bound else 200)


@require_POST
def call_block_end(request: HttpRequest, block_id: int) -> HttpResponse:
    """Weibo takes calls again, somebody says: try."""
    user = require(request.user, Can.MANAGE_SETTINGS)
    ended = end_call_block(block_id=block_id, by=user, at=timezone.now())
    return done(request, reverse("accounts:calls"), _("已解除，下一次调用会再试。") if ended else _("限制已经结束。"))
