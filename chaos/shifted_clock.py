"""Runs a command of the product with a clock that is wrong by what a file says, now and whenever the file changes.

    python -m chaos.shifted_clock --file FILE -- celery -A weibo_ops …

Only the wall clock of that one process goes wrong (`time.time`, Django's `timezone.now`), as after a bad NTP answer;
the monotonic clock of its loops does not, as on a real machine.
"""

import argparse
import datetime as dt
import time
from pathlib import Path

from chaos.saboteur import run


def shift(file: Path) -> None:
    """Patch the clocks of this process and of all that it forks."""
    from django.utils import timezone

    real_time, real_now = time.time, timezone.now

    def offset() -> float:
        try:
            return float(file.read_text(encoding="ascii") or 0)
        except (FileNotFoundError, ValueError):
            return 0.0

    def shifted_time() -> float:
        return real_time() + offset()

    def shifted_now() -> dt.datetime:
        return real_now() + dt.timedelta(seconds=offset())

    time.time, timezone.now = shifted_time, shifted_now


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m chaos.shifted_clock")
    parser.add_argument("--file", type=Path, required=True)
    parser.add_argument("command", nargs="+")
    options = parser.parse_args()
    shift(options.file)
    run(options.command)


if __name__ == "__main__":
    main()
