"""飞书 (Feishu, and Lark with other bases), for an app that the company made itself.

open.feishu.cn: authen/v1/authorize, authen/v2/oauth/token (RFC 6749 with PKCE), authen/v1/user_info.
"""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from accounts.sign_in.single.identity import Identity, Provider, ProviderError, Round, address, ask, text


class Feishu(Provider):
    """The subject is `union_id`. Only `enterprise_email`, which the company hands out, counts as an address, and only
    when the tenant is ours."""

    slug: ClassVar[str] = "feishu"
    label = _("飞书")

    def authorize_url(self, trip: Round) -> str:
        return address(
            self.conf.get("login_base", "https://accounts.feishu.cn"),
            "/open-apis/authen/v1/authorize",
            client_id=self.conf["app_id"],
            response_type="code",
            redirect_uri=trip.redirect_uri,
            state=trip.state,
            code_challenge=trip.challenge,
            code_challenge_method="S256",
        )

    def identity(self, code: str, trip: Round) -> Identity:
        base = self.conf.get("api_base", "https://open.feishu.cn")
        wish = {
            "grant_type": "authorization_code",
            "client_id": self.conf["app_id"],
            "client_secret": self.conf["app_secret"],
            "code": code,
            "redirect_uri": trip.redirect_uri,
            "code_verifier": trip.verifier,
        }
        token = text(_good(ask("POST", f"{base}/open-apis/authen/v2/oauth/token", json=wish)), "access_token")
        headers = {"Authorization": f"Bearer {token}"}
        data = _good(ask("GET", f"{base}/open-apis/authen/v1/user_info", headers=headers)).get("data")
        if not isinstance(data, dict):
            raise ProviderError("user_info: no data")
        tenant = self.conf.get("tenant_key", "")
        if tenant and data.get("tenant_key") != tenant:
            raise ProviderError("user_info: another tenant")
        email = str(data.get("enterprise_email") or "").lower() if tenant else ""
        return Identity(text(data, "union_id"), str(data.get("name") or ""), email)


def _good(found: dict[str, Any]) -> dict[str, Any]:
    if found.get("code") != 0:
        raise ProviderError(f"code {found.get('code')}")
    return found
