"""The endpoint as the benchmark sees it: its own, or another with the same interface."""

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from benchmarks.dispatching.processes import Family
from script.serve import free_port

PATH = "/2/statuses/share.json"
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`base` without a slash at its end; `pid` 0 when somebody else runs it."""

    base: str
    pid: int = 0

    @property
    def url(self) -> str:
        return self.base + PATH

    def ask(self, path: str, data: dict[str, Any] | None = None) -> Any:
        """One request to the interface; a body makes it a POST."""
        body = None if data is None else json.dumps(data).encode()
        request = urllib.request.Request(self.base + path, data=body)
        with _DIRECT.open(request, timeout=30) as answer:
            return json.load(answer)

    def accepted(self) -> int:
        return int(self.ask("/_stats")["accepted"])

    def last_accepted_at(self) -> float:
        """Seconds of the clock; 0 before the first."""
        return float(self.ask("/_stats")["last_wall"] or 0)


@contextmanager
def endpoint(url: str = "", *, latency_ms: float = 50) -> Iterator[Endpoint]:
    """The one at `url` (an address of its host is enough), else an own process."""
    if url:
        parts = urlsplit(url)
        yield Endpoint(f"{parts.scheme}://{parts.netloc}")
        return
    port = free_port()
    family = Family()
    arguments = ["-m", "benchmarks.dispatching.recorder", "--port", str(port), "--latency-ms", str(latency_ms)]
    process = family.start([sys.executable, *arguments], name="recorder")
    try:
        found = Endpoint(f"http://127.0.0.1:{port}", process.pid)
        _wait_for(found, process)
        yield found
    finally:
        family.end()


def _wait_for(found: Endpoint, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(200):
        try:
            found.ask("/_stats")
        except OSError:
            if process.poll() is not None:
                raise RuntimeError("the recorder did not start; see the log in var/bench/log") from None
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("the recorder does not answer")
