"""script/server as a person uses it, from the second stage on (packages are there already)."""

import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from script.serve import free_port
from tests.scripts.conftest import Run, one_sentence, processes_naming
from weibo_ops.env import ROOT
from weibo_ops.processes import end_family, wait_until

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(not (ROOT / "node_modules").exists(), reason="node_modules is missing: run script/test once"),
]


@dataclass
class Server:
    """A running script/server and what it has printed."""

    process: subprocess.Popen[bytes]
    port: int
    output: Path

    def text(self) -> str:
        return self.output.read_text(encoding="utf-8")

    def ready(self) -> bool:
        return "已就绪：" in self.text() or self.process.poll() is not None


@dataclass
class Starter:
    """Starts servers on one data folder."""

    data: Path
    environ: Mapping[str, str]
    servers: list[Server]

    def start(self) -> Server:
        output = self.data.parent / f"output-{len(self.servers)}"
        port = free_port()
        with output.open("wb") as file:
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", "script.serve", "--port", str(port), "--data-dir", str(self.data)],
                cwd=ROOT,
                env=self.environ,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
            )
        server = Server(process, port, output)
        self.servers.append(server)
        assert wait_until(server.ready, seconds=180), server.text()
        assert process.poll() is None, server.text()
        return server


@pytest.fixture
def starter(tmp_path: Path, bare: Mapping[str, str]) -> Iterator[Starter]:
    names = ("SECRET_KEY", "FERNET_KEYS")
    environ = {name: value for name, value in bare.items() if name not in names}
    starter = Starter(tmp_path / "数 据", environ, [])
    yield starter
    left = [server.process.pid for server in starter.servers if server.process.poll() is None]
    end_family(left, patience=10)
    for server in starter.servers:
        server.process.wait()


def page(server: Server, path: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{server.port}{path}", timeout=10) as answer:
        assert answer.status == 200
        return str(answer.read().decode("utf-8", "replace"))


def test_it_serves_pages_refuses_a_second_and_leaves_nothing(starter: Starter, run: Run) -> None:
    server = starter.start()
    assert re.search(r"密码：\S+", server.text()), "the first administrator's password is shown"
    first = page(server, "/")
    assets = re.findall(r'(?:src|href)="(/static/[^"]+)"', first)
    assert assets
    for asset in assets:
        page(server, asset)
    second = run("script.serve", "--port", str(free_port()), "--data-dir", str(starter.data))
    one_sentence(second, f"正在被另一个进程使用（script/server, PID {server.process.pid}）")
    server.process.send_signal(signal.SIGINT)
    assert server.process.wait(10) == 0
    assert processes_naming(starter.data) == []
    with pytest.raises(urllib.error.URLError):
        page(server, "/")


def test_it_starts_cleanly_after_it_was_killed(starter: Starter) -> None:
    first = starter.start()
    os.kill(first.process.pid, signal.SIGKILL)
    first.process.wait()
    again = starter.start()
    assert "密码" not in again.text(), "the password is shown once"
    page(again, "/")
    again.process.terminate()
    assert again.process.wait(15) == 0
    assert processes_naming(starter.data) == []
