"""script/bench: lists the modules of benchmarks/, or runs one and holds its figures against its bounds.

A module's first docstring line says what it measures. Its `run()` returns

    {"title": str, "columns": [str], "rows": [[…]], "bounds": [{"name", "bound", "measured", "ok"}], "ok": bool}

One that sends to an endpoint takes its address as `run(endpoint_url)`, given by `--endpoint`.
"""

import argparse
import ast
import importlib
import inspect
import json
import os
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from script.terminal import exit_with
from weibo_ops.catalogue import compile_catalogues
from weibo_ops.embedded import hold_data, services
from weibo_ops.env import ROOT, BadSetting, say
from weibo_ops.secrets_file import ensure_secrets

FOLDER = ROOT / "benchmarks"


def main(arguments: list[str]) -> int:
    """Returns 0 when every bound holds, 1 when one does not. Raises `BadSetting` for a name that does not exist."""
    parser = argparse.ArgumentParser(prog="script/bench")
    parser.add_argument("name", nargs="?", help=say("基准名称；不写则列出全部", "which one; all are listed without"))
    parser.add_argument("--json", type=Path, metavar="FILE", help=say("结果另存为 JSON", "keep the result as JSON"))
    parser.add_argument(
        "--endpoint",
        default="",
        metavar="URL",
        help=say("改用这个接收端（dispatch）", "send to this recorder (dispatch)"),
    )
    options = parser.parse_args(arguments)
    known = described()
    if options.name is None:
        width = max(map(len, known), default=0)
        for name, line in known.items():
            print(f"{name.ljust(width)}  {line}")
        return 0
    if options.name not in known:
        raise BadSetting(
            say(
                f"没有名为 {options.name} 的基准，现有：{'、'.join(known) or '无'}。",
                f"There is no benchmark {options.name}; there are: {', '.join(known) or 'none'}.",
            )
        )
    data = ROOT / "var" / "bench"
    os.environ["WEIBO_OPS_DATA_DIR"] = str(data)
    with hold_data(data, name="script/bench"):
        ensure_secrets(data)
        with services(data):
            result = run(options.name, endpoint=options.endpoint)
    show(result)
    if options.json:
        options.json.write_text(json.dumps(result, ensure_ascii=False, indent=2, default=str) + "\n", encoding="utf-8")
    return 0 if result["ok"] else 1


def described() -> dict[str, str]:
    """Names and first docstring lines of the modules with a `run`, read without importing anything."""
    known = {}
    for path in sorted(FOLDER.glob("[!_]*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if any(isinstance(node, ast.FunctionDef) and node.name == "run" for node in tree.body):
            known[path.stem] = (ast.get_docstring(tree) or "").split("\n", 1)[0]
    return known


def run(name: str, *, endpoint: str = "") -> dict[str, Any]:
    """Set Django up on the scratch data, migrate, run the benchmark. Raises `BadSetting` when it takes no endpoint."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "weibo_ops.settings")
    compile_catalogues(ROOT / "locale")
    import django
    from django.core.management import call_command

    django.setup()
    from weibo_ops.static_files import collect_static

    collect_static()
    call_command("migrate", interactive=False, verbosity=0)
    measure = importlib.import_module(f"benchmarks.{name}").run
    if endpoint and "endpoint_url" not in inspect.signature(measure).parameters:
        raise BadSetting(say(f"基准 {name} 不接受 --endpoint。", f"The benchmark {name} takes no --endpoint."))
    result: dict[str, Any] = measure(endpoint_url=endpoint) if endpoint else measure()
    result["ok"] = bool(result["ok"]) and all(bound["ok"] for bound in result["bounds"])
    return result


def show(result: dict[str, Any]) -> None:
    """The tables, then every bound with what was measured."""
    for part in (result, *result.get("more", ())):
        print(f"\n{part['title']}\n")
        print_table(part["columns"], part["rows"])
    if result["bounds"]:
        print()
        marks = {True: "✓", False: "✗"}
        rows = [[marks[bool(b["ok"])], b["name"], b["measured"], b["bound"]] for b in result["bounds"]]
        print_table(["", say("约束", "bound"), say("实测", "measured"), say("要求", "required")], rows)


def print_table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Columns padded by what the terminal shows: a Chinese character takes two cells."""
    lines = [[text(cell) for cell in line] for line in (columns, *rows)]
    widths = [max(cells(line[index]) for line in lines) for index in range(len(columns))]
    for number, line in enumerate(lines):
        print("  ".join(word + " " * (width - cells(word)) for word, width in zip(line, widths, strict=True)).rstrip())
        if number == 0:
            print("  ".join("─" * width for width in widths))


def text(value: object) -> str:
    """Numbers with at most three significant decimals, everything else as it is."""
    if isinstance(value, float):
        return f"{value:,.3g}" if abs(value) < 100 else f"{value:,.0f}"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def cells(word: str) -> int:
    """How many cells of the terminal a text takes."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in word)


if __name__ == "__main__":
    exit_with(main)
