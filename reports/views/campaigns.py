"""What a campaign brought and cost: live, and as it was kept (P9, P10)."""

import datetime as dt
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from accounts.access import require_somewhere, rights_of
from accounts.roles import Can
from campaigns.access import campaign_for
from core.exports import csv_download
from core.http import done
from core.rate_limits import limited
from reports import services
from reports.access import closing_for
from reports.closing import board_of, sentences_of
from reports.closing.sentences import money, target_name
from reports.queries import closing_of
from reports.render.closing import table_rows

WORDS = {"entries": gettext_lazy("有效参与"), "growth": gettext_lazy("粉丝净增")}


@require_GET
def campaign_result(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """The panel of the campaign's page: frozen once it is closed, live before."""
    campaign = campaign_for(request.user, campaign_id)
    report = closing_of(campaign)
    board = report.data if report else board_of(campaign, now=timezone.now())
    context = {
        "campaign": campaign, "report": report, "board": board, "sentences": sentences_of(board),
        "targets": [one | {"label": target_name(one["name"]), "share": _share(one)} for one in board["targets"]],
        "total": money(board["cost"]["total"]), "entries_at": _moment(board["entries"]["as_of"]),
        "chart": _chart(board), "lessons": campaign.lessons.select_related("written_by"),
        "may_run": rights_of(request.user).may_somewhere(Can.CAMPAIGN),
    }  # fmt: skip
    return render(request, "reports/_campaign_result.html", context)


@require_POST
@limited("render")
def campaign_close(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Freeze it."""
    campaign = campaign_for(request.user, campaign_id, to=Can.CAMPAIGN)
    services.close_campaign(campaign=campaign, by=require_somewhere(request.user, Can.CAMPAIGN), at=timezone.now())
    return done(request, f"{reverse('campaigns:campaign', args=[campaign_id])}?part=result", _("结案报告已生成。"))


@require_GET
@limited("render")
def closing_pdf(request: HttpRequest, campaign_id: int) -> FileResponse:
    """The PDF as it was frozen."""
    report = closing_for(request.user, campaign_id)
    name = _("活动结案 %s.pdf") % report.campaign
    return FileResponse(report.pdf.open("rb"), as_attachment=True, filename=name)


@require_GET
@limited("export")
def closing_csv(request: HttpRequest, campaign_id: int) -> StreamingHttpResponse:
    """The numbers of the report as a table."""
    report = closing_for(request.user, campaign_id)
    return csv_download(f"campaign-{campaign_id}-closing", [_("指标"), _("数值")], table_rows(report.data))


def _share(one: dict[str, Any]) -> int | None:
    return None if one["reached"] is None else max(0, min(100, round(one["reached"] / one["target"] * 100)))


def _moment(written: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(written) if written else None


def _chart(board: dict[str, Any]) -> dict[str, Any]:
    days = board["days"]
    return {
        "days": [row["day"][5:] for row in days], "words": WORDS,
        "entries": [row["entries"] for row in days], "growth": [row["growth"] for row in days],
    }  # fmt: skip
