"""script/chaos: breaks a scratch installation on purpose and compares Weibo's record with ours (docs/chaos.md)."""

import argparse
import json
import os
import random
import signal
import sys
import time
from pathlib import Path
from types import FrameType
from typing import Any

from script.terminal import exit_with
from weibo_ops.embedded import hold_data
from weibo_ops.env import ROOT, BadSetting, say

ZERO = ("duplicates", "lost", "unsettled", "unapproved", "after_freeze", "contradicted")
FOREIGN = ("WEIBO_", "SENTRY_", "EMAIL_", "BASE_URL", "ALLOWED_HOSTS", "DATABASE_URL", "REDIS_URL", "BACKUP_", "DEBUG")


def main(arguments: list[str]) -> int:
    """Returns 0 when every figure that has to be 0 is. Raises `BadSetting`."""
    options = parse(arguments)
    for name in [name for name in os.environ if name.startswith(FOREIGN)]:
        del os.environ[name]
    os.environ.setdefault("LOG_LEVEL", "INFO")
    seed = options.seed if options.seed is not None else random.randrange(10**6)  # noqa: S311 - dice
    data = (options.data_dir or ROOT / "var" / "chaos").absolute()
    signal.signal(signal.SIGTERM, _stop)
    with hold_data(data.with_name(data.name + "-lock"), name="script/chaos"):
        rows = run(options, seed, data)
    told = {
        "seed": seed,
        "short": options.short,
        "runs": rows,
        "ok": not any(row[name] for row in rows for name in ZERO),
    }
    if options.json:
        options.json.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return 0 if told["ok"] else 1


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


def run(options: argparse.Namespace, seed: int, data: Path) -> list[dict[str, Any]]:
    """All runs, one after the other, on one installation."""
    from chaos.installation import Installation

    installation = Installation(data)
    try:
        print(say(f"种子 {seed}，数据 {data}", f"seed {seed}, data {data}"), flush=True)
        began = time.monotonic()
        installation.start()
        import django

        django.setup()
        print(
            say(f"已启动，{time.monotonic() - began:.0f} 秒", f"up after {time.monotonic() - began:.0f} s"), flush=True
        )
        return runs(options, seed, installation)
    finally:
        installation.stop()


def runs(options: argparse.Namespace, seed: int, installation: Any) -> list[dict[str, Any]]:
    """The chosen faults. Raises `BadSetting` for a name that does not exist."""
    from chaos.faults import FAULTS, SHORT
    from chaos.stage import Plan, play
    from weibo_ops.demo.control import SandboxControl

    names = options.only or (SHORT if options.short else list(FAULTS))
    unknown = [name for name in names if name not in FAULTS]
    if unknown:
        known = ", ".join(FAULTS)
        raise BadSetting(
            say(f"没有名为 {unknown[0]} 的故障，现有：{known}。", f"No fault {unknown[0]}; there are: {known}.")
        )
    posts = options.posts or (80 if options.short else 1000)
    plan = Plan(
        posts,
        span=options.span or (8.0 if options.short else 60.0),
        patience=150.0 if options.short else 420.0,
        kills=options.kills or (6 if options.short else 150),
        frozen_seconds=6.0 if options.short else 60.0,
        reading_patience=5.0 if options.short else 420.0,
    )
    sandbox = SandboxControl(os.environ["WEIBO_SANDBOX_URL"])
    rows = []
    for number, name in enumerate(names, start=1):
        row = play(name, FAULTS[name], plan, installation=installation, sandbox=sandbox, seed=seed, number=number)
        rows.append(row)
        show(row)
        if options.json:  # after every run: what has been measured survives an interruption
            told = {"seed": seed, "short": options.short, "ok": fine(rows), "runs": rows}
            options.json.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return rows


def fine(rows: list[dict[str, Any]]) -> bool:
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
