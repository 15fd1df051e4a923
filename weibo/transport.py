"""One exchange over HTTP: explicit time-outs, no redirects, no proxy of the environment, a cap on the answer's size.

Nothing that is raised here holds a request, an address with a query, or another exception: those would carry the token.
"""

import json
from dataclasses import dataclass
from typing import Self, TypeVar
from urllib.parse import urlencode, urlsplit

import aiohttp

from weibo.calls.call import Call, Host
from weibo.errors import Ambiguous, NotSent, UnreadableAnswer, WeiboError, classify, classify_payload

T = TypeVar("T")

ANSWER_LIMIT = 8 * 1024 * 1024
_CHUNK = 64 * 1024
_FORM = "application/x-www-form-urlencoded"
# Shorter than what the platform's proxies keep: a connection that dies idle would make a write's outcome unknown.
_KEEPALIVE = 10


@dataclass(frozen=True, slots=True)
class Hosts:
    """Base addresses without a trailing slash. The sandbox serves all of them from one base: ``Hosts.single(base)``."""

    api: str = "https://api.weibo.com"
    c_api: str = "https://c.api.weibo.com"
    rm: str = "https://rm.api.weibo.com"
    m: str = "https://m.api.weibo.com"
    authorize: str = "https://api.weibo.com"

    def __post_init__(self) -> None:
        for base in (self.api, self.c_api, self.rm, self.m, self.authorize):
            parts = urlsplit(base)
            if parts.scheme not in {"http", "https"} or not parts.hostname or base.endswith("/"):
                raise ValueError(f"not a base address: {base!r}")

    @classmethod
    def single(cls, base: str) -> Self:
        """Return hosts that all point to ``base``."""
        base = base.rstrip("/")
        return cls(api=base, c_api=base, rm=base, m=base, authorize=base)

    def base(self, host: Host) -> str:
        """Return the base address of a call's host."""
        return {Host.API: self.api, Host.C_API: self.c_api, Host.RM: self.rm, Host.M: self.m}[host]


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds: ``connect`` includes waiting for a free connection, ``read`` is the longest silence."""

    connect: float = 5.0
    read: float = 20.0
    total: float = 60.0


DEFAULT_TIMEOUTS = Timeouts()


def new_session(timeouts: Timeouts = DEFAULT_TIMEOUTS, *, connections: int = 100) -> aiohttp.ClientSession:
    """Return a session made for Weibo; call it inside the running loop and close it there."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=connections, keepalive_timeout=_KEEPALIVE),
        timeout=aiohttp.ClientTimeout(
            total=timeouts.total, connect=timeouts.connect, sock_connect=timeouts.connect, sock_read=timeouts.read
        ),
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=False,
    )


async def make(session: aiohttp.ClientSession, hosts: Hosts, call: Call[T]) -> T:
    """Make the call and return what its answer means; raises one of the classes in ``weibo.errors``."""
    outcome = await _exchange(session, hosts.base(call.host) + call.path, call)
    # Raised outside any except block, so that no exception of the HTTP client hangs on it.
    if isinstance(outcome, WeiboError):
        raise _scrubbed(outcome, call)
    status, body = outcome
    result = _understand(status, body, call)
    if isinstance(result, WeiboError):
        raise _scrubbed(result, call)
    return result


async def _exchange(session: aiohttp.ClientSession, url: str, call: Call[T]) -> tuple[int, bytes] | WeiboError:
    by_query = call.method == "GET"
    try:
        async with session.request(
            call.method,
            url,
            params=call.params if by_query else None,
            data=None if by_query else _body(call),
            allow_redirects=False,
        ) as response:
            body = await _read_capped(response.content)
            if body is None:
                return UnreadableAnswer(
                    "answer too large", http_status=response.status, path=call.path, write=call.write
                )
            return response.status, body
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL) as error:
        return NotSent(type(error).__name__, path=call.path, write=call.write)
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        return Ambiguous(type(error).__name__, path=call.path, write=call.write)


def _body(call: Call[T]) -> aiohttp.BytesPayload | aiohttp.FormData:
    if call.picture is None:
        # encoded here: a FormData makes a multipart writer first, half the processor time of a whole request
        return aiohttp.BytesPayload(urlencode(call.params).encode("ascii"), content_type=_FORM)
    form = aiohttp.FormData()
    for name, value in call.params.items():
        form.add_field(name, value)
    picture = call.picture
    form.add_field("pic", picture.data, filename=picture.file_name, content_type=picture.content_type)
    return form


async def _read_capped(stream: aiohttp.StreamReader) -> bytes | None:
    body = bytearray()
    async for chunk in stream.iter_chunked(_CHUNK):
        body += chunk
        if len(body) > ANSWER_LIMIT:
            return None
    return bytes(body)


def _understand(status: int, body: bytes, call: Call[T]) -> T | WeiboError:
    try:
        payload: object = json.loads(body)
    except (ValueError, RecursionError):
        error = classify(status, body, call.path, write=call.write)
        return error or UnreadableAnswer(http_status=status, path=call.path, write=call.write)
    error = classify_payload(status, payload, call.path, write=call.write)
    if error is not None:
        return error
    try:
        return call.read(payload)
    except UnreadableAnswer as failure:
        return UnreadableAnswer(failure.raw, http_status=status, path=call.path, write=call.write)


def _scrubbed(error: WeiboError, call: Call[T]) -> WeiboError:
    for secret in call.secrets():
        error.raw = error.raw.replace(secret, "***")
    error.args = (error.raw, *error.args[1:])
    return error
