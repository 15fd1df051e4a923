"""The settings page and the tests behind its buttons."""

import smtplib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core import mail
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User, WeiboAccount
from tests.conftest import ClientOf
from weibo_ops.probes import probe

CODE = {"number": 21325}


class _Platform(BaseHTTPRequestHandler):
    """Answers the token exchange with the error that the test wants, and /health/ like ourselves."""

    def do_POST(self) -> None:
        body = f'{{"error": "x", "error_code": {CODE["number"]}}}'.encode()
        self._answer(400, body)

    def do_GET(self) -> None:
        self._answer(200, b'{"ok": true}')

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - named by the base class
        """Quiet."""


@pytest.fixture
def platform(settings: Settings) -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), _Platform)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.WEIBO_SANDBOX_URL = f"http://127.0.0.1:{server.server_port}"
    yield settings.WEIBO_SANDBOX_URL
    server.shutdown()
    server.server_close()
    thread.join()


def ask(name: str, user: User) -> tuple[bool, str]:
    found = probe(name, by=user, at=timezone.now())
    return found.ok, found.sentence


def test_it_tells_what_is_missing_and_how_to_get_it(administrator: User, client_of: ClientOf) -> None:
    html = client_of(administrator).get("/settings/").text
    assert "接入真实微博还缺 5 项" in html
    assert "/matrix/oauth/callback/" in html
    assert "open.weibo.com" in html
    assert 'href="/settings/doctor/"' in html


def test_it_masks_the_secret(administrator: User, client_of: ClientOf, settings: Settings) -> None:
    settings.WEIBO_APP_KEY, settings.WEIBO_APP_SECRET = "1234567890", "abcdef0123456789"
    html = client_of(administrator).get("/settings/").text
    assert "1234567890" in html
    assert "abcdef0123456789" not in html


@pytest.mark.parametrize("path", ["/settings/", "/settings/test/mail/"])
def test_it_is_for_administrators(approver: User, client_of: ClientOf, path: str) -> None:
    client = client_of(approver)
    response = client.post(path) if "test" in path else client.get(path)
    assert response.status_code == 403


@pytest.mark.parametrize(
    ("number", "ok", "words"),
    [(21325, True, "认得这个 App Key"), (21324, False, "App Secret 不对"), (21322, False, "回调地址")],
)
def test_it_learns_from_the_error_whether_the_key_is_known(
    platform: str, administrator: User, number: int, ok: bool, words: str
) -> None:
    CODE["number"] = number
    found, sentence = ask("app", administrator)
    assert found == ok
    assert words in sentence


def test_it_says_when_the_platform_cannot_be_reached(administrator: User, settings: Settings) -> None:
    settings.WEIBO_SANDBOX_URL = "http://127.0.0.1:9"
    assert ask("app", administrator) == (False, "连不上 127.0.0.1:9，请检查服务器的网络和防火墙。")


def test_it_fetches_its_own_address(platform: str, administrator: User, settings: Settings) -> None:
    settings.BASE_URL = platform
    assert ask("callback", administrator)[0]
    settings.BASE_URL = "http://127.0.0.1:9"
    ok, sentence = ask("callback", administrator)
    assert not ok
    assert "http://127.0.0.1:9/health/" in sentence


def test_it_names_accounts_whose_link_is_elsewhere(
    account: WeiboAccount, other_account: WeiboAccount, administrator: User, settings: Settings
) -> None:
    assert not ask("safe_domain", administrator)[0]
    settings.WEIBO_SAFE_DOMAIN = "shanlan.example"
    WeiboAccount.objects.filter(pk=account.pk).update(link="https://www.shanlan.example/a")
    assert ask("safe_domain", administrator)[0]
    WeiboAccount.objects.filter(pk=other_account.pk).update(link="https://notshanlan.example/")
    ok, sentence = ask("safe_domain", administrator)
    assert not ok
    assert "山岚厨房" in sentence


def test_it_needs_a_connected_account_to_ask_for_limits(administrator: User) -> None:
    assert "还没有已授权的账号" in ask("level", administrator)[1]


def test_it_sends_a_mail_to_who_asks(administrator: User, client_of: ClientOf) -> None:
    response = client_of(administrator).post("/settings/test/mail/", headers={"HX-Request": "true"})
    assert "请查收" in response.text
    assert "<html" not in response.text
    assert [message.to for message in mail.outbox] == [[administrator.email]]


def test_it_says_why_a_mail_was_not_sent(administrator: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: object, fail_silently: bool = False) -> int:
        raise smtplib.SMTPAuthenticationError(535, b"bad password")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    ok, sentence = ask("mail", administrator)
    assert not ok
    assert "bad password" in sentence


def test_it_knows_no_other_test(administrator: User, client_of: ClientOf) -> None:
    assert client_of(administrator).post("/settings/test/nothing/").status_code == 404


def test_it_works_without_javascript(administrator: User, client_of: ClientOf) -> None:
    html = client_of(administrator).post("/settings/test/safe_domain/").text
    assert "<html" in html
    assert "还没有填写 WEIBO_SAFE_DOMAIN" in html
