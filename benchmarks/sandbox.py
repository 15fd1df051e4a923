"""How many share calls a second the sandbox takes at 50 ms latency, beside a bare aiohttp handler in the same run.

The handler ("floor") reads the same form, waits the same 50 ms and answers a constant: what the web framework and the
load client cost by themselves. Both are fired at by the same aiohttp client in a process of its own. Every accepted
post must be in the sandbox's own record afterwards. Where
the bare handler itself gets fewer than 3,500 a second, the machine is busy with other work: the bound is then a quarter
of the handler's figure, and the CPU time of a call says what a core can do.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import psutil
import uvloop
from aiohttp import web

ROOT = Path(__file__).resolve().parents[1]
CALLS, CONNECTIONS, ACCOUNTS, ROUNDS, LATENCY_MS = 8000, 400, 20, 4, 50
BOUND = 2000
QUIET = 3500
CPU_BOUND = 0.5  # milliseconds: 2,000 calls in a second of one core


def run() -> dict[str, Any]:
    """Rows of (target, accepted a second, p50, p99, CPU, ratio to the floor): the best of the rounds, which alternate."""
    floor: list[dict[str, float]] = []
    real: list[dict[str, float]] = []
    with tempfile.TemporaryDirectory() as folder, _sandbox(Path(folder)) as sandbox, _floor() as bare:
        tokens = _prepare(sandbox.base)
        for _ in range(ROUNDS):
            floor.append(_fired(bare, tokens))
            real.append(_fired(sandbox, tokens))
        stored = sum(_stored(sandbox.base, uid) for uid in tokens)
    rates = [max(row["rate"] for row in rows) for rows in (floor, real)]
    accepted = sum(int(row["accepted"]) for row in real)
    cpu = statistics.median(row["cpu"] for row in real)
    bound = BOUND if rates[0] >= QUIET else round(rates[0] / 4)
    bounds = [
        {"name": "share calls accepted a second at 50 ms", "bound": bound, "measured": round(rates[1]),
         "ok": rates[1] >= bound},
        {"name": "server CPU ms a call", "bound": CPU_BOUND, "measured": round(cpu, 3), "ok": cpu <= CPU_BOUND},
        {"name": "accepted posts missing from the record", "bound": 0, "measured": accepted - stored,
         "ok": accepted == stored},
    ]  # fmt: skip
    return {
        "title": f"sandbox: {CALLS} share calls over {CONNECTIONS} connections, {LATENCY_MS} ms latency",
        "columns": ["target", "accepted/s", "p50 ms", "p99 ms", "server CPU ms a call", "ratio to floor"],
        "rows": [_row("bare aiohttp handler", floor, rates[0]), _row("sandbox statuses/share", real, rates[0])],
        "bounds": bounds,
        "ok": all(bound["ok"] for bound in bounds),
    }


def _row(name: str, rows: list[dict[str, float]], floor_rate: float) -> list[Any]:
    best = max(rows, key=lambda row: row["rate"])
    figures = [round(best["p50"], 1), round(best["p99"], 1), round(best["cpu"], 3)]
    return [name, round(best["rate"]), *figures, round(best["rate"] / floor_rate, 2)]


@dataclass(frozen=True)
class Target:
    base: str
    process: psutil.Process


@contextmanager
def _process(*command: str) -> Iterator[Target]:
    """A process that prints its address when it is ready."""
    process = subprocess.Popen([sys.executable, "-m", *command], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        base = process.stdout.readline().split("ready on ")[1].strip().rstrip("/")
        yield Target(base, psutil.Process(process.pid))
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


def _sandbox(folder: Path) -> Any:
    return _process("sandbox", "--port", "0", "--data", str(folder / "state.sqlite"), "--fresh", "--speed", "0")


def _floor() -> Any:
    return _process("benchmarks.sandbox", "floor")


def _control(base: str, path: str, **body: Any) -> Any:
    data = json.dumps(body).encode() if body else None
    with urllib.request.urlopen(urllib.request.Request(f"{base}/sandbox/api/{path}", data), timeout=60) as response:
        return json.load(response)


def _prepare(base: str) -> dict[int, str]:
    """Lift the limits, set the latency, make accounts; answers their tokens by uid."""
    _control(base, "limits", off=True)
    _control(base, "settings", latency_ms=LATENCY_MS)
    users = [_control(base, "users", screen_name=f"压测账号{index}")["uid"] for index in range(ACCOUNTS)]
    return {uid: _control(base, "tokens", uid=uid)["access_token"] for uid in users}


def _stored(base: str, uid: int) -> int:
    return len(_control(base, f"posts?uid={uid}"))


def _fired(target: Target, tokens: dict[int, str]) -> dict[str, float]:
    """One round by the load client; adds what CPU time the server took for a call."""
    command = [sys.executable, "-m", "benchmarks.sandbox", "fire", target.base, *tokens.values()]
    before = sum(target.process.cpu_times()[:2])
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    result: dict[str, float] = json.loads(done.stdout)
    result["cpu"] = (sum(target.process.cpu_times()[:2]) - before) * 1000 / CALLS
    return result


async def _fire(base: str, tokens: list[str]) -> dict[str, float]:
    """The load client: as many calls in flight as there are connections."""
    times: list[float] = []
    round_ = time.time_ns()
    numbers = iter(range(CALLS))

    async def worker(session: aiohttp.ClientSession) -> None:
        for number in numbers:
            status = f"第{round_}轮第{number}条，天冷了，多喝热水 https://weibo-ops.example/p/{number % 50} "
            form = {"access_token": tokens[number % len(tokens)], "status": status, "rip": "127.0.0.1"}
            started = time.perf_counter()
            async with session.post(f"{base}/2/statuses/share.json", data=form) as response:
                await response.read()
                if response.status == 200:
                    times.append(time.perf_counter() - started)

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        started = time.perf_counter()
        await asyncio.gather(*(worker(session) for _ in range(CONNECTIONS)))
        seconds = time.perf_counter() - started
    cuts = statistics.quantiles(times, n=100)
    return {"accepted": len(times), "rate": len(times) / seconds, "p50": cuts[49] * 1000, "p99": cuts[98] * 1000}


async def _serve_floor() -> None:
    async def handle(request: web.Request) -> web.Response:
        await request.read()
        await asyncio.sleep(LATENCY_MS / 1000)
        return web.json_response({"id": 1})

    app = web.Application()
    app.router.add_post("/2/statuses/share.json", handle)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, backlog=2048).start()
    print(f"floor ready on http://127.0.0.1:{runner.addresses[0][1]}/", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    if sys.argv[1] == "floor":
        uvloop.run(_serve_floor())
    elif sys.argv[1] == "fire":
        print(json.dumps(uvloop.run(_fire(sys.argv[2], sys.argv[3:]))))
