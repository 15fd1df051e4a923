"""Single sign-on: the company's own sign-in system says who somebody is.

Four small providers on one way of asking. allauth's own were looked at (65.21): its OpenID Connect neither sends nor
checks a nonce and leaves the signature of a fetched token unread, its Feishu speaks the interface of 2020, and 企业微信
is not among them. Here every token is checked against the issuer's keys, its audience, its age and our nonce.

Configured by the environment alone (settings.SINGLE_SIGN_ON); what is not configured is not offered.
"""

from django.conf import settings

from accounts.sign_in.single.dingtalk import DingTalk
from accounts.sign_in.single.feishu import Feishu
from accounts.sign_in.single.identity import Identity, Provider, ProviderError, Round
from accounts.sign_in.single.oidc import OpenIdConnect
from accounts.sign_in.single.wecom import WeCom

KINDS: dict[str, type[Provider]] = {"oidc": OpenIdConnect, "wecom": WeCom, "feishu": Feishu, "dingtalk": DingTalk}

__all__ = ["Identity", "Provider", "ProviderError", "Round", "provider_called", "providers"]


def providers() -> list[Provider]:
    """Those that are configured, in the order of the sign-in page."""
    return [kind(settings.SINGLE_SIGN_ON[slug]) for slug, kind in KINDS.items() if slug in settings.SINGLE_SIGN_ON]


def provider_called(slug: str) -> Provider | None:
    """One of them."""
    return next((provider for provider in providers() if provider.slug == slug), None)
