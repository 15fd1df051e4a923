"""`manage.py replay_alerts SET`: run an alert rule over the past of a set, here and now; raises and tells nothing."""

import json
from argparse import ArgumentParser
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.dates import BEIJING
from monitoring.models import KeywordSet, Sensitivity
from monitoring.queries.alerting import rule_of
from monitoring.queries.replays import Figures, Raised, alerts_between, replay

MOST_DAYS = 3660


class Command(BaseCommand):
    help = "Run an alert rule over the past of a keyword set and show what it would have raised. Writes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("set", help="name or number of the keyword set")
        parser.add_argument("--days", type=int, default=30)
        parser.add_argument("--sensitivity", choices=Sensitivity.values, help="instead of the saved one")
        parser.add_argument("--minimum", type=int)
        parser.add_argument("--windows", help="minutes, like 10,20,60")
        parser.add_argument("--slow-hours", type=int)
        parser.add_argument("--cooldown-minutes", type=int)
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        keyword_set, until = _set_named(options["set"]), timezone.now()
        since = until - timedelta(days=min(max(1, options["days"]), MOST_DAYS))
        figures = _changed(Figures.of_rule(rule_of(keyword_set)), options)
        (found,) = replay(keyword_set, [figures], since=since, until=until)
        alerts = alerts_between(keyword_set, since, until)
        if options["json"]:
            raised = [asdict(one) for one in found.raised]
            real = [{"id": alert.pk, "at": alert.created_at.isoformat(), "state": alert.state} for alert in alerts]
            told = {"figures": asdict(figures), "raised": raised, "deaf_minutes": found.deaf_minutes, "real": real}
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))
            return
        for one in found.raised:
            self.stdout.write(_line(one))
        self.stdout.write(
            f"{len(found.raised)} would be raised, {len(alerts)} were; {found.deaf_minutes} min without a past"
        )


def _set_named(name: str) -> KeywordSet:
    rows = KeywordSet.objects.filter(pk=int(name)) if name.isascii() and name.isdigit() else KeywordSet.objects.none()
    found = KeywordSet.objects.filter(name=name).first() or rows.first()
    if found is None:
        raise CommandError(f"no keyword set {name!r}")
    return found


def _changed(figures: Figures, options: dict[str, Any]) -> Figures:
    names = ("sensitivity", "minimum", "slow_hours", "cooldown_minutes")
    given: dict[str, Any] = {name: options[name] for name in names if options[name] is not None}
    if options["windows"]:
        try:
            given["windows"] = tuple(sorted({int(part) for part in options["windows"].split(",")}))
        except ValueError as error:
            raise CommandError("--windows wants minutes, like 10,20,60") from error
    return replace(figures, **given)


def _line(one: Raised) -> str:
    usual = f"usual {one.usual_low:.0f} to {one.usual_high:.0f}"
    return (
        f"{one.at.astimezone(BEIJING):%m-%d %H:%M}  severity {one.severity}  {one.count} in {one.minutes} min, {usual}"
    )
