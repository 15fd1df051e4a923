"""There and back: signing in through the company's own system."""

import secrets
import time
from typing import Any

import structlog
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.models import User
from accounts.services.identities import person_of
from accounts.sign_in.freshness import mark_fresh
from accounts.sign_in.single import Identity, Provider, ProviderError, Round, provider_called
from core.errors import Forbidden, NotFound, UserError
from core.http import safe_next

log = structlog.get_logger(__name__)
TRIPS, LIFETIME, AT_ONCE = "single_sign_on_trips", 600, 5
SIGNED_IN = "single_sign_on"


@never_cache
@require_GET
def single_begin(request: HttpRequest, slug: str) -> HttpResponse:
    """Send the browser to the provider, remembering what must come back."""
    provider = _provider(slug)
    state, nonce, verifier = secrets.token_hex(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48)
    trip = Round(_callback(slug), state, nonce, verifier)
    try:
        address = provider.authorize_url(trip)
    except ProviderError as error:
        return _failed(request, provider, str(error))
    kept: dict[str, Any] = request.session.get(TRIPS, {})
    kept = dict(sorted(kept.items(), key=lambda item: item[1]["at"])[-AT_ONCE + 1 :])
    after = safe_next(request, "")
    kept[state] = {"slug": slug, "nonce": nonce, "verifier": verifier, "next": after, "at": time.time()}
    request.session[TRIPS] = kept
    return redirect(address)


@never_cache
@require_GET
def single_back(request: HttpRequest, slug: str) -> HttpResponse:
    """Somebody comes back with a code: ask the provider who it is, and let him in."""
    provider = _provider(slug)
    kept = _take(request, request.GET.get("state", ""), slug)
    if kept is None:
        return _failed(request, provider, "unknown state", _("这次登录已过期或不是从本站发起的，请重新登录。"))
    if "error" in request.GET:
        return _failed(request, provider, "cancelled", _("登录已取消。"))
    code = request.GET.get(provider.code_name) or request.GET.get("code", "")
    trip = Round(_callback(slug), request.GET["state"], kept["nonce"], kept["verifier"])
    try:
        identity = provider.identity(code, trip) if code else _nobody()
        user = person_of(provider=provider, identity=identity, at=timezone.now())
    except ProviderError as error:
        return _failed(request, provider, str(error))
    except UserError as error:
        return _failed(request, provider, error.code, str(error), status=error.status)
    return _enter(request, provider, identity, user, kept["next"])


def _enter(request: HttpRequest, provider: Provider, identity: Identity, user: User, after: str) -> HttpResponse:
    """Through allauth's stages, so that a second factor is asked for here as well."""
    if request.user.is_authenticated and request.user.pk == user.pk:
        mark_fresh(request.session)
        return redirect(after or "/")
    logout(request)
    record_authentication(request, user, "single", provider=provider.slug, uid=identity.subject)
    request.session[SIGNED_IN] = provider.slug
    response: HttpResponse = perform_login(request, Login(user=user, redirect_url=after or None))
    return response


def _nobody() -> Identity:
    raise ProviderError("no code")


def _take(request: HttpRequest, state: str, slug: str) -> dict[str, Any] | None:
    """What was sent with this state, once and within ten minutes."""
    trips: dict[str, Any] = request.session.get(TRIPS, {})
    kept: dict[str, Any] | None = trips.pop(state, None)
    request.session[TRIPS] = trips
    if kept is None or kept["slug"] != slug or time.time() - kept["at"] > LIFETIME:
        return None
    return kept


def _provider(slug: str) -> Provider:
    provider = provider_called(slug)
    if provider is None:
        raise NotFound(_("没有启用这种登录方式。"))
    return provider


def _callback(slug: str) -> str:
    """As it is registered at the provider."""
    return f"{settings.BASE_URL}{reverse('single_back', args=[slug])}"


def _failed(
    request: HttpRequest, provider: Provider, reason: str, sentence: str = "", status: int = Forbidden.status
) -> HttpResponse:
    log.warning("single_sign_on_failed", provider=provider.slug, reason=reason)
    sentence = sentence or _("%(name)s没有确认您的身份，请重试；一直不行请联系系统管理员。") % {"name": provider.name}
    return render(request, "account/single_failed.html", {"sentence": sentence}, status=status)
