"""SDKs that others wrote against the real platform work here; only their base address is changed."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any, cast
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import weibopy

from tests.sandbox.conftest import APP, FAN, OFFICIAL, Sandbox, fetch

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # python3-openid, which social-auth brings along
    from social_core.backends.weibo import WeiboOAuth2
    from social_core.strategy import BaseStrategy

SECRET, CALLBACK = "sandbox-app-secret", "http://127.0.0.1:9/callback"
REAL = "https://api.weibo.com/"


def agree(authorize_url: str, uid: int = OFFICIAL) -> dict[str, str]:
    """What the person's browser does with the SDK's address: open it, press 同意, come back with this query."""
    page = fetch(authorize_url)
    assert page.status == 200 and "同意" in page.body
    parts = urlsplit(authorize_url)
    form = {**dict(pair for pair in [(k, v[0]) for k, v in parse_qs(parts.query).items()]), "uid": uid}
    back = fetch(f"{parts.scheme}://{parts.netloc}{parts.path}", urlencode({**form, "action": "agree"}).encode())
    return {key: values[0] for key, values in parse_qs(urlsplit(back.headers["Location"]).query).items()}


@pytest.fixture
def oauth(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[weibopy.WeiboOauth2]:
    monkeypatch.setattr(weibopy.WeiboOauth2, "site_url", f"{sandbox.base}/oauth2/")
    monkeypatch.setattr(weibopy.WeiboClient, "base", f"{sandbox.base}/2/")
    client = weibopy.WeiboOauth2(APP, SECRET, CALLBACK, state="s", forcelogin=True)
    yield client
    client.session.close()


@pytest.fixture
def client(oauth: weibopy.WeiboOauth2) -> Iterator[weibopy.WeiboClient]:
    token = oauth.auth_access(agree(oauth.authorize_url)["code"])
    client = weibopy.WeiboClient(token["access_token"])
    yield client
    client.session.close()


def test_weibopy_goes_through_oauth(oauth: weibopy.WeiboOauth2) -> None:
    back = agree(oauth.authorize_url)
    assert back["state"] == "s"
    token = oauth.auth_access(back["code"])
    assert token["uid"] == str(OFFICIAL) and token["expires_in"] == 2592000
    assert oauth.get_token_info(token["access_token"])["uid"] == OFFICIAL
    with pytest.raises(weibopy.WeiboRequestError):
        oauth.auth_access(back["code"])
    assert oauth.revoke_auth_access(token["access_token"]) is True


def test_weibopy_shares_and_reads_the_timeline(client: weibopy.WeiboClient) -> None:
    text = "外部 SDK 发的一条 https://weibo-ops.example/sdk "
    post = client.post("statuses/share.json", data={"status": text, "rip": "127.0.0.1"})
    timeline = client.get("statuses/user_timeline.json", {"count": 5, "trim_user": False})
    assert timeline["statuses"][0]["id"] == post["id"] and "t.cn" in post["text"]
    gif = {"pic": ("p.gif", b"GIF89a" + b"\0" * 30, "image/gif")}
    picture = client.post("statuses/share.json", data={"status": text + "图"}, files=gif)
    assert picture["pic_num"] == 1
    assert client.get("statuses/count.json", {"ids": post["id"]})[0]["comments"] == 0
    with pytest.raises(weibopy.WeiboRequestError, match="400"):
        client.post("statuses/share.json", data={"status": text})


def test_weibopy_comments_and_replies(sandbox: Sandbox, client: weibopy.WeiboClient) -> None:
    text = "来评论 https://weibo-ops.example/sdk "
    post = client.post("statuses/share.json", data={"status": text})["id"]
    sandbox.token(FAN)  # a fan who authorised the app, too
    asked = sandbox.control("comments", uid=FAN, id=post, text="有货吗")["id"]
    assert client.get("comments/to_me.json")["comments"][0]["id"] == asked
    own = client.post("comments/create.json", data={"id": post, "comment": "置顶说明"})
    reply = client.post("comments/reply.json", data={"id": post, "cid": asked, "comment": "有的"})
    listed = client.get("comments/show.json", {"id": post})
    assert [item["id"] for item in listed["comments"]] == [reply["id"], own["id"], asked]
    assert client.get("users/show.json", {"uid": OFFICIAL})["screen_name"] == "山岚"
    assert client.get("account/get_uid.json") == {"uid": OFFICIAL}


class Nonces:
    """python-social-auth asks whether it has seen a state before; here it never has."""

    @staticmethod
    def use(*_: Any) -> bool:
        return True

    @staticmethod
    def consume(*_: Any) -> bool:
        return True


class Storage:
    nonce = Nonces


class Strategy(BaseStrategy[Any]):
    """The smallest host that python-social-auth needs: a session in memory and settings."""

    def __init__(self) -> None:
        super().__init__(storage=cast(Any, Storage))
        self.session: dict[str, Any] = {}
        self.data: dict[str, str] = {}

    def get_setting(self, name: str) -> Any:
        return {"SOCIAL_AUTH_WEIBO_KEY": APP, "SOCIAL_AUTH_WEIBO_SECRET": SECRET}[name]

    def build_absolute_uri(self, path: str | None = None) -> str:
        return path or CALLBACK

    def request_data(self, merge: bool = True) -> dict[str, str]:
        return self.data

    def session_get(self, name: str, default: Any = None) -> Any:
        return self.session.get(name, default)

    def session_set(self, name: str, value: Any) -> None:
        self.session[name] = value

    def session_pop(self, name: str) -> Any:
        return self.session.pop(name, None)

    def authenticate(self, backend: Any, *args: Any, **kwargs: Any) -> Any:
        return kwargs["response"]


def test_python_social_auth_signs_a_person_in(sandbox: Sandbox) -> None:
    class Backend(WeiboOAuth2[Any]):
        """The addresses of two calls are fixed in the SDK's methods, so they are changed where requests leave."""

        AUTHORIZATION_URL = WeiboOAuth2.AUTHORIZATION_URL.replace(REAL, f"{sandbox.base}/")
        ACCESS_TOKEN_URL = WeiboOAuth2.ACCESS_TOKEN_URL.replace(REAL, f"{sandbox.base}/")

        def request(self, url: str, *args: Any, **kwargs: Any) -> Any:
            return super().request(url.replace(REAL, f"{sandbox.base}/"), *args, **kwargs)

    strategy = Strategy()
    backend: Any = Backend(strategy, redirect_uri=CALLBACK)
    strategy.data = agree(backend.auth_url())
    backend.data = strategy.data
    person = backend.auth_complete()
    assert person["uid"] == str(OFFICIAL) and person["screen_name"] == "山岚"
    assert backend.get_user_details(person)["username"] == "山岚"
    assert backend.get_uid(person["access_token"]) == OFFICIAL
