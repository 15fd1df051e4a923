"""Nobody sees a page without signing in, and pages speak his language. A password shown once must be changed first."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import resolve, reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.queries import second_factor_now
from accounts.services import note_session, session_is_over
from core.context import client_address

OPEN = {
    "account_login",
    "account_logout",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_inactive",
    "account_password_hint",
    "account_signup",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "single_begin",
    "single_back",
    "invitation",
    "health",
    "accounts:oauth_revoked",
    "metrics",
    "calendar:feed",
    "calendar:shared",
    "engagement:fans_callback",
    "content:outside",
    "content:outside_picture",
    "campaigns:draw_public",
    "campaigns:draw_file",
    "campaigns:claim",
}
"""URL names that need no sign-in. Everything else does, whatever its view says."""


PASSWORD_PAGES = {"account_change_password", "account_password_hint"}
LED = "led_to_second_factor"
ERRANDS = {
    "account_second_factor",
    "account_change_password",
    "account_password_hint",
    "account_reauthenticate",
    "account_passkey_options",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_view_recovery_codes",
    "language",
}
"""What somebody can do who still has to set up his second factor."""


class SessionMiddleware:
    """Sessions end when they are old, and are listed with when and from where they were last used."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            user, at = request.user, timezone.now()
            if session_is_over(request.session, at=at):
                logout(request)
                messages.info(request, _("登录已满期限，请重新登录。"))
            else:
                agent, address = request.headers.get("User-Agent", ""), client_address(request)
                note_session(user=user, session=request.session, address=address, agent=agent, at=at)
        return self.get_response(request)


class LanguageMiddleware:
    """The language a person has chosen wins over what the browser asks for (which decides before signing in)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        return self.get_response(request)


class SignInMiddleware:
    """Redirect strangers to the sign-in page (or answer 401 to scripts)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *args: object) -> HttpResponse | None:
        name = resolve(request.path_info).view_name
        if name in OPEN:
            return None
        if not request.user.is_authenticated:
            if request.headers.get("HX-Request"):
                response = HttpResponse(status=401)
                response["HX-Refresh"] = "true"
                return response
            return redirect_to_login(request.get_full_path())
        if (
            request.user.must_change_password
            and not request.session.get("single_sign_on")
            and name not in PASSWORD_PAGES
        ):
            return redirect("account_change_password")
        return None if name in ERRANDS else self._second_factor(request, request.user)

    @staticmethod
    def _second_factor(request: HttpRequest, user: User) -> HttpResponse | None:
        """Lead people whose role needs a second factor to setting it up: once after signing in, when the days of grace
        are over before anything else."""
        state = second_factor_now(user)
        if not state.missing:
            return None
        page = request.method == "GET" and not request.headers.get("HX-Request")
        if not state.overdue and (not page or request.session.get(LED)):
            return None
        request.session[LED] = True
        address = f"{reverse('account_second_factor')}?{urlencode({'next': request.get_full_path()} if page else {})}"
        if request.headers.get("HX-Request"):
            response = HttpResponse(status=204)
            response["HX-Redirect"] = address
            return response
        return redirect(address)
