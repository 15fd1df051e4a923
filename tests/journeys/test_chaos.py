"""The short form of `script/chaos`: processes are killed, answers lost, scopes frozen; no post is lost or doubled."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]

ROOT = Path(__file__).resolve().parents[2]
MUST_BE_ZERO = ("duplicates", "lost", "unsettled", "unapproved", "after_freeze", "contradicted", "hollow")


def test_it_neither_loses_nor_doubles_a_post_when_things_break(tmp_path: Path) -> None:
    told = tmp_path / "chaos.json"
    environ = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    command = [
        sys.executable,
        "-m",
        "script.chaos",
        "--short",
        "--json",
        str(told),
        "--data-dir",
        str(tmp_path / "data"),
    ]
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=580, check=False)
    assert told.exists(), done.stdout + done.stderr
    runs = json.loads(told.read_text(encoding="utf-8"))["runs"]
    wrong = {run["fault"]: {name: run[name] for name in MUST_BE_ZERO if run[name]} for run in runs}
    assert not any(wrong.values()), done.stdout
    assert done.returncode == 0, done.stdout + done.stderr
    assert {run["fault"] for run in runs} >= {"kill_between_steps", "lost_answers", "frozen", "mixed"}
    assert sum(run["kills"] for run in runs) > 0
