"""django-allauth's way of signing in, bent to ours: closed to self-registration, slowed down, told to the audit log."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.sign_in import throttle
from accounts.sign_in.devices import device_of, remember
from accounts.sign_in.freshness import is_fresh
from core.context import client_address


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by an administrator."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("邮箱或密码不对，请检查后重试。"),
        "incorrect_password": _("密码不对。"),
        "enter_current_password": _("当前密码不对。"),
        "same_as_current": _("新密码不能和当前密码相同。"),
        "too_many_login_attempts": _("尝试次数过多，请过几分钟再试。"),
        "rate_limited": _("尝试次数过多，请过几分钟再试。"),
        "account_inactive": _("这个账号已停用，请联系系统管理员。"),
        "incorrect_code": _("验证码不对或已经用过，请输入最新的一个。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def set_password(self, user: Any, password: str) -> None:
        """A password that the person has chosen replaces the one that was shown once."""
        user.must_change_password = False
        super().set_password(user, password)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Changing the password is an errand: afterwards the work goes on."""
        return "/"

    def get_client_ip(self, request: HttpRequest) -> str:
        """Where the request came from, past our own proxies."""
        return client_address(request)

    # --- guessing

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try. Raises allauth's validation error with the time to wait."""
        attempt = attempt_of(request, str(credentials.get("email", "")))
        try:
            self.turn = throttle.take(attempt)
        except throttle.TooManyAttempts as error:
            raise self.wait_error(error) from None

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """The right password gives its try back."""
        user = super().authenticate(request, **credentials)
        if user is not None:
            self.turn.give_back()
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Known people hear of it; of others nothing is kept."""
        from accounts.receivers import entry_of
        from accounts.services.entry import note_failure

        user = User.objects.filter(email=str(credentials.get("email", "")).strip().lower()).first()
        if user is not None:
            note_failure(user=user, entry=entry_of(request, "password"), at=timezone.now())

    def reauthenticate(self, user: Any, password: str) -> bool:
        """The password of somebody who is signed in already; wrong ones count like those at the door."""
        return bool(self.authenticate(self.request, email=user.email, password=password) == user)

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        throttle.forget(str(credentials.get("email", "")))

    @staticmethod
    def wait_error(error: throttle.TooManyAttempts) -> Exception:
        """allauth's forms know only Django's validation errors."""
        from django.core.exceptions import ValidationError

        return ValidationError(str(error), code=error.code)

    # --- confirming who it is

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Signing in counts as well, for a quarter of an hour (setting)."""
        return not is_fresh(self.request)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """One page asks for password, code or passkey."""
        return [{"id": "confirm", "description": "", "url": reverse("account_reauthenticate")}]

    # --- signed in

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Remember the browser, once it is known whether it was a new one."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        remember(request, response, user)
        return response


def attempt_of(request: HttpRequest, email: str) -> throttle.Attempt:
    """Who tries from where. A browser counts as known only for its own person."""
    email, device = email.strip().lower(), device_of(request)
    user = User.objects.filter(email=email).first() if device.people else None
    known = user is not None and device.knows(user)
    return throttle.Attempt(account=email, address=client_address(request), device=device.identity if known else "")
