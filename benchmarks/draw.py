"""A draw over 1,000,000 entries (P8): the list and its commitment, the draw from the file, the program for everyone."""

import hashlib
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.timing import bound
from campaigns.draw import EntryLine, Tree, entry_id, header_for, verify, write_file
from weibo_ops.env import ROOT

ENTRIES, COMMIT_SECONDS, DRAW_SECONDS = 1_000_000, 20.0, 5.0
PRIZES = ((1, "一等奖", 1), (2, "二等奖", 10), (3, "三等奖", 1000))
VALUE = "03 08 11 19 27 30 12"
AT = "2026-12-01T20:00:00+08:00"


def run() -> dict[str, Any]:
    """Processor seconds of each step, beside hashing as many short texts once in the same run."""
    started = time.process_time()
    for number in range(ENTRIES):
        hashlib.sha256(b"%d" % number).digest()
    floor = time.process_time() - started
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "entries.txt"
        started = time.process_time()
        key = os.urandom(32)
        lines = sorted(
            EntryLine(entry_id(str(5_500_000_000 + number), key)[0], 1, "valid" if number % 9 else "refused").written
            for number in range(ENTRIES)
        )
        header = header_for(
            lines, campaign="基准", rules={}, prizes=PRIZES, reserves=1000, due=AT,
            sources=({"kind": "number", "name": "开奖号", "form": [2] * 7, "at": AT},),
        )  # fmt: skip
        write_file(path, header, lines)
        Tree.over(lines)
        committed = time.process_time() - started
        del lines
        started = time.process_time()
        found = verify(path, [VALUE])
        drawn = time.process_time() - started
        began = time.perf_counter()
        command = [sys.executable, "-I", str(ROOT / "static/draw/check_draw.py"), str(path), VALUE]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
        checked = time.perf_counter() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    different = sum(one.id not in line for one, line in zip(found.picks, told[4:], strict=True))
    rows: list[list[Any]] = [
        ["a hash of each number", f"{floor:.2f}", "1"],
        ["ids, order, root, tree, file", f"{committed:.2f}", f"{committed / floor:.1f}"],
        ["read, check and draw 2,011 places", f"{drawn:.2f}", f"{drawn / floor:.1f}"],
        ["the same by the program for everyone, by the clock", f"{checked:.2f}", f"{checked / floor:.1f}"],
        ["MiB at the peak", f"{memory:.0f}", ""],
    ]
    bounds = [
        bound("commit: processor seconds", COMMIT_SECONDS, committed),
        bound("draw: processor seconds", DRAW_SECONDS, drawn),
        bound("places on which engine and program differ", 0, different),
    ]
    return {
        "title": f"draw: {ENTRIES:,} entries",
        "columns": ["what", "s", "÷ hashes"],
        "rows": rows,
        "bounds": bounds,
        "ok": all(one["ok"] for one in bounds),
    }
