"""`manage.py doctor`: every check of the installation, worst first, each with its mend."""

import json
import os
import sys
from argparse import ArgumentParser
from typing import Any, Final

import structlog
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from weibo_ops.doctor import CHECKS, WORST_FIRST, Finding, Mark, Visit, examine, worst
from weibo_ops.env import chinese_terminal

SIGNS: Final = {Mark.OK: "✓", Mark.WARNING: "!", Mark.BROKEN: "✗", Mark.UNKNOWN: "?"}
STATUS: Final = {Mark.OK: 0, Mark.UNKNOWN: 1, Mark.WARNING: 1, Mark.BROKEN: 2}


class Command(BaseCommand):
    """Works while PostgreSQL or Redis is down: that is when it is needed."""

    help = "Check the installation. Exit status: 0 all is well, 1 warnings or unknown, 2 something is broken."
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the findings as JSON")
        parser.add_argument("--only", action="append", default=[], metavar="KEY", help="only this check; repeatable")
        parser.add_argument("--quiet", action="store_true", help="leave out what is well")

    def handle(self, *args: Any, **options: Any) -> None:
        strange = set(options["only"]) - set(CHECKS)
        if strange:
            raise CommandError(f"No such check: {', '.join(sorted(strange))}. There are: {', '.join(CHECKS)}.")
        # The answer alone goes to standard output.
        structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
        with translation.override("zh-hans" if chinese_terminal() else "en"):
            findings = examine(Visit(at=timezone.now()), only=options["only"])
            state = worst(findings)
            if options["json"]:
                rows = [finding.as_json() for finding in findings]
                self.stdout.write(json.dumps({"state": state, "findings": rows}, ensure_ascii=False, indent=2))
            else:
                self._print(findings, quiet=options["quiet"])
        self.stdout.flush()
        self._leave(STATUS[state])

    def _print(self, findings: list[Finding], *, quiet: bool) -> None:
        for finding in sorted(findings, key=lambda each: WORST_FIRST.index(each.mark)):
            if quiet and finding.mark == Mark.OK:
                continue
            check, found = finding.check, finding.verdict
            self.stdout.write(f"{SIGNS[finding.mark]} {check.title}  {found.sentence}  ({finding.milliseconds} ms)")
            for line in (found.mend, f"$ {found.command}" if found.command else "", found.url):
                if line:
                    self.stdout.write(f"    {line}")

    def _leave(self, status: int) -> None:
        """Without waiting for a check that hangs in a driver's C code."""
        if status and "PYTEST_CURRENT_TEST" not in os.environ:
            sys.stdout.flush()
            os._exit(status)
        if status:
            sys.exit(status)
