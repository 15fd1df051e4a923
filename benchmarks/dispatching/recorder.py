"""A stand-in for the endpoint that publishes: it waits, accepts, answers like Weibo and remembers every post it took.

    python -m benchmarks.dispatching.recorder --port N [--latency-ms 50]

Only what it has written down counts: lateness, doubles and losses are read from here, never from the sender's own words.
A client that hangs up while it waits is accepted all the same. Addresses:

    POST /2/statuses/share.json           access_token, status (form fields)
    GET  /2/statuses/user_timeline.json   the newest 200 posts of the token
    GET  /_log     {"now", "requests", "accepted": [[number, monotonic, arrived, accepted, token, sha1(status), reply], …]}
    GET  /_stats   {"requests", "accepted", "distinct", "first_wall", "last_wall", "cpu_s"}
    POST /_reset   forget everything
    POST /_config  {"latency_ms": …}

A bare protocol on uvloop, because it must stay far faster than what it measures.
"""

import argparse
import asyncio
import contextlib
import hashlib
import json
import resource
import signal
import time
from email.utils import formatdate
from typing import Any, cast
from urllib.parse import parse_qs

import uvloop

FIRST_ID = 4_900_000_000_000_000
TIMELINE = 200
Row = tuple[int, float, float, float, str, str, str]


class Book:
    """Everything that was accepted."""

    def __init__(self, latency_ms: float) -> None:
        self.latency = latency_ms / 1000
        self.forget()

    def forget(self) -> None:
        self.rows: list[Row] = []
        self.requests = 0
        self.by_token: dict[str, list[tuple[int, str]]] = {}

    def accept(self, arrived: tuple[float, float], token: str, text: str) -> bytes:
        """Write a post down; the answer that Weibo would give."""
        now, number = time.time(), len(self.rows) + 1
        digest = hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()
        self.rows.append((number, *arrived, now, token, digest, "200"))
        self.by_token.setdefault(token, []).append((number, text))
        weibo_id = str(FIRST_ID + number)
        user = {"id": 1404376560, "idstr": "1404376560", "screen_name": "bench"}
        status = {"created_at": formatdate(now), "id": int(weibo_id), "idstr": weibo_id, "mid": weibo_id, "text": text}
        return json.dumps({**status, "source": "bench", "truncated": False, "user": user}, ensure_ascii=False).encode()

    def timeline(self, token: str) -> bytes:
        newest = reversed(self.by_token.get(token, [])[-TIMELINE:])
        rows = [{"idstr": str(FIRST_ID + number), "text": text} for number, text in newest]
        return json.dumps({"statuses": rows}, ensure_ascii=False).encode()

    def stats(self) -> dict[str, Any]:
        used = resource.getrusage(resource.RUSAGE_SELF)
        return {
            "requests": self.requests,
            "accepted": len(self.rows),
            "distinct": len({row[5] for row in self.rows}),
            "first_wall": self.rows[0][2] if self.rows else None,
            "last_wall": self.rows[-1][2] if self.rows else None,
            "cpu_s": used.ru_utime + used.ru_stime,
        }


class Connection(asyncio.Protocol):
    """One kept-alive connection: requests with a Content-Length, one after another."""

    def __init__(self, book: Book) -> None:
        self.book, self.loop = book, asyncio.get_running_loop()
        self.buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while (end := self.buffer.find(b"\r\n\r\n")) >= 0:
            head = self.buffer[:end]
            size = _content_length(head)
            if len(self.buffer) < end + 4 + size:
                return
            body, self.buffer = self.buffer[end + 4 : end + 4 + size], self.buffer[end + 4 + size :]
            method, target, _version = head.split(b"\r\n", 1)[0].decode().split(" ", 2)
            self.request(method, target, body)

    def request(self, method: str, target: str, body: bytes) -> None:
        path, _, query = target.partition("?")
        book = self.book
        if path == "/2/statuses/share.json":
            self.share(body)
        elif path == "/2/statuses/user_timeline.json":
            self.answer(book.timeline(parse_qs(query).get("access_token", [""])[0]))
        elif path == "/_log":
            self.answer(json.dumps({"now": time.time(), "requests": book.requests, "accepted": book.rows}).encode())
        elif path == "/_stats":
            self.answer(json.dumps(book.stats()).encode())
        elif path == "/_reset" and method == "POST":
            book.forget()
            self.answer(b'{"ok": true}')
        elif path == "/_config" and method == "POST":
            book.latency = float(json.loads(body)["latency_ms"]) / 1000
            self.answer(json.dumps({"latency_ms": book.latency * 1000}).encode())
        else:
            self.answer(b"{}", status="404 Not Found")

    def share(self, body: bytes) -> None:
        arrived = (time.monotonic(), time.time())
        self.book.requests += 1
        fields = parse_qs(body.decode(), keep_blank_values=True)
        token, text = fields.get("access_token", [""])[0], fields.get("status", [""])[0]
        self.loop.call_later(self.book.latency, self.accept, arrived, token, text)

    def accept(self, arrived: tuple[float, float], token: str, text: str) -> None:
        self.answer(self.book.accept(arrived, token, text))

    def answer(self, body: bytes, status: str = "200 OK") -> None:
        if self.transport.is_closing():
            return
        head = (
            f"HTTP/1.1 {status}\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        self.transport.write(head.encode() + body)


def _content_length(head: bytes) -> int:
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            return int(value)
    return 0


async def serve(port: int, latency_ms: float) -> None:
    """Until SIGTERM or SIGINT."""
    loop, book, stopped = asyncio.get_running_loop(), Book(latency_ms), asyncio.Event()
    server = await loop.create_server(lambda: Connection(book), "127.0.0.1", port, backlog=8192)
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    await stopped.wait()
    server.close()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--latency-ms", type=float, default=50)
    options = parser.parse_args()
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (65536, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    uvloop.run(serve(options.port, options.latency_ms))


if __name__ == "__main__":
    main()
