"""企业微信 (WeCom), for an app that the company made itself.

Web sign-in: developer.work.weixin.qq.com/document/path/98152 (page), /98176 (who came back), /90196 (the member).
"""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from accounts.sign_in.single.identity import Identity, Provider, ProviderError, Round, address, ask, text


class WeCom(Provider):
    """The subject is the member's `userid`. Only `biz_mail`, which the company hands out, counts as an address."""

    slug: ClassVar[str] = "wecom"
    label = _("企业微信")

    def authorize_url(self, trip: Round) -> str:
        return address(
            self.conf.get("login_base", "https://login.work.weixin.qq.com"),
            "/wwlogin/sso/login",
            login_type="CorpApp",
            appid=self.conf["corp_id"],
            agentid=self.conf["agent_id"],
            redirect_uri=trip.redirect_uri,
            state=trip.state,
        )

    def identity(self, code: str, trip: Round) -> Identity:
        token = text(self._ask("gettoken", corpid=self.conf["corp_id"], corpsecret=self.conf["secret"]), "access_token")
        found = self._ask("auth/getuserinfo", access_token=token, code=code)
        subject = text(found, "userid")  # a visitor from outside the company has only an openid
        member = self._ask("user/get", access_token=token, userid=subject, needed=False)
        return Identity(subject, str(member.get("name") or ""), str(member.get("biz_mail") or "").lower())

    def _ask(self, what: str, *, needed: bool = True, **query: str) -> dict[str, Any]:
        """Every answer carries `errcode`; an app without the right to read members still knows who came."""
        base = self.conf.get("api_base", "https://qyapi.weixin.qq.com")
        found = ask("GET", address(base, f"/cgi-bin/{what}", **query))
        if found.get("errcode", 0) != 0:
            if needed:
                raise ProviderError(f"{what}: errcode {found.get('errcode')}")
            return {}
        return found
