"""How people, their browsers and ways of signing in are shown."""

from django import template
from django.utils.translation import gettext as _

from accounts.sign_in.devices import describe

register = template.Library()


@register.filter
def browser(agent: str) -> str:
    """`Chrome · Windows`."""
    return describe(agent)


@register.filter
def sign_in_method(slug: str) -> str:
    """What a way of signing in is called; a company's own sign-in keeps its name."""
    names = {
        "password": _("密码"),
        "totp": _("密码和身份验证器"),
        "webauthn": _("通行密钥"),
        "recovery_codes": _("密码和恢复码"),
    }
    return names.get(slug, slug)
