"""The form that asks once more who somebody is: by password, code or passkey."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core.internal.ratelimit import clear, consume
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth as passkeys
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.sign_in.factors import take_code

PREFIX = "identity"


class IdentityForm(forms.Form):
    """One of three proofs. Wrong passwords and codes count like those at the door."""

    password = forms.CharField(label=_("密码"), required=False, strip=False, widget=forms.PasswordInput)
    code = forms.CharField(label=_("验证码"), required=False, max_length=20)
    credential = forms.JSONField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **{"prefix": PREFIX, **kwargs})
        self.request, self.user = request, user
        self.types = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
        self.fields["password"].widget.attrs |= {"autocomplete": "current-password"}
        self.fields["code"].widget.attrs |= {"autocomplete": "one-time-code", "inputmode": "numeric"}
        if not user.has_usable_password():
            del self.fields["password"]
        if Authenticator.Type.TOTP not in self.types:
            del self.fields["code"]

    @property
    def has_passkey(self) -> bool:
        return Authenticator.Type.WEBAUTHN in self.types

    @property
    def possible(self) -> bool:
        """Somebody who comes by the company's sign-in alone has nothing to prove here; he signs in again."""
        return self.has_passkey or "password" in self.fields or "code" in self.fields

    def clean(self) -> dict[str, Any]:
        """Whatever was given decides, the passkey first."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("credential") and self.has_passkey:
            self._check_passkey(cleaned["credential"])
        elif cleaned.get("code"):
            self._check_code(cleaned["code"])
        elif cleaned.get("password"):
            if not get_adapter(self.request).reauthenticate(self.user, cleaned["password"]):
                self.add_error("password", _("密码不对。"))
        elif not self.errors:
            raise ValidationError(_("请用下面的一种方式确认是您本人。"))
        return cleaned

    def _check_code(self, code: str) -> None:
        self._count()
        found = Authenticator.objects.get(user=self.user, type=Authenticator.Type.TOTP)
        if not (found.wrap().validate_code(code) and take_code(self.user, code)):
            self.add_error("code", get_adapter().validation_error("incorrect_code"))
            return
        clear(self.request, **self._counter)
        found.record_usage()

    def _check_passkey(self, credential: Any) -> None:
        passkeys.parse_authentication_response(credential)
        passkeys.complete_authentication(self.user, credential).record_usage()

    def _count(self) -> None:
        if not consume(self.request, **self._counter):
            raise get_adapter().validation_error("too_many_login_attempts")

    @property
    def _counter(self) -> dict[str, str]:
        return {"app": "allauth.account", "action": "login_failed", "key": f"mfa-auth-user-{self.user.pk}"}
