"""Connecting an account to Weibo, and renewing: out to the consent page and back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import account_for, require, require_somewhere
from accounts.gateway import callback_url
from accounts.models import Channel, WeiboAccount
from accounts.roles import Can
from accounts.services import Callback, begin_oauth, finish_oauth
from accounts.tasks import probe
from core.errors import UserError
from core.http import done, wants_fragment


@require_POST
def connect(request: HttpRequest) -> HttpResponse:
    """Connect whichever account the person is signed in with at Weibo."""
    require(request.user, Can.MANAGE_ACCOUNTS)
    return _leave(request, None)


@require_POST
def account_connect(request: HttpRequest, account_id: int) -> HttpResponse:
    """Connect this account, or renew its authorisation: the same way."""
    return _leave(request, account_for(request.user, account_id, to=Can.MANAGE_ACCOUNTS))


@require_GET
def oauth_callback(request: HttpRequest) -> HttpResponse:
    """Weibo sends the person back here."""
    user = require_somewhere(request.user, Can.MANAGE_ACCOUNTS)
    callback = Callback(
        state=request.GET.get("state", "")[:64],
        redirect_uri=callback_url(request),
        code=request.GET.get("code", "")[:200],
        error_code=request.GET.get("error_code", "")[:12],
    )
    try:
        account = finish_oauth(callback=callback, by=user, at=timezone.now())
    except UserError as error:
        return render(request, "accounts/oauth_failed.html", {"sentence": str(error)}, status=error.status)
    probe.delay(account.pk)
    address = reverse("accounts:account", args=[account.pk]) + "?asked=1"
    return done(request, address, _("“%(name)s”已授权，正在查询它能做什么。") % {"name": account.nickname})


def _leave(request: HttpRequest, account: WeiboAccount | None) -> HttpResponse:
    """Go to the consent page. Our form-action policy forbids a form to end elsewhere, so htmx goes there by itself."""
    wanted = request.POST.get("app", Channel.SHARE)
    app = Channel.COMMERCIAL if wanted == Channel.COMMERCIAL else Channel.SHARE
    user = require(request.user, Can.MANAGE_ACCOUNTS, account.pk if account else None)
    address = begin_oauth(account=account, app=app, redirect_uri=callback_url(request), by=user, at=timezone.now())
    if wants_fragment(request):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = address
        return response
    return render(request, "accounts/leave.html", {"address": address, "account": account})
