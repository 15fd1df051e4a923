"""Runs the steps in order and times each."""

import time
from collections.abc import Callable, Iterator

from core.audit import first_broken_sequence
from core.dates import local_day, week_of
from reports.services import draft_report, roll_up_days
from weibo_ops.rehearsal import cast
from weibo_ops.rehearsal.content_steps import import_library, plan, review
from weibo_ops.rehearsal.listening_steps import import_mentions, sweep
from weibo_ops.rehearsal.publishing_steps import measure, publish
from weibo_ops.rehearsal.stage import Stage, Step


def rehearse(stage: Stage) -> Iterator[Step]:
    """Each step as it is done. A step that raises ends the rehearsal; the stage is cleared in any case."""
    steps: list[Callable[[Stage], Step]] = [
        connect,
        import_mentions,
        import_library,
        review,
        plan,
        publish,
        measure,
        sweep,
        roll_up,
        report,
        audit,
    ]
    try:
        for do in steps:
            started = time.monotonic()
            step = do(stage)
            step.seconds = time.monotonic() - started
            yield step
    finally:
        cast.leave(stage.accounts, [stage.editor, stage.approver], at=stage.clock())


def connect(stage: Stage) -> Step:
    """Two accounts of the sandbox with token, slots and policy."""
    stage.accounts = cast.make_accounts(stage.control, at=stage.clock())
    return Step("connect", count=len(stage.accounts), ok=len(stage.accounts) == 2)


def roll_up(stage: Stage) -> Step:
    """The days of this week; a second run must change nothing (I1)."""
    now = stage.clock()
    today = local_day(now)
    first = week_of(today).monday
    rows = sum(run.rows for run in roll_up_days(first=first, last=today, at=now))
    again = sum(run.changed for run in roll_up_days(first=first, last=today, at=now))
    return Step("roll_up", count=rows, ok=rows > 0 and again == 0, notes=[f"changed by a second run: {again}"])


def report(stage: Stage) -> Step:
    """The report of the running week, as it would be frozen on Monday (I5)."""
    now = stage.clock()
    draft = draft_report(period=week_of(local_day(now)), at=now)
    files = {"weekly.pdf": draft.pdf, "weekly.xlsx": draft.xlsx}
    step = Step("report", count=len(files), ok=draft.pdf.startswith(b"%PDF") and draft.xlsx.startswith(b"PK"))
    if stage.options.report is not None:
        stage.options.report.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            path = stage.options.report / name
            path.write_bytes(content)
            step.notes.append(str(path))
    return step


def audit(stage: Stage) -> Step:
    """Every write left its entry, and the chain holds."""
    entries = cast.audit_entries(stage.editor.date_joined)
    return Step("audit", count=entries, ok=entries > 0 and first_broken_sequence() is None)
