"""The supervisor with real, small processes: nothing survives it, and it survives everything."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.scripts.conftest import processes_naming
from weibo_ops.env import ROOT, BadSetting
from weibo_ops.processes import wait_until
from weibo_ops.procfile import read_procfile
from weibo_ops.supervisor import end_leftovers, register, worth_telling

SUPERVISE = """
import sys
from pathlib import Path
from weibo_ops.env import BadSetting
from weibo_ops.procfile import read_procfile
from weibo_ops.supervisor import Supervisor
data = Path(sys.argv[1])
environ = {"PATH": "/usr/bin:/bin", "MARK": str(data)}
entries = read_procfile(data / "Procfile", environ)
supervisor = Supervisor(entries, data=data, root=data, tell=lambda line: print(line, flush=True))
if len(sys.argv) > 2:
    supervisor.everything_is_up()
try:
    supervisor.run(tick=lambda: None, environ=environ)
except BadSetting as problem:
    sys.exit(str(problem))
"""
FAMILY = "sh -c 'sleep 300 & sh -c \"sleep 300; : $MARK\" & wait; : $MARK'"
STUBBORN = "python -c 'import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(300)' $MARK"


@pytest.fixture(autouse=True)
def _nothing_is_left(tmp_path: Path) -> Iterator[None]:
    """Every test names its own folder on the command lines of what it starts."""
    yield
    assert processes_naming(tmp_path) == []


def supervise(data: Path, lines: list[str], *, up: bool = True) -> subprocess.Popen[str]:
    (data / "Procfile").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return subprocess.Popen(
        [sys.executable, "-c", SUPERVISE, str(data), *(["up"] if up else [])],
        cwd=ROOT,
        env={**os.environ, "LC_ALL": "zh_CN.UTF-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def children_of(supervisor: subprocess.Popen[str], at_least: int) -> list[psutil.Process]:
    process = psutil.Process(supervisor.pid)
    assert wait_until(lambda: len(process.children(recursive=True)) >= at_least, seconds=10)
    return process.children(recursive=True)


def gone(processes: list[psutil.Process]) -> bool:
    return not any(p.is_running() and p.status() != psutil.STATUS_ZOMBIE for p in processes)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_ends_whole_families_when_told_to_stop(tmp_path: Path, number: signal.Signals) -> None:
    supervisor = supervise(tmp_path, [f"one: {FAMILY}", f"two: {FAMILY}"])
    family = children_of(supervisor, 6)
    supervisor.send_signal(number)
    supervisor.communicate(timeout=10)
    assert supervisor.returncode == 0
    assert gone(family)
    assert not (tmp_path / "processes.json").exists()


def test_it_kills_who_does_not_listen_within_ten_seconds(tmp_path: Path) -> None:
    supervisor = supervise(tmp_path, [f"deaf: {STUBBORN}"])
    family = children_of(supervisor, 1)
    time.sleep(0.5)
    start = time.monotonic()
    supervisor.terminate()
    supervisor.communicate(timeout=10)
    assert time.monotonic() - start < 8
    assert gone(family)


def test_it_restarts_who_dies_and_says_so(tmp_path: Path) -> None:
    supervisor = supervise(tmp_path, [f"one: {FAMILY}", "crash: sh -c 'echo ERROR/ broken; exit 3'"])
    first = next(p for p in children_of(supervisor, 3) if p.parent() == psutil.Process(supervisor.pid))
    first.kill()
    time.sleep(2.5)
    assert len(children_of(supervisor, 3)) >= 3
    supervisor.terminate()
    output = supervisor.communicate(timeout=10)[0]
    assert "进程 one 意外结束（状态 -9），1 秒后重新启动。" in output
    assert "进程 crash 意外结束（状态 3），2 秒后重新启动。" in output
    assert "crash | ERROR/ broken" in output
    assert "broken" in (tmp_path / "log" / "crash.log").read_text(encoding="utf-8")


def test_it_gives_up_when_a_process_never_comes_up(tmp_path: Path) -> None:
    supervisor = supervise(tmp_path, [f"one: {FAMILY}", "broken: sh -c 'exit 4'"], up=False)
    family = children_of(supervisor, 1)
    output = supervisor.communicate(timeout=20)[0]
    assert supervisor.returncode == 1
    assert "进程 broken 无法启动（状态 4），详情见" in output.splitlines()[-1]
    assert gone(family)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="PR_SET_PDEATHSIG is Linux's")
def test_it_takes_its_children_along_when_killed(tmp_path: Path) -> None:
    supervisor = supervise(tmp_path, ["one: sleep 300", "two: sleep 300"])
    family = children_of(supervisor, 2)
    supervisor.kill()
    supervisor.communicate()
    assert wait_until(lambda: gone(family), seconds=5)


def test_it_ends_the_leftovers_of_a_killed_one(tmp_path: Path) -> None:
    supervisor = supervise(tmp_path, [f"deaf: {STUBBORN}", f"one: {FAMILY}"])
    family = children_of(supervisor, 4)
    time.sleep(0.5)
    supervisor.kill()
    supervisor.communicate()
    assert not gone(family)
    assert end_leftovers(tmp_path) >= 1
    assert gone(family)
    assert end_leftovers(tmp_path) == 0


def test_it_spares_a_stranger_who_got_the_same_number(tmp_path: Path) -> None:
    stranger = subprocess.Popen(["sleep", "300"])
    try:
        register(tmp_path, [stranger.pid])
        path = tmp_path / "processes.json"
        births = json.loads(path.read_text(encoding="ascii"))
        births[0]["started"] -= 3600
        path.write_text(json.dumps(births), encoding="ascii")
        assert end_leftovers(tmp_path) == 0
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


@pytest.mark.parametrize("text", ["", "[{}]", "nonsense", '{"pid": 1}'])
def test_it_survives_a_broken_register(tmp_path: Path, text: str) -> None:
    (tmp_path / "processes.json").write_text(text, encoding="ascii")
    assert end_leftovers(tmp_path) == 0


def test_it_keeps_paths_with_blanks_in_one_piece(tmp_path: Path) -> None:
    (tmp_path / "Procfile").write_text('# list\n\nweb: python -m x "$DIR/a" ${DIR}\nbeat: b\n', encoding="utf-8")
    entries = read_procfile(tmp_path / "Procfile", {"DIR": "/空 格"}, without=frozenset({"beat"}))
    assert [(e.name, e.args) for e in entries] == [("web", (sys.executable, "-m", "x", "/空 格/a", "/空 格"))]


@pytest.mark.parametrize(("text", "sentence"), [("web python", "1"), ("web: a $NONE", "NONE")])
def test_it_names_what_is_wrong_in_a_procfile(tmp_path: Path, text: str, sentence: str) -> None:
    (tmp_path / "Procfile").write_text(text, encoding="utf-8")
    with pytest.raises(BadSetting, match=sentence):
        read_procfile(tmp_path / "Procfile", {})


def test_it_tells_warnings_only() -> None:
    assert worth_telling('{"event": "早\\n晚", "level": "error"}') == "error: 早"
    assert worth_telling('{"event": "x", "level": "info"}') == ""
    assert worth_telling("[2026-11-22 10:00:00 +0000] [7] [ERROR] Worker died") != ""
    assert worth_telling("{broken") == ""
