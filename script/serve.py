"""script/server: prepares the data folder, starts databases and processes, and stays until told to stop."""

import argparse
import contextlib
import errno
import http.client
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import FrameType

from script.terminal import exit_with, progress, read_dotenv, remember_addresses, tell
from weibo_ops.embedded import hold_data, revive, services
from weibo_ops.embedded.locks import make_folder
from weibo_ops.env import ROOT, BadSetting, data_dir, env_int, env_str, say
from weibo_ops.processes import Command, spawn
from weibo_ops.procfile import read_procfile
from weibo_ops.secrets_file import ensure_secrets
from weibo_ops.supervisor import Supervisor, end_leftovers

READY_WITHIN = 90


@dataclass(frozen=True)
class Options:
    """What the command line and the environment ask for."""

    demo: bool
    host: str
    port: int
    data: Path
    sandbox: bool


class Stopped(BaseException):
    """Ctrl-C or SIGTERM during set-up."""


def parse(arguments: list[str]) -> Options:
    """Raises SystemExit for `--help` and for options that do not exist."""
    parser = argparse.ArgumentParser(
        prog="script/server", description=say("设置并运行整个系统。", "Set everything up and run it.")
    )
    parser.add_argument("--demo", action="store_true", help=say("载入示例公司", "load the sample company"))
    parser.add_argument("--port", type=int, help=say("网页端口，默认 8000", "port of the pages, default 8000"))
    parser.add_argument("--host", help=say("监听地址，默认 127.0.0.1", "address to listen on, default 127.0.0.1"))
    parser.add_argument("--data-dir", type=Path, help=say("数据文件夹，默认 var", "data folder, default var"))
    parser.add_argument("--no-sandbox", action="store_true", help=say("不启动沙箱", "do not start the sandbox"))
    given = parser.parse_args(arguments)
    port = given.port if given.port is not None else env_int("PORT", 8000, low=1, high=65535)
    if not 1 <= port <= 65535:
        raise BadSetting(say("端口应在 1…65535 之间。", "The port must be within 1…65535."))
    data = (given.data_dir or data_dir()).expanduser().absolute()
    sandbox = not given.no_sandbox and not env_str("WEIBO_APP_KEY", "")
    return Options(given.demo, given.host or env_str("HOST", "127.0.0.1"), port, data, sandbox)


def main(arguments: list[str]) -> int:
    """Returns 0 after a stop that was asked for. Raises `BadSetting`."""
    read_dotenv()
    options = parse(arguments)
    os.environ["WEIBO_OPS_DATA_DIR"] = str(options.data)
    try:
        with stop_during_set_up(), hold_data(options.data, name="script/server"):
            end_leftovers(options.data)
            check_port(options.host, options.port)
            progress(4, "准备数据文件夹 …", "Preparing the data folder …")
            make_folder(options.data / "log")
            ensure_secrets(options.data)
            export_addresses(options)
            progress(5, "启动数据库 …", "Starting the databases …")
            with services(options.data):
                prepare(options)
                run(options)
    except Stopped:
        pass
    print(say("已停止。", "Stopped."), flush=True)
    return 0


@contextlib.contextmanager
def stop_during_set_up() -> Iterator[None]:
    """A stop signal unwinds what was begun; while that happens further ones are ignored."""

    def stop(number: int, frame: FrameType | None) -> None:
        for other in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(other, signal.SIG_IGN)
        raise Stopped

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    yield


def check_port(host: str, port: int) -> None:
    """Raises `BadSetting` when nobody could listen there."""
    try:
        family, kind, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise BadSetting(
                say(
                    f"端口 {port} 已被占用，请换一个，例如 --port {free_port()}。",
                    f"Port {port} is taken; use another, such as --port {free_port()}.",
                )
            ) from error
        raise BadSetting(
            say(
                f"无法在 {host}:{port} 上监听（{error.strerror}）。",
                f"Cannot listen on {host}:{port} ({error.strerror}).",
            )
        ) from error


