"""How people, their browsers and ways of signing in are shown."""

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.sign_in.devices import describe
from accounts.sign_in.single import provider_called, providers

register = template.Library()


@register.simple_tag
def single_sign_on() -> list[dict[str, str]]:
    """The company's own sign-in systems that are configured: slug, name, and the address to register there."""
    return [
        {
            "slug": provider.slug,
            "name": provider.name,
            "callback": f"{settings.BASE_URL}{reverse('single_back', args=[provider.slug])}",
        }
        for provider in providers()
    ]


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
    provider = provider_called(slug)
    return provider.name if provider else names.get(slug, slug)
