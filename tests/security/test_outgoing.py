"""Requests on somebody's word: no inner address, no second look-up, no redirect past the check, no endless answer."""

import http.server
import ipaddress
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from core.outgoing import Rules, Unreachable, addresses, fetch, place_of
from core.outgoing.refusals import RefusedAddress
from tests.security.hostile_urls import ALLOWED, REFUSED

PUBLIC = "93.184.216.34"
NAMES = {
    "example.com": [PUBLIC],
    "xn--fsqu00a.example": [PUBLIC],
    "inner.example": ["10.0.0.1"],
    "mixed.example": [PUBLIC, "127.0.0.1"],
}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A resolver of our own; every question is noted."""
    names: list[str] = []

    def resolve(host: str, port: int) -> list[Any]:
        names.append(host)
        if host not in NAMES:
            raise Unreachable("name", "?")
        return [ipaddress.ip_address(number) for number in NAMES[host]]

    monkeypatch.setattr(addresses, "resolve", resolve)
    return names


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers by the path."""

    def do_GET(self) -> None:
        if self.path.startswith("/to/"):
            self.send_response(302)
            self.send_header("Location", self.path.removeprefix("/to/"))
            self.end_headers()
        elif self.path == "/drip":
            self.send_response(200)
            self.end_headers()
            for _n in range(100):
                self.wfile.write(b"x")
                self.wfile.flush()
                time.sleep(0.05)
        else:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"x" * 300_000 if self.path == "/large" else repr(dict(self.headers)).encode())

    do_POST = do_GET

    def log_message(self, *args: object) -> None:
        return None


@pytest.fixture
def server() -> Iterator[int]:
    """A server on loopback."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        running.handle_error = lambda *args: None  # type: ignore[method-assign]  # cut-off answers are what we test
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield running.server_address[1]
        running.shutdown()


@pytest.mark.parametrize("url", REFUSED)
def test_it_refuses(url: str, asked: list[str], settings: Any) -> None:
    settings.OUTGOING_INNER_HOSTS = set()
    with pytest.raises((RefusedAddress, Unreachable)) as refused:
        place_of(url)
    assert refused.value.code.removeprefix("outgoing.") in REFUSED[url].split() or REFUSED[url].startswith("ok")
    assert str(refused.value).endswith("。") or REFUSED[url].startswith("ok")


@pytest.mark.parametrize("url", ALLOWED)
def test_it_lets_the_open_internet_through(url: str, asked: list[str]) -> None:
    assert ipaddress.ip_address(place_of(url).address).is_global


def test_it_resolves_once_and_connects_to_what_it_judged(asked: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that answers with an inner address the second time is not asked a second time."""
    reached: list[tuple[str, int]] = []

    def connect(address: tuple[str, int], timeout: float) -> socket.socket:
        reached.append(address)
        monkeypatch.setitem(NAMES, "example.com", ["127.0.0.1"])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    monkeypatch.setitem(NAMES, "example.com", [PUBLIC])
    with pytest.raises(Unreachable):
        fetch("https://example.com/")
    assert asked == ["example.com"] and reached == [(PUBLIC, 443)]


def test_an_inner_host_of_the_settings_is_asked(server: int, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1/")
    settings.OUTGOING_INNER_HOSTS = {f"127.0.0.1:{server}"}
    answer = fetch(
        f"http://127.0.0.1:{server}/hook",
        method="POST",
        body=b"{}",
        headers={"X-A": "1", "Host": "evil", "Cookie": "s=1"},
    )
    text = answer.body.decode()
    assert answer.status == 200 and "'X-A': '1'" in text and f"127.0.0.1:{server}" in text
    assert "evil" not in text and "Cookie" not in text
    assert "X-A" not in repr(answer)


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("http://169.254.169.254/", "inner"),
        ("http://localhost/", "inner"),
        ("http://127.0.0.1:1/", "port"),
        ("http://inner.example/", "inner"),
        ("file:///etc/passwd", "scheme"),
        ("//10.0.0.1/", "inner"),
        ("/to//to//to//to/x", "redirects"),
    ],
)
def test_a_redirect_is_judged_again(server: int, settings: Any, asked: list[str], target: str, code: str) -> None:
    settings.OUTGOING_INNER_HOSTS = {f"127.0.0.1:{server}"}
    with pytest.raises((RefusedAddress, Unreachable)) as refused:
        fetch(f"http://127.0.0.1:{server}/to/{target}", rules=Rules(redirects=2))
    assert refused.value.code == f"outgoing.{code}"


def test_headers_and_body_do_not_travel_along(server: int, settings: Any) -> None:
    settings.OUTGOING_INNER_HOSTS = {f"127.0.0.1:{server}"}
    answer = fetch(f"http://127.0.0.1:{server}/to//end", headers={"Authorization": "secret"})
    assert "secret" not in answer.body.decode() and answer.url.endswith("/end")
    with pytest.raises(Unreachable, match="跳转"):
        fetch(f"http://127.0.0.1:{server}/to//end", method="POST", body=b"x")


@pytest.mark.parametrize(("path", "code"), [("/drip", "slow"), ("/large", "large")])
def test_time_and_size_are_limited(server: int, settings: Any, path: str, code: str) -> None:
    settings.OUTGOING_INNER_HOSTS = {f"127.0.0.1:{server}"}
    began = time.monotonic()
    with pytest.raises(Unreachable) as refused:
        fetch(f"http://127.0.0.1:{server}{path}", rules=Rules(seconds=0.5, largest=100_000))
    assert refused.value.code == f"outgoing.{code}" and time.monotonic() - began < 3


def test_the_corpus_is_large_enough() -> None:
    print(f"\noutgoing: {len(REFUSED)} hostile URLs refused, 7 redirects, 1 rebinding")  # noqa: T201  for the note
    assert len(REFUSED) >= 30
