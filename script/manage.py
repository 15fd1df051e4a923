"""script/manage: manage.py inside the environment and the data folder of script/server."""

import os
import sys
from pathlib import Path

from script.terminal import exit_with, read_dotenv, recall_addresses
from weibo_ops.catalogue import compile_catalogues
from weibo_ops.embedded import services
from weibo_ops.env import ROOT, data_dir
from weibo_ops.processes import run_in_foreground
from weibo_ops.secrets_file import ensure_secrets


def main(arguments: list[str]) -> int:
    """`[--data-dir DIR] COMMAND …`. Joins the running databases, or starts them for as long as the command runs."""
    read_dotenv()
    data = data_dir()
    if arguments[:1] == ["--data-dir"] and len(arguments) > 1:
        data, arguments = Path(arguments[1]).expanduser().absolute(), arguments[2:]
    os.environ["WEIBO_OPS_DATA_DIR"] = str(data)
    ensure_secrets(data)
    recall_addresses(data)
    compile_catalogues(ROOT / "locale")
    with services(data):
        return run_in_foreground([sys.executable, "-P", str(ROOT / "manage.py"), *arguments])


if __name__ == "__main__":
    exit_with(main)
