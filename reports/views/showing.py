"""What the pages of reports are given."""

import base64
from typing import Any

from reports.models import Brand, Report
from reports.render.shown import shown
from reports.views.charts import CHART_WORDS


def page_context(report: Report) -> dict[str, Any]:
    """The parts of a frozen report and the numbers of its chart."""
    daily = report.data["daily"]
    charts = {
        "days": [row["day"][5:] for row in daily],
        "interactions": [row["interactions"] for row in daily],
        "posts": [row["posts"] for row in daily],
        "words": CHART_WORDS,
    }
    return {"report": report, "data": report.data, "s": shown(report.data), "charts": charts}


def logo_address(look: Brand) -> str:
    """The logo for an `img`; empty without one."""
    return f"data:image/png;base64,{base64.b64encode(bytes(look.logo)).decode()}" if look.logo else ""
