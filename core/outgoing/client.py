"""One request after the other: pinned to the judged address, without proxies, within time and size."""

import contextlib
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urljoin

from django.utils.translation import gettext as _

from core.outgoing.addresses import Place, place_of
from core.outgoing.refusals import RefusedAddress, Unreachable

CHUNK: Final = 16 * 1024
_REDIRECTS: Final = {301, 302, 303, 307, 308}
_OURS: Final = {"host", "content-length", "transfer-encoding", "connection", "cookie", "proxy-authorization"}


@dataclass(frozen=True, slots=True)
class Rules:
    """Limits of one call: seconds for all of it, bytes of the answer, redirects."""

    seconds: float = 6.0
    largest: int = 512 * 1024
    redirects: int = 3


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back in the end, and from where."""

    status: int
    url: str
    headers: dict[str, str] = field(repr=False)
    body: bytes = field(repr=False)


def fetch(
    url: str,
    *,
    method: str = "GET",
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    rules: Rules = Rules(),
) -> Answer:
    """Ask an address that a person gave. Blocks; never call it inside a transaction.

    Raises `RefusedAddress` for what may not be asked, `Unreachable` when no whole answer came in time. After a
    redirect the method becomes GET, and nothing of `body` and `headers` goes to another host.
    """
    until = time.monotonic() + rules.seconds
    sent = {name: value for name, value in (headers or {}).items() if name.lower() not in _OURS}
    for _step in range(rules.redirects + 1):
        place = place_of(url)
        status, answer_headers, data = _exchange(place, method, body, sent, rules, until)
        if status not in _REDIRECTS or "location" not in answer_headers:
            return Answer(status, url, answer_headers, data)
        if method == "POST":
            raise Unreachable("moved", _("对方要求跳转到别的网址，请直接填写最终的网址。"))
        url = _next(url, answer_headers["location"])
        sent, body = {}, None
    raise Unreachable("redirects", _("网址跳转次数过多。"))


def redirect_of(url: str, *, rules: Rules = Rules()) -> str:
    """Where an address sends people on to, without going there; empty when it answers itself. Raises as `fetch`."""
    place = place_of(url)
    status, headers, _data = _exchange(place, "GET", None, {}, rules, time.monotonic() + rules.seconds)
    return urljoin(url, headers["location"]) if status in _REDIRECTS and "location" in headers else ""


def _next(url: str, location: str) -> str:
    """Where a redirect leads; from HTTPS never back to HTTP."""
    found = urljoin(url, location)
    if url.startswith("https:") and not found.startswith("https:"):
        raise RefusedAddress("downgrade", _("网址从加密连接跳转到了不加密的地址，系统不会访问。"))
    return found


def _exchange(
    place: Place, method: str, body: bytes | None, headers: Mapping[str, str], rules: Rules, until: float
) -> tuple[int, dict[str, str], bytes]:
    try:
        with _connected(place, until) as connection:
            all_headers = {"User-Agent": "WeiboOps", "Accept-Encoding": "identity", "Accept": "*/*", **headers}
            connection.putrequest(method, place.target, skip_host=True, skip_accept_encoding=True)
            for name, value in {"Host": place.host_header, **all_headers, "Connection": "close"}.items():
                connection.putheader(name, value)
            if body is not None:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            with connection.getresponse() as response:
                found = {name.lower(): value for name, value in response.getheaders()}
                data = _read(response, rules.largest)
            if time.monotonic() >= until:  # what the timer cut off looks like an end
                raise TimeoutError
            return response.status, found, data
    except (OSError, http.client.HTTPException, ValueError) as error:
        if time.monotonic() >= until:
            raise Unreachable("slow", _("对方没有在规定时间内回应。")) from error
        if isinstance(error, ssl.SSLError):
            raise Unreachable("tls", _("对方的安全证书无效。")) from error
        raise Unreachable("failed", _("无法连接到这个网址。")) from error


def _read(response: http.client.HTTPResponse, largest: int) -> bytes:
    parts, size = [], 0
    while chunk := response.read(CHUNK):
        size += len(chunk)
        if size > largest:
            raise Unreachable("large", _("对方返回的内容过大。"))
        parts.append(chunk)
    return b"".join(parts)


@contextlib.contextmanager
def _connected(place: Place, until: float) -> Iterator[http.client.HTTPConnection]:
    """A connection to the judged address. A timer cuts it off: an answer that drips has no more time than another."""
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    plain = socket.create_connection((place.address, place.port), timeout=left)
    handle = plain.dup()  # TLS takes the socket over; a second handle on the same connection can still end it
    timer = threading.Timer(max(0.01, until - time.monotonic()), _cut, [handle])
    timer.daemon = True
    timer.start()
    connection = http.client.HTTPConnection(place.host, place.port)
    try:
        secure = place.scheme == "https"
        connection.sock = _secured(plain, place.host) if secure else plain
        yield connection
    finally:
        timer.cancel()
        connection.close()
        plain.close()
        handle.close()


def _secured(plain: socket.socket, host: str) -> ssl.SSLSocket:
    """TLS for the name that was typed, not for the number."""
    return ssl.create_default_context().wrap_socket(plain, server_hostname=host)


def _cut(handle: socket.socket) -> None:
    with contextlib.suppress(OSError):
        handle.shutdown(socket.SHUT_RDWR)
