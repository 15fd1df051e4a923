"""钉钉 (DingTalk), for an app that the company made itself.

open.dingtalk.com: login.dingtalk.com/oauth2/auth, v1.0/oauth2/userAccessToken, v1.0/contact/users/me.
"""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from accounts.sign_in.single.identity import Identity, Provider, ProviderError, Round, address, ask, text


class DingTalk(Provider):
    """The subject is `unionId`; the person has to choose our organisation. The address that comes along is the person's
    own and proves nothing, so colleagues are bound by an administrator."""

    slug: ClassVar[str] = "dingtalk"
    label = _("钉钉")
    code_name: ClassVar[str] = "authCode"

    def authorize_url(self, trip: Round) -> str:
        return address(
            self.conf.get("login_base", "https://login.dingtalk.com"),
            "/oauth2/auth",
            response_type="code",
            client_id=self.conf["client_id"],
            redirect_uri=trip.redirect_uri,
            scope="openid corpid",
            prompt="consent",
            corpId=self.conf["corp_id"],
            state=trip.state,
        )

    def identity(self, code: str, trip: Round) -> Identity:
        base = self.conf.get("api_base", "https://api.dingtalk.com")
        wish = {
            "clientId": self.conf["client_id"],
            "clientSecret": self.conf["client_secret"],
            "code": code,
            "grantType": "authorization_code",
        }
        found = ask("POST", f"{base}/v1.0/oauth2/userAccessToken", json=wish)
        if found.get("corpId") != self.conf["corp_id"]:
            raise ProviderError("another organisation")
        headers = {"x-acs-dingtalk-access-token": text(found, "accessToken")}
        me = ask("GET", f"{base}/v1.0/contact/users/me", headers=headers)
        return Identity(text(me, "unionId"), str(me.get("nick") or ""))
