"""`manage.py roll_up --from 2026-11-01 --to 2026-11-07`: recompute days; running it twice changes nothing (I1)."""

import datetime as dt
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.dates import local_day
from reports.services import roll_up_day


def a_day(text: str) -> dt.date:
    """Raises ArgumentTypeError, whose sentence argparse shows."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a day such as 2026-11-01") from None


class Command(BaseCommand):
    """Each day is a transaction of its own: a run that is killed goes on where it stopped when it is run again."""

    help = "Recompute the daily figures."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="first", type=a_day, help="first day, default yesterday")
        parser.add_argument("--to", dest="last", type=a_day, help="last day, included; default the first day")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        first: dt.date = options["first"] or local_day(now) - dt.timedelta(days=1)
        last: dt.date = options["last"] or first
        if last < first or last > local_day(now):
            raise CommandError("--to must not lie before --from, nor in the future.")
        for offset in range((last - first).days + 1):
            run = roll_up_day(day=first + dt.timedelta(days=offset), at=now)
            self.stdout.write(f"{run.day}  {run.rows} rows, {run.changed} changed")
