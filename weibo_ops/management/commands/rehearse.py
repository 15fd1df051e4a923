"""`manage.py rehearse`: the whole main job on real input, in under three minutes."""

import json
from argparse import ArgumentParser
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.gateway import is_sandbox
from accounts.roles import Role
from weibo_ops.companions import sandbox_running, workers_running
from weibo_ops.env import say
from weibo_ops.rehearsal import Options, Stage, Step, rehearse
from weibo_ops.rehearsal.cast import make_person


class Command(BaseCommand):
    """Uses the processes that run, and starts those that don't."""

    help = "Rehearse the whole main job against the sandbox. Exit status 1 when any step did less than it should."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--data", type=Path, help="folder with crawler files; without it, samples of our own")
        parser.add_argument("--report", type=Path, help="folder for the weekly report's files")
        parser.add_argument("--json", type=Path, help="write the steps here as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if not is_sandbox():
            raise CommandError(
                say(
                    "已配置真实的微博应用，演练只能对沙箱进行。",
                    "A real Weibo app is configured; rehearse against the sandbox.",
                )
            )
        if options["data"] is not None and not options["data"].is_dir():
            raise CommandError(say(f"没有这个文件夹：{options['data']}", f"No such folder: {options['data']}"))
        steps = self._steps(Options(data=options["data"], report=options["report"]))
        ok = all(step.ok for step in steps)
        if options["json"] is not None:
            written = {"steps": [step.as_json() for step in steps], "ok": ok}
            options["json"].write_text(json.dumps(written, ensure_ascii=False, indent=2), encoding="utf-8")
        if not ok:
            raise CommandError(say("演练有步骤没有达到要求。", "At least one step did less than it should."))

    def _steps(self, options: Options) -> list[Step]:
        done: list[Step] = []
        with ExitStack() as running:
            control = running.enter_context(sandbox_running())
            running.enter_context(workers_running())
            now = timezone.now()
            stage = Stage(
                options=options,
                control=control,
                clock=timezone.now,
                editor=make_person("演练编辑", Role.CHIEF_EDITOR, at=now),
                approver=make_person("演练审核", Role.CHIEF_EDITOR, at=now),
            )
            self.stdout.write(f"{'step':<18}{'count':>8}{'refused':>9}{'seconds':>9}  ok")
            for step in rehearse(stage):
                done.append(step)
                mark = "yes" if step.ok else "NO"
                self.stdout.write(f"{step.name:<18}{step.count:>8}{step.refused:>9}{step.seconds:>9.1f}  {mark}")
                for note in step.notes:
                    self.stdout.write(f"    {note}")
        return done
