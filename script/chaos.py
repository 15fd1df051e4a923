"""script/chaos: breaks a scratch installation on purpose and compares Weibo's record with ours (docs/chaos.md)."""

import argparse
import json
import os
import random
import signal
import sys
import time
import traceback
from pathlib import Path
from types import FrameType
from typing import Any

from script.terminal import exit_with
from weibo_ops.embedded import hold_data
from weibo_ops.env import ROOT, BadSetting, say

Rows = list[dict[str, Any]]
SHORT = ("kill_between_steps", "lost_answers", "frozen", "mixed")
DISK = "disk_full"
NAMES = (
    "calm", "kill_between_steps", "kill_sender_children", "kill_sender", "kill_worker", "kill_beat", "kill_web",
    "postgres_restarted", "redis_flushed", "redis_restarted", "redis_frozen", "reset_before_storing",
    "reset_after_storing", "hang_before_storing", "hang_after_storing", "bad_gateway", "stored_slowly", "lost_answers",
    "refused", "limited", "tokens_revoked", "messages_doubled", "two_beats", "two_clocks", "clock_jumps", "frozen",
    "mixed", DISK,
)  # fmt: skip
ZERO = ("duplicates", "lost", "unsettled", "unapproved", "after_freeze", "contradicted", "hollow")


def main(arguments: list[str]) -> int:
    """Returns 0 when every figure that has to be 0 is. Raises `BadSetting`."""
    options = parse(arguments)
    if options.list:
        print("\n".join(NAMES))
        return 0
    seed = options.seed if options.seed is not None else random.randrange(10**6)  # noqa: S311 - dice
    data = (options.data_dir or ROOT / "var" / "chaos").absolute()
    signal.signal(signal.SIGTERM, _stop)
    with hold_data(data.with_name(data.name + "-lock"), name="script/chaos"):
        rows = run(options, seed, data)
    return 0 if fine(rows) else 1


def _stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/chaos")
    parser.add_argument("--short", action="store_true", help=say("短：少量故障与内容", "a few faults, few posts"))
    parser.add_argument("--seed", type=int, help=say("随机数种子", "seed of the dice"))
    parser.add_argument("--json", type=Path, metavar="FILE", help=say("结果另存为 JSON", "keep the result as JSON"))
    parser.add_argument("--only", action="append", metavar="FAULT", help=say("只做这些故障", "only these faults"))
    parser.add_argument("--posts", type=int, help=say("每轮的内容条数", "posts of a run"))
    parser.add_argument("--span", type=float, help=say("每轮的到点跨度（秒）", "seconds over which they are due"))
    parser.add_argument("--kills", type=int, help=say("每轮最多在步骤之间杀几次", "most kills between steps in a run"))
    parser.add_argument("--data-dir", type=Path, help=say("临时数据文件夹，会被清空", "scratch folder, emptied"))
    parser.add_argument("--list", action="store_true", help=say("列出故障", "list the faults"))
    return parser.parse_args(arguments)


def run(options: argparse.Namespace, seed: int, data: Path) -> Rows:
    """All runs, one after the other; the full disk has an installation of its own. Raises `BadSetting`."""
    from chaos.small_disk import can_mount

    names = chosen(options)
    groups = [[name for name in names if name != DISK], [name for name in names if name == DISK]]
    rows: Rows = []
    print(say(f"种子 {seed}，数据 {data}", f"seed {seed}, data {data}"), flush=True)
    for group in filter(None, groups):
        run_group(options, seed, group, data=data, small_disk=DISK in group and can_mount(), rows=rows)
    return rows


def chosen(options: argparse.Namespace) -> list[str]:
    """Names of faults. Raises `BadSetting` for one that does not exist."""
    unknown = [name for name in options.only or [] if name not in NAMES]
    if unknown:
        one, known = unknown[0], ", ".join(NAMES)
        raise BadSetting(say(f"没有名为 {one} 的故障，现有：{known}。", f"No fault {one}; there are: {known}."))
    return list(options.only or (SHORT if options.short else NAMES))


def run_group(
    options: argparse.Namespace,
    seed: int,
    names: list[str],
    *,
    data: Path,
    small_disk: bool,
    rows: Rows,
) -> None:
    """On one installation."""
    from chaos.installation import Installation

    installation = Installation(data, small_disk=small_disk)
    try:
        began = time.monotonic()
        installation.start()
        os.environ.update(installation.environ)
        os.environ["LOG_LEVEL"] = "CRITICAL"  # of this process: what it sees break is no news
        import django

        django.setup()
        seconds = round(time.monotonic() - began)
        print(say(f"已启动，{seconds} 秒", f"up after {seconds} s"), flush=True)
        runs(options, seed, names, installation=installation, rows=rows)
    except OSError:  # a mistake of ours or a machine that is too busy: where it was matters
        traceback.print_exc()
        raise
    finally:
        installation.stop()


def runs(options: argparse.Namespace, seed: int, names: list[str], *, installation: Any, rows: Rows) -> None:
    """One run for each name; `rows` grows, and the file with it, so that an interruption loses nothing."""
    from chaos.faults import FAULTS
    from chaos.stage import play
    from weibo_ops.demo.control import SandboxControl

    sandbox = SandboxControl(installation.environ["WEIBO_SANDBOX_URL"], seconds=90)
    for name in names:
        number = len(rows) + 1
        row = play(
            name, FAULTS[name], plan_of(options), installation=installation, sandbox=sandbox, seed=seed, number=number
        )
        rows.append(row)
        show(row)
        if options.json:
            told = {"seed": seed, "short": options.short, "ok": fine(rows), "runs": rows}
            options.json.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def plan_of(options: argparse.Namespace) -> Any:
    """How large and how long."""
    from chaos.stage import Plan

    short = options.short
    return Plan(
        posts=options.posts or (80 if short else 1000),
        span=options.span or (8.0 if short else 60.0),
        patience=150.0 if short else 420.0,
        kills=options.kills or (6 if short else 150),
        frozen_seconds=6.0 if short else 60.0,
        reading_patience=5.0 if short else 420.0,
    )


def fine(rows: Rows) -> bool:
    """Whether every figure that has to be 0 is."""
    return not any(row[name] for row in rows for name in ZERO)


def show(row: dict[str, Any]) -> None:
    """One line, and what was found."""
    zeros = "  ".join(f"{name} {row[name]}" for name in ZERO)
    mark, states = "✓" if fine([row]) else "✗", row["states"]
    told = f"{row['posts']} posts  {zeros}  kills {row['kills']}  {row['seconds']} s  {states}"
    print(f"{mark} {row['fault']:<22} {told}")
    for line in row["examples"]:
        print(f"    {line}")
    sys.stdout.flush()


if __name__ == "__main__":
    exit_with(main)
