"""Which channels of which accounts are heard, and how accounts are connected to the fans service (E1)."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import account_for, require_somewhere, rights_of, scope
from accounts.gateway import is_sandbox
from accounts.roles import Can
from core.errors import UserError
from core.http import done
from engagement.access import inbox_member, reply_for
from engagement.forms.lines import LineForm
from engagement.queries.coverage import coverage_of
from engagement.queries.service import traffic
from engagement.queries.windows import line_of
from engagement.services.lines import save_line
from engagement.services.private import settle_by_hand
from engagement.services.trying import try_callback
from engagement.views.threads import changed

SHOWN = 100


@require_GET
def service(request: HttpRequest) -> HttpResponse:
    """Channels by account; for who connects accounts also the callback and what came through it."""
    user, now = inbox_member(request), timezone.now()
    coverage = coverage_of(scope(request, can=Can.REPLY), now)
    manages = rights_of(user).may_somewhere(Can.MANAGE_ACCOUNTS)
    context = {
        "coverage": coverage,
        "rows": coverage.rows[:SHOWN],
        "more": max(0, coverage.accounts - SHOWN),
        "manages": manages,
        "traffic": traffic(now) if manages else None,
        "address": callback_address(),
        "sandbox": is_sandbox(),
        "now": now,
    }
    return render(request, "engagement/service.html", context)


@require_http_methods(["GET", "POST"])
def service_line(request: HttpRequest, account_id: int) -> HttpResponse:
    """Token and rules of one account."""
    account = account_for(request.user, account_id, to=Can.MANAGE_ACCOUNTS)
    user, line = require_somewhere(request.user, Can.MANAGE_ACCOUNTS), line_of(account)
    form = LineForm(request.POST if request.method == "POST" else None, line=line)
    if request.method == "POST" and form.is_valid():
        try:
            save_line(account=account, values=form.values(), by=user, at=timezone.now())
        except UserError as error:
            form.add_error(error.field or None, str(error))
        else:
            return done(request, reverse("engagement:service"), _("“%(name)s”的私信设置已保存。") % {"name": account})
    status = 422 if request.method == "POST" else 200
    return render(
        request, "engagement/service_line.html", {"form": form, "account": account, "line": line}, status=status
    )


@require_POST
def service_test(request: HttpRequest) -> HttpResponse:
    """Really call the callback address."""
    user = require_somewhere(request.user, Can.MANAGE_ACCOUNTS)
    problem = try_callback(address=callback_address(), by=user, at=timezone.now())
    if problem:
        raise UserError(problem, code="callback.unreachable")
    return done(request, reverse("engagement:service"), _("回调地址应答正确。"))


@require_POST
def reply_looked_up(request: HttpRequest, reply_id: int) -> HttpResponse:
    """Somebody looked whether a private message is out."""
    found, user = reply_for(request.user, reply_id), inbox_member(request)
    arrived = bool(request.POST.get("arrived"))
    settle_by_hand(reply=found, arrived=arrived, by=user, at=timezone.now())
    sentence = _("已记为发出。") if arrived else _("已记为没有发出，可以重新发送。")
    return changed(request, found.thread, sentence)


def callback_address() -> str:
    """As it is entered on Weibo's side."""
    return settings.BASE_URL + reverse("engagement:fans_callback")
