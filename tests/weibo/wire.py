"""A server that does exactly what a test says, down to the bytes on the wire."""

import asyncio
import json
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit


@dataclass
class Request:
    """What arrived."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(urlsplit(self.target).query).items()}

    @property
    def form(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(self.body.decode()).items()}


Behaviour = Callable[[asyncio.StreamWriter], Awaitable[None]]


def answer(value: object, status: int = 200, headers: str = "") -> Behaviour:
    """Answer with JSON, or with the bytes given."""
    body = value if isinstance(value, bytes) else json.dumps(value).encode()

    async def write(writer: asyncio.StreamWriter) -> None:
        head = f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\n{headers}\r\n"
        writer.write(head.encode() + body)
        await writer.drain()

    return write


def raw(data: bytes) -> Behaviour:
    """Write bytes and hang up."""

    async def write(writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        await writer.drain()
        writer.close()

    return write


async def reset(writer: asyncio.StreamWriter) -> None:
    """Cut the connection hard."""
    writer.transport.abort()


async def hang(writer: asyncio.StreamWriter) -> None:
    """Never answer."""
    await asyncio.sleep(30)


@dataclass
class Wire:
    """The running server; ``script`` is used up call by call, its last entry stays."""

    base: str = ""
    script: list[Behaviour] = field(default_factory=lambda: [answer({})])
    requests: list[Request] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while request := await _read(reader):
                self.requests.append(request)
                behaviour = self.script.pop(0) if len(self.script) > 1 else self.script[0]
                await behaviour(writer)
                if writer.is_closing():
                    return
        except (ConnectionError, asyncio.IncompleteReadError):
            return
        finally:
            writer.close()


async def _read(reader: asyncio.StreamReader) -> Request | None:
    head = await reader.readuntil(b"\r\n\r\n")
    first, *lines = head.decode().strip().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body = await reader.readexactly(int(headers["content-length"])) if "content-length" in headers else b""
    if headers.get("transfer-encoding") == "chunked":
        while size := int(await reader.readline(), 16):
            body += await reader.readexactly(size)
            await reader.readline()
        await reader.readline()
    method, target, _ = first.split(" ")
    return Request(method, target, headers, body)


@contextmanager
def running() -> Iterator[Wire]:
    """Run the server in a thread on a free port."""
    wire = Wire()
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    server = asyncio.run_coroutine_threadsafe(asyncio.start_server(wire.serve, "127.0.0.1", 0), loop).result()
    wire.base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield wire
    finally:
        asyncio.run_coroutine_threadsafe(_stop(server), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _stop(server: asyncio.AbstractServer) -> None:
    server.close()
    tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
