"""The push stream: one long answer of lines, read as they come (weibo-api section 9).

A line counts when its end has come; what a break leaves of one is thrown away and sent again after `since_id`.
"""

import asyncio
import contextlib
import json
from dataclasses import dataclass

import aiohttp

from weibo.calls.call import Call
from weibo.errors import Ambiguous, NotSent, UnreadableAnswer, WeiboError, classify
from weibo.reading import Fields, unreadable
from weibo.transport import Hosts, Timeouts
from weibo.types import Comment, Status

SILENCE = Timeouts(read=45.0, total=0)
"""Weibo says something at least every 15 seconds, if only an empty line."""
LONGEST_LINE = 1024 * 1024
_ERROR_PART = 64 * 1024


@dataclass(frozen=True, slots=True)
class Piece:
    """What came within a moment: whole lines (empty ones are signs of life), and whether the stream has ended."""

    lines: tuple[bytes, ...] = ()
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Pushed:
    """One event of the stream. `item` is None for what is no new post or comment."""

    id: str
    event: str
    item: Status | Comment | None = None

    @classmethod
    def from_line(cls, line: bytes) -> "Pushed":
        """Read a line. Raises `UnreadableAnswer` for one without an event's number."""
        try:
            value: object = json.loads(line)
        except (ValueError, RecursionError):
            raise unreadable("event", line[:80].decode("utf-8", "replace")) from None
        fields = Fields.of(value, "event")
        number, text = fields.identity("id"), fields.child("text")
        if not number:
            raise unreadable("event with a number", value)
        if text is None:
            return cls(number, "")
        return cls(number, text.text("event"), _item(text))


class PushStream:
    """One open answer. Use it inside one event loop."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self._response = response
        self._rest = b""
        self._ended = False

    async def read(self, wait: float) -> Piece:
        """What has come, waiting up to `wait` seconds for the first part of it."""
        if self._ended:
            return Piece(ended=True)
        try:
            # readany takes what is there only once it has come, so that giving up loses nothing
            part = await asyncio.wait_for(self._response.content.readany(), wait)
        except TimeoutError as error:
            if not isinstance(error, aiohttp.ServerTimeoutError):
                return Piece()
            part = b""
        except (aiohttp.ClientError, OSError):
            part = b""
        if not part:
            self._ended = True
            return Piece(ended=True)
        *lines, self._rest = (self._rest + part).split(b"\n")
        if len(self._rest) > LONGEST_LINE:
            self._ended = True
        return Piece(tuple(line.rstrip(b"\r") for line in lines), self._ended)

    async def close(self) -> None:
        """Hang up."""
        self._response.close()


async def open_stream(session: aiohttp.ClientSession, hosts: Hosts, call: Call[None]) -> PushStream:
    """Ask for the stream; raises one of the classes in ``weibo.errors`` when Weibo says no."""
    outcome = await _opened(session, hosts.base(call.host) + call.path, call)
    if isinstance(outcome, WeiboError):
        for secret in call.secrets():
            outcome.raw = outcome.raw.replace(secret, "***")
        outcome.args = (outcome.raw, *outcome.args[1:])
        raise outcome
    return PushStream(outcome)


async def _opened(session: aiohttp.ClientSession, url: str, call: Call[None]) -> aiohttp.ClientResponse | WeiboError:
    try:
        response = await session.get(url, params=call.params, allow_redirects=False)
        if response.status == 200:
            return response
        with contextlib.closing(response):
            body = await response.content.read(_ERROR_PART)
            error = classify(response.status, body, call.path, write=False)
            return error or UnreadableAnswer(http_status=response.status, path=call.path)
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL) as failure:
        return NotSent(type(failure).__name__, path=call.path)
    except (aiohttp.ClientError, TimeoutError, OSError) as failure:
        return Ambiguous(type(failure).__name__, path=call.path)


def _item(text: Fields) -> Status | Comment | None:
    if text.text("event") not in ("add", ""):
        return None
    try:
        if (status := text.raw("status")) is not None:
            return Status.from_json(status)
        if (comment := text.raw("comment")) is not None:
            return Comment.from_json(comment)
    except UnreadableAnswer:
        return None
    return None
