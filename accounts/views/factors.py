"""Second factors: allauth's steps in our pages and words."""

import json
from typing import Any, cast

from allauth.mfa.base import views as base
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as keys
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import queries
from accounts.models import User
from accounts.sign_in.factors import FactorAdapter, describe_count
from core.http import safe_next

ME = reverse_lazy("account_me")


class Refusing:
    """A refused form is 422 everywhere in the product."""

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        response.status_code = 422
        return response


@require_http_methods(["GET"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Led here after signing in: which kind to set up, by when, and on with the work when there is time left."""
    state = queries.second_factor_of(cast(User, request.user))
    if not state.missing:
        return redirect(safe_next(request, "/"))
    return render(request, "mfa/needed.html", {"state": state, "next": safe_next(request, "/")})


class Authenticate(base.AuthenticateView):  # type: ignore[misc]
    """After the password: a code or a passkey."""

    template_name = "mfa/authenticate.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_context_data(**kwargs)
        kinds = {str(factor.type) for factor in queries.factors_of(self.stage.login.user)}
        found |= {"kinds": kinds, "options": json.dumps(found["js_data"]["request_options"])}
        return found


class ActivateTotp(Refusing, totp.ActivateTOTPView):  # type: ignore[misc]
    template_name = "mfa/totp.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_context_data(**kwargs)
        secret = found["form"].secret
        found["secret"] = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
        return found

    def get_success_url(self) -> str:
        return reverse("mfa_view_recovery_codes") if self.did_generate_recovery_codes else str(ME)


class DeactivateTotp(totp.DeactivateTOTPView):  # type: ignore[misc]
    template_name = "mfa/remove.html"
    success_url = ME


class AddPasskey(Refusing, keys.AddWebAuthnView):  # type: ignore[misc]
    """A passkey that can also open the door without a password, when the device is able to."""

    template_name = "mfa/passkey.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_context_data(**kwargs)
        options = found["js_data"]["creation_options"]
        wish = {**options["publicKey"].get("authenticatorSelection", {}), "residentKey": "preferred"}
        wish |= {"requireResidentKey": False, "userVerification": "preferred"}
        found["options"] = json.dumps({"publicKey": {**options["publicKey"], "authenticatorSelection": wish}})
        return found

    def get_success_url(self) -> str:
        return reverse("mfa_view_recovery_codes") if self.did_generate_recovery_codes else str(ME)


class RenamePasskey(Refusing, keys.EditWebAuthnView):  # type: ignore[misc]
    template_name = "mfa/rename.html"
    success_url = ME


class RemovePasskey(keys.RemoveWebAuthnView):  # type: ignore[misc]
    """Not the last factor of somebody whose role asks for one."""

    template_name = "mfa/remove.html"
    success_url = ME

    def form_valid(self, form: Any) -> HttpResponse:
        adapter = FactorAdapter()
        if not adapter.can_delete_authenticator(self.get_object()):
            messages.error(self.request, str(adapter.error_messages["cannot_delete_authenticator"]))
            return redirect("account_me")
        return cast(HttpResponse, super().form_valid(form))


class RecoveryCodes(codes.ViewRecoveryCodesView):  # type: ignore[misc]
    """Shown once, right after they were made."""

    template_name = "mfa/codes.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_context_data(**kwargs)
        found["left"] = describe_count(len(found["unused_codes"]))
        return found


class NewRecoveryCodes(Refusing, codes.GenerateRecoveryCodesView):  # type: ignore[misc]
    template_name = "mfa/codes_new.html"


class PasskeyLogin(keys.LoginWebAuthnView):  # type: ignore[misc]
    """Without a password. What went wrong is said on the sign-in page."""

    def form_invalid(self, form: Any) -> HttpResponse:
        messages.error(self.request, _("没有认出这把通行密钥，请用密码登录，或换一把。"))
        return redirect("account_login")
