"""Library in, reviewed, planned."""

import csv
import io
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

from content.models import Post, PostState
from content.services import ImportChoices, approve, confirm_import, run_import, start_import, submit_for_review
from core.dates import local_day, week_of
from core.errors import UserError
from publishing.models import Slot
from publishing.services import plan_week
from weibo_ops.rehearsal.stage import Stage, Step

LIBRARY = Path(__file__).resolve().parent.parent / "demo/library.csv"


def import_library(stage: Stage) -> Step:
    """The sample library, its accounts replaced by those of the rehearsal, plus one row that must be refused."""
    data, rows = _library_for(stage)
    file = SimpleUploadedFile("library.csv", data, content_type="text/csv")
    started = start_import(file=file, by=stage.editor, at=stage.clock())
    choices = ImportChoices(mapping=started.mapping, account=None, category=None)
    confirm_import(post_import=started, choices=choices, by=stage.editor, at=stage.clock())
    run_import(job_id=started.job_id, clock=stage.clock)
    started.job.refresh_from_db()
    count = Post.objects.filter(post_import=started, is_visible=True).count()
    step = Step(
        "import_library", count=count, refused=started.job.refused, ok=count == rows and started.job.refused == 1
    )
    step.notes = [refusal.reason for refusal in started.job.refusals.all()[:3]]
    return step


def _library_for(stage: Stage) -> tuple[bytes, int]:
    names = [account.nickname for account in stage.accounts]
    with LIBRARY.open(encoding="utf-8-sig", newline="") as source:
        rows = list(csv.DictReader(source))
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(rows[0]))
    writer.writeheader()
    seen: dict[str, str] = {}
    for row in rows:
        nickname = seen.setdefault(row["账号"], names[len(seen) % len(names)])
        writer.writerow({**row, "账号": nickname})
    writer.writerow({**rows[0], "账号": "没有这个账号"})
    return out.getvalue().encode("utf-8-sig"), len(rows)


def review(stage: Stage) -> Step:
    """The editor submits what lint allows; a second person approves. The editor's own approval must be refused."""
    approved, refused, notes = 0, 0, []
    drafts = Post.objects.filter(account__in=stage.accounts, state=PostState.DRAFT).order_by("pk")
    own_refused = False
    for post in drafts:
        try:
            submitted = submit_for_review(post=post, by=stage.editor, at=stage.clock())
        except UserError as error:
            refused += 1
            notes.append(str(error))
            continue
        if not own_refused:
            own_refused = _refuses_own(submitted, stage)
        approve(post=submitted, version_id=submitted.version_id or 0, by=stage.approver, at=stage.clock())
        approved += 1
    return Step("review", count=approved, refused=refused, ok=approved > 0 and own_refused, notes=notes[:3])


def _refuses_own(post: Post, stage: Stage) -> bool:
    try:
        approve(post=post, version_id=post.version_id or 0, by=stage.editor, at=stage.clock())
    except UserError:
        return True
    return False


def plan(stage: Stage) -> Step:
    """Next week filled from the approved library by the slots and quotas of the presets (C1, K1, K8)."""
    now = stage.clock()
    week = week_of(local_day(now)).next
    plan_week(accounts=stage.accounts, week=week, by=stage.editor, at=now)
    stage.slots = list(Slot.objects.filter(account__in=stage.accounts).order_by("scheduled_at", "pk"))
    return Step("plan", count=len(stage.slots), ok=len(stage.slots) >= stage.options.publish)
