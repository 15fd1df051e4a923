"""What the tests of the scripts share: an environment without our own services, and a way to see processes."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import psutil
import pytest

from weibo_ops.env import ROOT

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> Mapping[str, str]:
    """The environment of a person who has set nothing, with a Chinese terminal."""
    for name in ("DATABASE_URL", "REDIS_URL", "WEIBO_OPS_DATA_DIR", "PORT", "HOST", "PYTHON"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    return os.environ


@pytest.fixture
def run(bare: Mapping[str, str]) -> Run:
    """Run `python -m MODULE …` as the scripts do; `.stdout` and `.stderr` are text."""

    def call(module: str, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-P", "-m", module, *arguments],
            cwd=ROOT,
            env={**bare, **settings},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return call


def processes_naming(text: str | Path) -> list[int]:
    """Living processes whose command line names `text`, ourselves left out."""
    found = []
    for process in psutil.process_iter():
        try:
            line = " ".join(process.cmdline())
            if str(text) in line and process.status() != psutil.STATUS_ZOMBIE and process.pid != os.getpid():
                found.append(process.pid)
        except psutil.Error:
            continue
    return found


def one_sentence(done: subprocess.CompletedProcess[str], sentence: str) -> None:
    """It failed, said `sentence` in its last line, and showed no traceback."""
    output = done.stdout + done.stderr
    assert done.returncode == 1, output
    assert "Traceback" not in output, output
    assert sentence in output.strip().splitlines()[-1], output


def python_that_runs(code: str) -> Sequence[str]:
    """A command line for a dummy process."""
    return (sys.executable, "-S", "-c", code)
