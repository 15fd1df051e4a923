"""Round trips that somebody bends, and answers that make no sense: one sentence, nothing stored, a way on."""

import datetime as dt
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from accounts.models import AccountState, OAuthRequest, Token, User, WeiboAccount
from accounts.roles import Role
from accounts.services import oauth
from core.models import AuditEntry
from tests.accounts.test_connect import CALLBACK, answer, leave, refused
from tests.conftest import ClientOf, make_account, make_user
from tests.sandbox.conftest import APP, KITCHEN, OFFICIAL, Sandbox

SAID: dict[str, Any] = {}
"""What the pretended platform answers: path → (status, type, body)."""


class Platform(BaseHTTPRequestHandler):
    """Says what the test wants."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self._say("token")

    def do_GET(self) -> None:
        self._say("profile")

    def _say(self, which: str) -> None:
        status, kind, body = SAID[which]
        if status == 0:
            SAID["hanging"].wait(3)
            return
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - named by the base class
        """Quiet."""


def says(value: Any, status: int = 200, kind: str = "application/json") -> tuple[int, str, bytes]:
    return status, kind, value if isinstance(value, bytes) else json.dumps(value).encode()


GRANT = {"access_token": "2.00abcdEFGHijklMNOP", "expires_in": 2592000, "uid": str(OFFICIAL)}
PROFILE = {"id": OFFICIAL, "idstr": str(OFFICIAL), "screen_name": "山岚家居"}
HTML = b"<html><body>502 Bad Gateway</body></html>"


@pytest.fixture
def platform(settings: Settings) -> Iterator[ThreadingHTTPServer]:
    SAID.clear()
    SAID.update(token=says(GRANT), profile=says(PROFILE), hanging=threading.Event())
    server = ThreadingHTTPServer(("127.0.0.1", 0), Platform)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.WEIBO_SANDBOX_URL, settings.WEIBO_APP_KEY = f"http://127.0.0.1:{server.server_port}", ""
    yield server
    SAID["hanging"].set()
    server.shutdown()
    server.server_close()
    thread.join()


def state_of(address: str) -> str:
    return address.split("state=")[1].split("&")[0]


def back_with(client: Client, account: WeiboAccount | None = None) -> dict[str, str]:
    """A round trip that the platform would end with a good code."""
    return {"code": "good", "state": state_of(leave(client, account))}


def test_oauth_the_pretended_platform_is_believed_when_it_makes_sense(
    client_of: ClientOf, administrator: User, platform: object
) -> None:
    client = client_of(administrator)
    assert client.get(CALLBACK, back_with(client)).status_code == 302
    assert Token.objects.get().account.nickname == "山岚家居"


NONSENSE = {
    "a token of another kind": {"token": says({**GRANT, "access_token": ["x"]})},
    "a token with a line break": {"token": says({**GRANT, "access_token": "2.00abc\ndef"})},
    "a token of a million letters": {"token": says({**GRANT, "access_token": "2" * 900_000})},
    "no token": {"token": says({"expires_in": 1, "uid": "1"})},
    "no lifetime": {"token": says({"access_token": "2.00abcd", "uid": str(OFFICIAL)})},
    "a lifetime that is over": {"token": says({**GRANT, "expires_in": 0})},
    "a lifetime below zero": {"token": says({**GRANT, "expires_in": "-5"})},
    "a lifetime of a million years": {"token": says({**GRANT, "expires_in": 10**14})},
    "a lifetime in words": {"token": says({**GRANT, "expires_in": "soon"})},
    "an empty object": {"token": says({})},
    "a list": {"token": says([])},
    "text": {"token": says(b"ok")},
    "no bytes": {"token": says(b"")},
    "bytes that are no text": {"token": says(b"\xff\xfe\x00{")},
    "a web page": {"token": says(HTML, 200, "text/html")},
    "a web page with 502": {"token": says(HTML, 502, "text/html")},
    "an error without a number": {"token": says({"error": "x"}, 400)},
    "500": {"token": says({}, 500)},
    "503": {"token": says(b"", 503)},
    "a redirect": {"token": says(b"", 302)},
    "a profile of somebody else": {"profile": says({**PROFILE, "id": KITCHEN, "idstr": str(KITCHEN)})},
    "a profile without a name": {"profile": says({**PROFILE, "screen_name": "  "})},
    "a profile that is a page": {"profile": says(HTML, 502, "text/html")},
    "a profile that is refused": {"profile": says({"error": "x", "error_code": 21321}, 403)},
    "an empty profile": {"profile": says({})},
}


@pytest.mark.parametrize("what", NONSENSE)
def test_oauth_an_answer_that_makes_no_sense_changes_nothing(
    client_of: ClientOf, administrator: User, platform: object, what: str
) -> None:
    client = client_of(administrator)
    back = back_with(client)
    SAID.update(NONSENSE[what])
    response = client.get(CALLBACK, back)
    assert response.status_code in {422, 503}, what
    html = response.text
    assert html.count('role="alert"') == 1 and "重新授权" in html and "没有保存任何东西" in html
    assert "2.00abc" not in html and "Traceback" not in html
    assert not Token.objects.exists() and not WeiboAccount.objects.exists()
    assert not AuditEntry.objects.filter(code="accounts.account.connected").exists()


@pytest.mark.parametrize("which", ["token", "profile"])
def test_oauth_an_answer_that_does_not_come_changes_nothing(
    client_of: ClientOf, administrator: User, platform: object, monkeypatch: pytest.MonkeyPatch, which: str
) -> None:
    from weibo.transport import Timeouts

    monkeypatch.setattr(oauth, "PATIENCE", Timeouts(connect=0.4, read=0.4, total=0.5))
    client = client_of(administrator)
    back = back_with(client)
    SAID[which] = (0, "", b"")
    assert "微博暂时没有答复" in refused(client, back, 503)
    assert not WeiboAccount.objects.exists()


def test_oauth_a_failed_renewal_leaves_the_old_token(
    client_of: ClientOf, administrator: User, platform: object
) -> None:
    account = make_account("山岚家居", str(OFFICIAL))
    before = Token.objects.values().get()
    client = client_of(administrator)
    back = back_with(client, account)
    SAID["token"] = says(HTML, 502, "text/html")
    html = refused(client, back, 503)
    assert "账号“山岚家居”" in html and reverse("accounts:account_connect", args=[account.pk]) in html
    assert Token.objects.values().get() == before
    account.refresh_from_db()
    assert account.state == AccountState.CONNECTED


def test_oauth_a_state_from_another_browser_changes_nothing(
    client_of: ClientOf, administrator: User, sandbox: Sandbox
) -> None:
    """The same person, but a session that did not begin the trip: somebody may have sent him the address."""
    client, other = client_of(administrator), client_of(administrator)
    other.defaults["SERVER_NAME"] = "127.0.0.1"
    back = answer(leave(client))
    assert "在另一个浏览器里发起" in refused(other, back)
    leave(other)  # it has a number of its own now
    assert "在另一个浏览器里发起" in refused(other, back)
    assert client.get(CALLBACK, back).status_code == 302


def test_oauth_a_state_of_another_person_changes_nothing(
    client_of: ClientOf, administrator: User, sandbox: Sandbox
) -> None:
    thief = client_of(make_user("另一位管理员", Role.ADMINISTRATOR))
    thief.defaults["SERVER_NAME"] = "127.0.0.1"
    client = client_of(administrator)
    back, own = answer(leave(client)), answer(leave(thief))
    assert "不是由您在这里发起的" in refused(thief, own | {"state": back["state"]})
    assert "授权码" in refused(thief, own | {"code": "x" * 32})
    assert client.get(CALLBACK, back).status_code == 302


def test_oauth_an_answer_at_another_address_changes_nothing(
    client_of: ClientOf, administrator: User, sandbox: Sandbox, settings: Settings
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    client = client_of(administrator)
    back = answer(leave(client))
    client.defaults["SERVER_NAME"] = "localhost"
    assert "授权回到了另一个地址" in refused(client, back)
    client.defaults["SERVER_NAME"] = "127.0.0.1"
    assert client.get(CALLBACK, back).status_code == 302


def test_oauth_a_person_who_lost_the_right_meanwhile_changes_nothing(
    client_of: ClientOf, administrator: User, sandbox: Sandbox
) -> None:
    client = client_of(administrator)
    back = answer(leave(client))
    administrator.grants.update(ends_at=timezone.now() - dt.timedelta(seconds=1))
    assert client.get(CALLBACK, back).status_code == 403
    assert not Token.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_oauth_two_tabs_at_once_make_one_connection(client_of: ClientOf, administrator: User, sandbox: Sandbox) -> None:
    client = client_of(administrator)
    back = answer(leave(client))
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    ready, statuses = threading.Barrier(2), []

    def tab() -> None:
        from django.db import connection

        browser = Client(SERVER_NAME="127.0.0.1")
        for name, value in cookies.items():
            browser.cookies[name] = value
        ready.wait(5)
        response = browser.get(CALLBACK, back)
        statuses.append((response.status_code, "已经处理过" in response.text))
        connection.close()

    threads = [threading.Thread(target=tab) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [(302, False), (409, True)]
    assert Token.objects.count() == 1
    assert AuditEntry.objects.filter(code="accounts.account.connected").count() == 1


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "{{7*7}}{% now %}", '"><img src=x onerror=1>', "山岚\u202eabc"]
)
def test_oauth_a_nickname_with_markup_stays_text(
    client_of: ClientOf, administrator: User, platform: object, name: str
) -> None:
    SAID["profile"] = says({**PROFILE, "screen_name": name, "verified_reason": name})
    client = client_of(administrator)
    response = client.get(client.get(CALLBACK, back_with(client))["Location"])
    assert response.status_code == 200
    assert WeiboAccount.objects.get().nickname == name[:30]
    assert "<script>alert" not in response.text and "<img src=x" not in response.text


@pytest.mark.parametrize(("level", "owner", "days"), [("test", "", 1), ("normal", "", 30), ("normal", "owner", 1824)])
def test_oauth_a_grant_lasts_as_long_as_the_platform_says(
    client_of: ClientOf, administrator: User, sandbox: Sandbox, level: str, owner: str, days: int
) -> None:
    sandbox.control("apps", key=APP, level=level, owner=str(OFFICIAL) if owner else "", testers=[str(OFFICIAL)])
    client = client_of(administrator)
    assert client.get(CALLBACK, answer(leave(client))).status_code == 302
    left = Token.objects.get().expires_at - timezone.now()
    assert dt.timedelta(days=days) - dt.timedelta(minutes=1) < left <= dt.timedelta(days=days + 1)


def test_oauth_it_leads_back_to_where_one_was(client_of: ClientOf, administrator: User, sandbox: Sandbox) -> None:
    account = make_account("旧昵称", str(OFFICIAL))
    client = client_of(administrator)
    client.defaults["SERVER_NAME"] = "127.0.0.1"
    renew = reverse("accounts:account_renew", args=[account.pk])
    away = client.get(renew, {"next": "/calendar/board/?x=1"})
    assert away.status_code == 302 and away["Location"].startswith(sandbox.base)
    back = client.get(CALLBACK, answer(away["Location"]))
    assert back["Location"] == "/calendar/board/?x=1"
    for evil in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        away = client.get(renew, {"next": evil})
        assert OAuthRequest.objects.latest("pk").next_url == ""
        assert client.get(CALLBACK, answer(away["Location"]))["Location"].startswith("/matrix/")
    html = refused(client, answer(client.get(renew, {"next": "/calendar/"})["Location"], action="cancel"))
    assert "您在微博取消了授权" in html and 'href="/calendar/"' in html and "回到原来的页面" in html
