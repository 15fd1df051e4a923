"""A report as a spreadsheet with live charts. Text is written as text, so nothing can run as a formula."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from accounts.models import AccountKind
from reports.render.pdf import labels
from reports.render.shown import shown

Numbers = dict[str, Any]
Row = Sequence[Any]
COMPARED = ("posts", "interactions", "followers_growth", "threads", "answer_minutes", "mentions")
DAILY = ("day", "interactions", "posts", "followers_growth", "mentions")
CHARTED = 20


@dataclass(frozen=True)
class _Chart:
    """A chart beside its rows: which columns, how many of the first rows."""

    kind: str
    columns: tuple[int, ...]
    rows: int = 10_000


def render_xlsx(data: Numbers) -> bytes:
    """The bytes of the workbook: every number of the report, with the accounts and quotas that the pages leave out."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True})
    bold = book.add_format({"bold": True, "bottom": 1})
    t, parts = labels(), shown(data)
    for name, header, rows, chart in _sheets(data, parts, t):
        sheet = _sheet(book, name, header, rows, bold)
        if chart and rows:
            _draw(book, sheet, name, chart, min(len(rows), chart.rows), column=len(header) + 1)
    book.close()
    return out.getvalue()


def _sheets(data: Numbers, parts: Numbers, t: Numbers) -> list[tuple[str, list[str], list[Row], _Chart | None]]:
    """Name, header, rows and chart of each sheet."""
    title = f"{parts['title']} {parts['span']}"
    counts = [t["posts"], t["interactions"], t["followers"], t["followers_growth"], _("发布失败"), _("已错过")]
    quota = [t["account"], t["category"], t["quota"], t["share"], t["posts"], _("下限"), _("上限"), _("与配额之差")]
    policy = [t["account"], _("频次"), _("少于下限的天数"), _("多于上限的天数")]
    days = [_("日期"), t["interactions"], t["posts"], t["followers_growth"], t["mentions"]]
    whole = [t["measure"], t["value"], t["median"], _("下沿"), _("上沿")]
    campaign = [t["campaign"], t["posts"], t["interactions"], t["entries"]]
    rival = [t["account"], t["posts"], t["followers"], t["followers_growth"]]
    return [
        (t["argument"], [title], _lines(parts, t), None),
        (t["totals"], whole, _totals(data, t), None),
        (t["daily"], days, _of(data["daily"], *DAILY), _Chart("column", (1,))),
        (t["accounts"], [t["account"], _("类型"), *counts], _accounts(data), _Chart("bar", (3,), CHARTED)),
        (t["quotas"], quota, _quotas(data), _Chart("bar", (2, 3), CHARTED)),
        (t["policies"], policy, _of(data["policies"], "account", "policy", "days_below", "days_above"), None),
        (t["campaigns"], campaign, _of(parts["campaigns"], "name", "posts", "interactions", "entries"), None),
        (t["rivals"], rival, _of(parts["rivals"], "name", "posts", "followers", "growth"), _Chart("column", (3,))),
        (t["listening"], [t["set"], t["hits"], t["previous"], t["alerts"]],
         _of(data["listening"], "name", "hits", "previous", "alerts"), _Chart("column", (1, 2), CHARTED)),
    ]  # fmt: skip


def _of(rows: list[Numbers], *names: str) -> list[Row]:
    return [[row[name] for name in names] for row in rows]


def _lines(parts: Numbers, t: Numbers) -> list[Row]:
    rows: list[Row] = []
    for point in parts["points"]:
        rows.append([point["text"]])
        rows += [[f"{t['causes']}：{cause['text']}"] for cause in point["causes"]]
    return [*rows, [t["to_do"]], *[[deed["text"]] for deed in parts["to_do"]]]


def _totals(data: Numbers, t: Numbers) -> list[Row]:
    found = [(name, data["totals"][name]) for name in COMPARED]
    return [[t[name], one["value"], one["median"], one["low"], one["high"]] for name, one in found]


def _accounts(data: Numbers) -> list[Row]:
    """All of them, those with most interactions first."""
    accounts = sorted(data["accounts"], key=lambda one: -(one["interactions"] or 0))
    names = ("posts", "interactions", "followers", "followers_growth", "failed", "missed")
    return [
        [one["nickname"], str(AccountKind(one["kind"]).label), *(one[name] for name in names)] for one in accounts
    ]  # fmt: skip


def _quotas(data: Numbers) -> list[Row]:
    names = ("category", "quota", "share", "published", "minimum", "maximum", "deviation")
    return [[plan["account"], *(row.get(name) for name in names)] for plan in data["quotas"] for row in plan["rows"]]


def _sheet(book: Any, name: str, header: list[str], rows: Sequence[Row], bold: Any) -> Any:
    sheet = book.add_worksheet(name[:31])
    for column, title in enumerate(header):
        sheet.write_string(0, column, title, bold)
        sheet.set_column(column, column, 60 if len(header) == 1 else 18)
    for line, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            if isinstance(value, int | float):
                sheet.write_number(line, column, value)
            elif value is not None:
                sheet.write_string(line, column, str(value))
    sheet.freeze_panes(1, 0)
    return sheet


def _draw(book: Any, sheet: Any, name: str, wanted: _Chart, rows: int, *, column: int) -> None:
    """A live chart of the sheet's own cells: it follows when somebody changes them."""
    chart = book.add_chart({"type": wanted.kind})
    own = name[:31]
    for at in wanted.columns:
        series = {"name": [own, 0, at], "categories": [own, 1, 0, rows, 0], "values": [own, 1, at, rows, at]}
        chart.add_series(series)
    if len(wanted.columns) == 1:
        chart.set_legend({"none": True})
    if wanted.kind == "bar":
        chart.set_y_axis({"reverse": True})
    chart.set_title({"name": name})
    chart.set_size({"width": 560, "height": max(300, 22 * rows) if wanted.kind == "bar" else 300})
    sheet.insert_chart(1, column, chart)
