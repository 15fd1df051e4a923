"""The watched folder as people see it: on the page of imports, and in the report beside each file (M2)."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from core.dates import BEIJING
from core.models import JobState
from monitoring.models import FolderFile, FolderState

SHOWN = 8
TOLD = 200
"""Refused rows in a report; the page has all of them."""


@dataclass(frozen=True)
class FolderView:
    """Where it is, what waits in it, what came last."""

    path: str
    waiting: list[FolderFile]
    ended: list[FolderFile]


def folder_view() -> FolderView | None:
    """The folder with its newest files; None when none is watched. Two queries."""
    if settings.CRAWLER_FOLDER is None:
        return None
    rows = FolderFile.objects.select_related("mention_import__job")
    open_rows = rows.filter(state__in=[FolderState.GROWING, FolderState.TAKEN]).order_by("pk")
    ended = rows.filter(state__in=[FolderState.DONE, FolderState.REFUSED])
    return FolderView(str(settings.CRAWLER_FOLDER), list(open_rows[:SHOWN]), list(ended[:SHOWN]))


def report_of(row: FolderFile) -> str:
    """What stands in the small file beside one that is over."""
    lines = [_("文件：%(path)s") % {"path": row.path}]
    if row.ended_at is not None:
        lines.append(_("时间：%(at)s") % {"at": f"{row.ended_at.astimezone(BEIJING):%Y-%m-%d %H:%M}"})
    found = row.mention_import
    if found is None:
        return "\n".join([*lines, _("结果：%(result)s") % {"result": row.reason}, ""])
    lines.append(_("来源：%(source)s") % {"source": found.source.name})
    lines.append(_("结果：%(result)s") % {"result": found.job.message})
    if found.job.state != JobState.CANCELLED:
        address = settings.BASE_URL + reverse("monitoring:import", args=[found.pk])
        lines.append(_("详情：%(url)s") % {"url": address})
    lines += [
        _("第 %(line)d 行未导入：%(reason)s") % {"line": refusal.line, "reason": _(refusal.reason)}
        for refusal in found.job.refusals.all()[:TOLD]
    ]
    return "\n".join([*lines, ""])
