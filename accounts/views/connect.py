"""Connecting an account to Weibo, and renewing: out to the consent page and back to where one was."""

import secrets

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import queries
from accounts.access import account_for, require, require_somewhere
from accounts.gateway import callback_url
from accounts.models import Channel, WeiboAccount
from accounts.roles import Can
from accounts.services import Callback, Trip, begin_oauth, finish_oauth
from accounts.sign_in import confirm_identity
from accounts.tasks import confirm, probe
from core.errors import UserError
from core.http import done, safe_next, wants_fragment

BROWSER = "oauth_browser"
"""The number by which a session knows the round trips that began in it."""


@require_POST
@confirm_identity
def connect(request: HttpRequest) -> HttpResponse:
    """Connect whichever account the person is signed in with at Weibo."""
    require(request.user, Can.MANAGE_ACCOUNTS)
    return _leave(request, None)


@require_POST
@confirm_identity
def account_connect(request: HttpRequest, account_id: int) -> HttpResponse:
    """Connect this account, or renew its authorisation: the same way."""
    return _leave(request, account_for(request.user, account_id, to=Can.MANAGE_ACCOUNTS))


@require_GET
def account_renew(request: HttpRequest, account_id: int) -> HttpResponse:
    """A link of a mail or a notice: straight to the consent page, and back to `next`. Changes nothing by itself."""
    account = account_for(request.user, account_id, to=Can.MANAGE_ACCOUNTS)
    return redirect(_begin(request, account, request.GET.get("app", "")))


@require_GET
def oauth_callback(request: HttpRequest) -> HttpResponse:
    """Weibo sends the person back here."""
    user = require_somewhere(request.user, Can.MANAGE_ACCOUNTS)
    state = request.GET.get("state", "")[:64]
    callback = Callback(
        state=state,
        redirect_uri=callback_url(request),
        code=request.GET.get("code", "")[:200],
        error_code=request.GET.get("error_code", "")[:12],
        browser=request.session.get(BROWSER, ""),
    )
    try:
        back = finish_oauth(callback=callback, by=user, at=timezone.now())
    except UserError as error:
        context = {"sentence": str(error), "code": error.code, "trip": queries.round_trip(state, user)}
        return render(request, "accounts/oauth_failed.html", context, status=error.status)
    probe.delay(back.account.pk)
    address = back.next_url or reverse("accounts:account", args=[back.account.pk]) + "?asked=1"
    return done(request, address, _("“%(name)s”已授权，正在查询它能做什么。") % {"name": back.account.nickname})


@csrf_exempt
@require_http_methods(["GET", "POST"])
def oauth_revoked(request: HttpRequest) -> HttpResponse:
    """Weibo says that somebody removed our app. Anybody can say so: it is only a hint, and the answer tells nothing."""
    given = request.POST if request.method == "POST" else request.GET
    for token_id in queries.hinted_tokens(given.get("source", ""), given.get("uid", ""), now=timezone.now()):
        confirm.delay(token_id)
    return HttpResponse("ok", content_type="text/plain")


def _leave(request: HttpRequest, account: WeiboAccount | None) -> HttpResponse:
    """Go to the consent page. Our form-action policy forbids a form to end elsewhere, so htmx goes there by itself."""
    address = _begin(request, account, request.POST.get("app", ""))
    if wants_fragment(request):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = address
        return response
    return render(request, "accounts/leave.html", {"address": address, "account": account})


def _begin(request: HttpRequest, account: WeiboAccount | None, wanted: str) -> str:
    """The address of the consent page, for a round trip that is bound to this browser."""
    user = require(request.user, Can.MANAGE_ACCOUNTS, account.pk if account else None)
    browser = request.session.setdefault(BROWSER, secrets.token_urlsafe(24))
    trip = Trip(
        app=Channel.COMMERCIAL if wanted == Channel.COMMERCIAL else Channel.SHARE,
        redirect_uri=callback_url(request),
        browser=browser,
        next_url=safe_next(request, "")[:500],
    )
    return begin_oauth(account=account, trip=trip, by=user, at=timezone.now())