def free_port() -> int:
    """A port of the loopback address that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def sandbox_port(data: Path) -> int:
    """The one used before, so that addresses in the database stay right, or a new one when that is taken."""
    kept = data / "sandbox.port"
    with contextlib.suppress(FileNotFoundError, ValueError, BadSetting):
        port = int(kept.read_text(encoding="ascii"))
        check_port("127.0.0.1", port)
        return port
    port = free_port()
    kept.write_text(str(port), encoding="ascii")
    return port


def export_addresses(options: Options) -> None:
    """Tell Django, through the environment, where it is to be reached and where the sandbox is."""
    shown = "127.0.0.1" if options.host in {"0.0.0.0", "::"} else options.host  # noqa: S104 - compared, not bound
    os.environ["HOST"] = f"[{options.host}]" if ":" in options.host else options.host
    os.environ["PORT"] = str(options.port)
    os.environ.setdefault("BASE_URL", f"http://{shown}:{options.port}")
    if "ALLOWED_HOSTS" not in os.environ:
        names = {"localhost", "127.0.0.1", "[::1]", shown, socket.gethostname()}
        os.environ["ALLOWED_HOSTS"] = ",".join(sorted(names))
    addresses = {"BASE_URL": os.environ["BASE_URL"]}
    if options.sandbox:
        port = sandbox_port(options.data)
        os.environ["WEIBO_SANDBOX_PORT"] = str(port)
        os.environ["WEIBO_SANDBOX_URL"] = addresses["WEIBO_SANDBOX_URL"] = f"http://127.0.0.1:{port}"
    remember_addresses(options.data, addresses)


def prepare(options: Options) -> None:
    """Let Django do its part in a process of its own, which prints the progress itself."""
    log = options.data / "log" / "setup.log"
    arguments = [sys.executable, "-P", "-m", "script.prepare", *(["--demo"] if options.demo else [])]
    with log.open("wb") as errors:
        command = Command(args=arguments, cwd=ROOT, env=os.environ)
        process = spawn(command, output=sys.stdout.fileno(), errors=errors.fileno())
        status = process.wait()
    if status != 0:
        words = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        sentence = words[-1] if words and not any("Traceback" in line for line in words) else ""
        raise BadSetting(
            sentence or say(f"准备工作失败，详情见 {log}。", f"Preparing failed; see {log}."),
        )


def run(options: Options) -> None:
    """Start the processes, print the address once the first page answers, stay until told to stop."""
    without = frozenset() if options.sandbox else frozenset({"sandbox"})
    entries = read_procfile(ROOT / "Procfile", os.environ, without=without)
    supervisor = Supervisor(entries, data=options.data, root=ROOT, tell=tell)
    supervisor.run(tick=partial(look, supervisor, options), environ=dict(os.environ))


def look(supervisor: Supervisor, options: Options) -> None:
    """Once a second: is the first page there for the first time? Do the databases still run?"""
    if revive(options.data):
        tell(say("数据库意外结束，已重新启动。", "The databases ended unexpectedly and were started again."))
    if supervisor.up or not answers(options):
        return
    supervisor.everything_is_up()
    print(flush=True)
    tell(say(f"  已就绪：{os.environ['BASE_URL']}/", f"  Ready: {os.environ['BASE_URL']}/"))
    if options.sandbox:
        tell(say(f"  沙箱：{os.environ['WEIBO_SANDBOX_URL']}/", f"  Sandbox: {os.environ['WEIBO_SANDBOX_URL']}/"))
    print(say(f"  日志：{options.data / 'log'}", f"  Logs: {options.data / 'log'}"))
    print(say("  按 Ctrl-C 停止。", "  Ctrl-C stops everything."), flush=True)


def answers(options: Options) -> bool:
    """Whether the first page is served (or leads to the sign-in)."""
    host = "127.0.0.1" if options.host in {"0.0.0.0", "::"} else options.host  # noqa: S104
    connection = http.client.HTTPConnection(host, options.port, timeout=5)
    try:
        connection.request("GET", "/", headers={"Host": f"127.0.0.1:{options.port}"})
        return connection.getresponse().status in {200, 301, 302}
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    try:
        exit_with(main)
    except subprocess.SubprocessError as error:
        sys.exit(str(error))
