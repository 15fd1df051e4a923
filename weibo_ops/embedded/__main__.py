"""`python -m weibo_ops.embedded run -- COMMAND …`; `keep` is what `run` starts in the background."""

import argparse
import sys
from pathlib import Path

from weibo_ops.embedded import services
from weibo_ops.env import BadSetting, data_dir
from weibo_ops.processes import run_in_foreground


def main(arguments: list[str]) -> int:
    """Returns the exit status of the command, or 1 with one sentence on what is wrong."""
    parser = argparse.ArgumentParser(prog="python -m weibo_ops.embedded")
    verbs = parser.add_subparsers(dest="verb", required=True)
    run = verbs.add_parser("run", help="run a command with PostgreSQL and Redis available")
    run.add_argument("command", nargs="+")
    keep = verbs.add_parser("keep", help="run the servers until nobody uses them")
    for verb in (run, keep):
        verb.add_argument("--data-dir", type=Path, default=data_dir())
        verb.add_argument("--scratch", action="store_true", help="faster, for data that may be lost")
    given = parser.parse_args(arguments)
    data = given.data_dir.expanduser().absolute()
    if given.verb == "keep":
        from weibo_ops.embedded.keeper import Keeper

        return Keeper(data, durable=not given.scratch).run()
    with services(data, durable=not given.scratch):
        return run_in_foreground(given.command)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except BadSetting as problem:
        sys.exit(str(problem))
