"""Rows a second and memory of the crawler-file readers on 200 MB, beside Python's own csv and json on the same file.

Each reading runs in a process of its own, so that the peak of memory is its own; the floor only splits the file into
cells or values and throws them away. The files hold invented posts, 30 seconds apart, with their clock in the id.
"""

from __future__ import annotations

import csv
import datetime as dt
import itertools
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from monitoring.readers import read_file
from weibo.text import id_floor_of_time, mid_to_base62

ROOT = Path(__file__).resolve().parents[1]
SIZE = 200 * 1024 * 1024
NOW = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
CHINA = dt.timezone(dt.timedelta(hours=8))
WORDS = [
    "山岚",
    "保温杯",
    "今天",
    "开门",
    "番茄",
    "炒蛋",
    "漏水",
    "补货",
    "客服",
    "电话",
    "天气",
    "不错",
    "颜色",
    "好看",
    "价格",
]
HEADER = [
    *("id", "bid", "user_id", "用户昵称", "微博正文", "转发数", "评论数", "点赞数", "发布时间", "发布工具"),
    *("微博图片url", "retweet_id", "ip"),
]
MEMORY_BOUND, RATIO_BOUND = 100, 0.02


def run() -> dict[str, Any]:
    """Rows of (file, reader, rows, rows a second, MiB above the start, ratio to the floor)."""
    rows: list[list[Any]] = []
    bounds: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder:
        for name, write in (("weibo-search.csv", _write_csv), ("MediaCrawler.json", _write_json)):
            path = Path(folder) / name
            written = write(path)
            floor, reader = _measured("floor", path), _measured("reader", path)
            ratio = reader["rate"] / floor["rate"]
            rows += [_row(name, "floor", floor, 1.0), _row(name, "read_file", reader, ratio)]
            bounds += [
                _bound(f"{name}: MiB above the start", MEMORY_BOUND, reader["mib"], reader["mib"] <= MEMORY_BOUND),
                _bound(f"{name}: ratio to the floor", RATIO_BOUND, round(ratio, 3), ratio >= RATIO_BOUND),
                _bound(f"{name}: rows lost", 0, written - reader["rows"], reader["rows"] == written),
            ]
    return {
        "title": f"readers: files of {SIZE // 2**20} MiB",
        "columns": ["file", "reader", "rows", "rows/s", "MiB above start", "ratio to floor"],
        "rows": rows,
        "bounds": bounds,
        "ok": all(bound["ok"] for bound in bounds),
    }


def _row(name: str, reader: str, figures: dict[str, Any], ratio: float) -> list[Any]:
    return [name, reader, figures["rows"], round(figures["rate"]), figures["mib"], round(ratio, 3)]


def _bound(name: str, bound: float, measured: float, ok: bool) -> dict[str, Any]:
    return {"name": name, "bound": bound, "measured": measured, "ok": ok}


def _measured(reader: str, path: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.readers", reader, str(path)]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    figures: dict[str, Any] = json.loads(answer.stdout)
    return figures


def _posts() -> Iterator[tuple[str, str, dt.datetime]]:
    chance = random.Random(1)
    for number in itertools.count():
        moment = dt.datetime(2026, 1, 1, tzinfo=CHINA) + dt.timedelta(seconds=number * 30)
        post_id = str(id_floor_of_time(moment) + number % 1000)
        yield post_id, "".join(chance.choices(WORDS, k=chance.randint(10, 60))), moment


def _write_csv(path: Path) -> int:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(HEADER)
        for count, (post_id, text, moment) in enumerate(_posts(), start=1):
            cells = [post_id, mid_to_base62(post_id), "5504000001", "某人", text, "1.2万", count % 50, "赞"]
            table.writerow(
                [*cells, f"{moment:%Y-%m-%d %H:%M}", "iPhone客户端", "https://img.example/1.jpg", "", "浙江"]
            )
            if count % 1000 == 0 and file.tell() >= SIZE:
                return count
    return 0


def _write_json(path: Path) -> int:
    with path.open("w", encoding="utf-8") as file:
        for count, (post_id, text, moment) in enumerate(_posts(), start=1):
            note = {"note_id": post_id, "content": text, "create_date_time": moment.isoformat(" "), "nickname": "某人"}
            counts = {"liked_count": "322", "comments_count": "1.4万", "shared_count": "64", "ip_location": "浙江"}
            file.write(("[" if count == 1 else ",\n") + json.dumps(note | counts, ensure_ascii=False))
            if count % 1000 == 0 and file.tell() >= SIZE:
                file.write("]")
                return count
    return 0


def _floor(path: Path) -> int:
    with path.open(encoding="utf-8-sig", newline="") as file:
        if path.suffix == ".csv":
            return sum(1 for _ in csv.reader(file)) - 1
        return sum(1 for line in file if json.loads(line.strip("[],\n")))


def _reader(path: Path) -> int:
    reading = read_file(path, now=NOW)
    for _ in reading:
        continue
    return reading.counts["rows"]


def main() -> None:
    """Read the file named on the command line once and print the figures."""
    readers: dict[str, Callable[[Path], int]] = {"floor": _floor, "reader": _reader}
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    rows = readers[sys.argv[1]](Path(sys.argv[2]))
    seconds = time.perf_counter() - start
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(json.dumps({"rows": rows, "rate": rows / seconds, "mib": round(grown / 1024)}))


if __name__ == "__main__":
    main()
