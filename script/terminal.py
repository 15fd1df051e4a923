"""What the second stage of the scripts shares: progress lines, settings from `.env`, the addresses of a server."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

from weibo_ops.env import ROOT, BadSetting, say

TOTAL = 8


def progress(number: int, chinese: str, english: str, *, total: int = TOTAL) -> None:
    """A line such as `[5/8] 启动数据库`."""
    print(f"[{number}/{total}] {say(chinese, english)}", flush=True)


def tell(line: str) -> None:
    """A line that stands out when the terminal can show it."""
    print(f"\033[33m{line}\033[0m" if sys.stdout.isatty() else line, flush=True)


def read_dotenv(path: Path = ROOT / ".env") -> None:
    """Put NAME=value lines of `.env` into the environment, which wins where it has the name already.

    Raises `BadSetting` for a line that is neither that, a comment nor blank.
    """
    if not path.is_file():
        return
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), start=1):
        text = line.strip().removeprefix("export ").strip()
        if not text or text.startswith("#"):
            continue
        name, equals, value = text.partition("=")
        name, value = name.strip(), value.strip()
        if not equals or not name.isidentifier():
            raise BadSetting(say(f".env 第 {number} 行应写作 名称=值。", f".env, line {number}, must read NAME=value."))
        if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
            value = value[1:-1]
        os.environ.setdefault(name, value)


def remember_addresses(data: Path, addresses: dict[str, str]) -> None:
    """Keep the addresses of the running server for `script/manage`."""
    (data / "addresses.json").write_text(json.dumps(addresses), encoding="utf-8")


def recall_addresses(data: Path) -> None:
    """Put the last server's addresses into the environment where it does not say otherwise."""
    try:
        kept = json.loads((data / "addresses.json").read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return
    for name, value in kept.items():
        os.environ.setdefault(str(name), str(value))


def exit_with(main: Callable[[list[str]], int]) -> None:
    """Run a script's main; foreseeable failures become one sentence and exit status 1."""
    try:
        status = main(sys.argv[1:])
    except BadSetting as problem:
        sys.exit(str(problem))
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        where = f" {error.filename}" if error.filename else ""
        sys.exit(say(f"无法完成{where}（{error.strerror}）。", f"Failed{where} ({error.strerror})."))
    sys.exit(status)
