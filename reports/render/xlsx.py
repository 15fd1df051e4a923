"""The weekly report as a spreadsheet with live charts. Text is written as text, so nothing can run as a formula."""

from io import BytesIO
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from reports.render.pdf import labels

Rows = list[list[Any]]


def render_xlsx(data: dict[str, Any]) -> bytes:
    """The bytes of the workbook: key points, totals, days with a chart, accounts, quotas."""
    words = labels()
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True})
    bold = book.add_format({"bold": True, "bottom": 1})
    lines = [[item["text"]] for item in [*data["argument"], *data["to_do"]]]
    _sheet(book, words["argument"], [words["title"] + " " + data["week"]], lines, bold)
    _sheet(book, words["totals"], [words[key] for key in ("measure", "value", "median", "usual")], _totals(data), bold)
    header = [_("日期"), words["posts"], words["interactions"], words["followers_growth"], words["mentions"]]
    days = [
        [row[key] for key in ("day", "posts", "interactions", "followers_growth", "mentions")] for row in data["daily"]
    ]
    daily = _sheet(book, words["daily"], header, days, bold)
    _chart(book, daily, words["daily"], len(days))
    columns = ("nickname", "posts", "interactions", "followers", "followers_growth", "failed", "missed")
    header = [words["account"], words["posts"], words["interactions"], words["followers"], words["followers_growth"]]
    accounts = [[row[key] for key in columns] for row in data["accounts"]]
    _sheet(book, words["accounts"], [*header, _("发布失败"), _("已错过")], accounts, bold)
    quotas = [
        [
            *(plan["account"], row["category"], row["quota"], row["share"], row["published"]),
            *(row.get("minimum"), row.get("maximum"), row.get("deviation")),
        ]
        for plan in data["quotas"]
        for row in plan["rows"]
    ]
    header = [words[key] for key in ("account", "category", "quota", "share", "posts")]
    _sheet(book, words["quotas"], [*header, _("下限"), _("上限"), _("与配额之差")], quotas, bold)
    book.close()
    return out.getvalue()


def _totals(data: dict[str, Any]) -> Rows:
    words = labels()
    rows: Rows = []
    for name, found in data["totals"].items():
        if isinstance(found, dict):
            usual = "" if found["low"] is None else f"{found['low']:.1f} – {found['high']:.1f}"
            rows.append([words[name], found["value"], found["median"], usual])
    return rows


def _sheet(book: Any, name: str, header: list[str], rows: Rows, bold: Any) -> Any:
    sheet = book.add_worksheet(name[:31])
    for column, title in enumerate(header):
        sheet.write_string(0, column, title, bold)
        sheet.set_column(column, column, 18)
    for line, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            if isinstance(value, int | float):
                sheet.write_number(line, column, value)
            elif value is not None:
                sheet.write_string(line, column, str(value))
    sheet.freeze_panes(1, 0)
    return sheet


def _chart(book: Any, sheet: Any, name: str, days: int) -> None:
    chart = book.add_chart({"type": "column"})
    sheet_name = name[:31]
    chart.add_series(
        {"name": [sheet_name, 0, 2], "categories": [sheet_name, 1, 0, days, 0], "values": [sheet_name, 1, 2, days, 2]}
    )
    chart.set_legend({"none": True})
    chart.set_title({"name": name})
    sheet.insert_chart(1, 6, chart)
