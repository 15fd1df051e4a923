"""Start the emulator: `python -m sandbox --port 8700 --data var/sandbox.sqlite`."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sqlite3
import sys
from pathlib import Path

import uvloop
from aiohttp import web

from sandbox.app import build


def arguments(argv: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="An emulator of the Weibo open platform.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True, help="0 takes a free port, which the ready line names")
    parser.add_argument("--data", type=Path, required=True, help="SQLite file that holds the state")
    parser.add_argument("--fresh", action="store_true", help="empty the state first")
    parser.add_argument("--speed", type=float, default=None, help="speed of the simulated audience, 0 = off")
    return parser.parse_args(argv)


async def serve(options: argparse.Namespace) -> None:
    app = build(options.data, fresh=options.fresh, speed=options.speed)
    runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=1.0)
    await runner.setup()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signum in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(signum, stop.set)
    try:
        site = web.TCPSite(runner, options.host, options.port, backlog=2048)
        await site.start()
        port = runner.addresses[0][1]
        sys.stdout.write(f"sandbox ready on http://{options.host}:{port}/\n")
        sys.stdout.flush()
        await stop.wait()
    finally:
        await runner.cleanup()


def main() -> int:
    options = arguments()
    try:
        uvloop.run(serve(options))
    except (OSError, sqlite3.Error) as error:
        sys.stderr.write(f"sandbox cannot start: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
