"""The whole main job with real processes: PostgreSQL, Redis, sender, worker, beat and the sandbox."""

import json
import os
import subprocess
from pathlib import Path

import pytest

pytestmark = [pytest.mark.journey, pytest.mark.timeout(280)]

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared/data"


def run(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`script/manage …` on a data folder of its own, as a person would type it."""
    environ = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    environ |= {"WEIBO_OPS_DATA_DIR": str(data), "STATIC_HASHED": "false"}
    return subprocess.run(
        [ROOT / "script/manage", *arguments], env=environ, capture_output=True, text=True, timeout=270, check=False
    )


def test_it_does_the_whole_main_job(tmp_path: Path) -> None:
    data, report, figures = tmp_path / "数据 1", tmp_path / "report", tmp_path / "steps.json"
    assert run(data, "migrate").returncode == 0
    crawled = ["--data", str(SHARED)] if SHARED.is_dir() else []
    done = run(data, "rehearse", *crawled, "--report", str(report), "--json", str(figures))
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(figures.read_text(encoding="utf-8"))
    assert told["ok"]
    steps = {step["name"]: step for step in told["steps"]}
    assert steps["publish"]["count"] == 6
    assert steps["import_library"]["refused"] == 1
    assert steps["sweep"]["count"] > 0
    assert sum(step["seconds"] for step in told["steps"]) < 180
    assert (report / "weekly.pdf").read_bytes().startswith(b"%PDF")
