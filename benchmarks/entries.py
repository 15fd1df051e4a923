"""1,000,000 entries of a campaign from CSV, imported, judged and published, beside a bare COPY of the same rows in the same run.

The work is done by a process of its own, so that its memory is its own, in the small database of the benchmarks, and is
taken out again. Judged a second time nothing may be written.
"""

import csv
import datetime as dt
import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from django.utils import timezone

from benchmarks.timing import bound

ROOT = Path(__file__).resolve().parents[1]
ENTRIES = int(os.environ.get("BENCH_ENTRIES", "1000000"))
SECONDS, MIB, RATIO, LIST_SECONDS, DRAW_SECONDS = 120, 400, 10, 20, 5
HEADER = ["转发ID", "用户ID", "用户昵称", "转发内容", "转发时间", "粉丝数", "是否关注"]
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
WORDS = ("好运", "来了", "想要", "杯子", "支持", "山岚", "一定", "中奖", "冬天", "热饮", "抽我", "家人", "喜欢", "新品")


def run() -> dict[str, Any]:
    """Seconds by the clock and of the processor for each step, and the peak of memory."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "entries.csv"
        write(path, ENTRIES)
        command = [sys.executable, "-m", "benchmarks.entering", str(path)]
        answer = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True, env=os.environ)
    figures: dict[str, Any] = json.loads(answer.stdout.splitlines()[-1])
    steps, bare = figures["steps"], figures["steps"]["bare COPY, same table and indexes"]
    rows = [[name, clock, cpu, round(cpu / bare[1], 1)] for name, (clock, cpu) in steps.items()]
    rows.append(["MiB at the peak while the list was written and drawn from", figures["mib_listed"], "", ""])
    whole = steps["imported and judged"]
    bounds = [
        bound("imported and judged: seconds by the clock", SECONDS, whole[0]),
        bound("imported and judged: seconds of processor", SECONDS, whole[1]),
        bound("imported and judged ÷ bare COPY, processor", RATIO, round(whole[1] / bare[1], 1)),
        bound("list of the draw published: seconds by the clock", LIST_SECONDS, steps["list published"][0]),
        bound("winners and reserves drawn: seconds by the clock", DRAW_SECONDS, steps["winners drawn"][0]),
        bound("entries missing in the list", 0, figures["entries"] - figures["listed"]),
        bound("MiB at the peak", MIB, figures["mib"]),
        bound("entries lost", 0, ENTRIES - figures["entries"]),
        bound("rows written when judged again", 0, figures["written_again"]),
    ]
    return {
        "title": f"entries: {ENTRIES:,} reposts, each by another person, five to eleven friends each",
        "columns": ["step", "seconds", "processor", "÷ bare COPY"],
        "rows": rows,
        "bounds": bounds,
        "ok": all(row["ok"] for row in bounds),
    }


def write(path: Path, number: int) -> None:
    """Reposts of ten days; some of the last hours are late, one in fifty says what a machine says."""
    chance, end = random.Random(7), timezone.now().astimezone(dt.timezone(dt.timedelta(hours=8)))
    friends = ["".join((chance.choice(SURNAMES), chance.choice(WORDS), str(chance.randrange(99)))) for _ in range(5000)]
    start = end - dt.timedelta(days=10)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(HEADER)
        for at in range(number):
            moment = start + dt.timedelta(seconds=at * 860_000 // number)
            machine = at % 50 == 0
            words = "我真的太想要这个杯子了" if machine else "".join(chance.sample(WORDS, 5))
            named = " ".join(f"@{name}" for name in chance.sample(friends, chance.randrange(5, 12)))
            name = f"用户{6_000_000_000 + at}" if machine else f"{chance.choice(SURNAMES)}{chance.choice(WORDS)}{at}"
            follows = ("是", "否", "")[at % 3 % 2 if at % 10 else 2]
            uid = 5_600_000_000 + (at * 7919) % 10_000_019
            text = f"{words} {named}"
            table.writerow(
                [5_300_000_000_000_000 + at, uid, name, text, f"{moment:%F %T}", chance.randrange(900), follows]
            )
