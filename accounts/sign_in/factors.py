"""Second factors: how allauth keeps them for us, and codes that count once."""

from typing import Any, ClassVar

from allauth.account.adapter import get_adapter as account_adapter
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.secrets import seal, unseal

PRIMARY = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""What counts as a second factor; recovery codes only stand in for one."""


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets are sealed like tokens; the last factor of a person who needs one stays."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("验证没有通过，请重试。"),
        "cannot_delete_authenticator": _("您的角色要求两步验证，请先添加另一种方式，再停用这一种。"),
        "cannot_generate_recovery_codes": _("请先添加身份验证器或通行密钥，再生成恢复码。"),
    }

    def encrypt(self, text: str) -> str:
        """MultiFernet, as text."""
        return seal(text).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text.encode())

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last one of a person whose role asks for it."""
        from accounts.queries.sign_in import second_factor_of

        others = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=PRIMARY)
        if others.exclude(pk=authenticator.pk).exists():
            return True
        return not second_factor_of(authenticator.user).needed

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002 - allauth's name
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("通行密钥 %(n)d") % {"n": number}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Passkeys belong to the host that people type; an address of numbers has none (WebAuthn)."""
        return {**super().get_public_key_credential_rp_entity(), "name": "Weibo Ops"}

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        return {**super().get_public_key_credential_user_entity(user), "display_name": user.get_full_name()}


class CodeForm(AuthenticateForm):  # type: ignore[misc]
    """The code after the password: from the app, or a recovery code; each counts once."""

    def clean_code(self) -> str:
        """allauth remembers a used code for one period; with tolerance it would live for three."""
        code: str = super().clean_code()
        if self.authenticator.type == Authenticator.Type.TOTP and not take_code(self.user, code):
            raise account_adapter().validation_error("incorrect_code")
        return code


def take_code(user: User, code: str) -> bool:
    """Use a code of the app up. False when that has happened already."""
    seconds = settings.MFA_TOTP_TOLERANCE * 60 + 60
    return bool(cache.add(f"sign-in:code:{user.pk}:{normalize_user_code(code)}", 1, timeout=seconds))


def describe_count(number: int) -> str:
    """For pages: how many recovery codes are left."""
    return ngettext("还有 %(n)d 个恢复码可用", "还有 %(n)d 个恢复码可用", number) % {"n": number}
