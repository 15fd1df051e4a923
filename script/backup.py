"""script/backup: database and uploads into one checked file, while everything runs; the keys apart, when asked."""

import os
import sys
from pathlib import Path

from script.terminal import exit_with, read_dotenv
from weibo_ops.embedded import services
from weibo_ops.env import ROOT, BadSetting, data_dir, read_secrets, say
from weibo_ops.processes import run_in_foreground


def main(arguments: list[str]) -> int:
    """`[--data-dir DIR] [--to DIR] [--keep N] [--keys FILE]`. Joins the running databases, or starts them."""
    read_dotenv()
    data = data_dir()
    if arguments[:1] == ["--data-dir"] and len(arguments) > 1:
        data, arguments = Path(arguments[1]).expanduser().absolute(), arguments[2:]
    if not os.environ.get("DATABASE_URL") and not (data / "postgres" / "PG_VERSION").exists():
        raise BadSetting(say(f"{data} 里没有可备份的系统。", f"There is no installation in {data}."))
    os.environ["WEIBO_OPS_DATA_DIR"] = str(data)
    read_secrets(data)
    with services(data):
        return run_in_foreground([sys.executable, "-P", str(ROOT / "manage.py"), "back_up", *arguments])


if __name__ == "__main__":
    exit_with(main)
