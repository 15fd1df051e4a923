"""The files of a frozen report: in Chinese as they were made, in another language made anew from the same numbers."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from django.db.models.fields.files import FieldFile
from django.http import FileResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from reports.models import Report
from reports.render.pdf import render_pdf
from reports.render.shown import is_current
from reports.render.xlsx import render_xlsx


def pdf_of(report: Report) -> bytes:
    """The PDF in the language of the moment."""
    return _file(report, report.pdf, render_pdf)


def xlsx_of(report: Report) -> bytes:
    """The spreadsheet in the language of the moment."""
    return _file(report, report.xlsx, render_xlsx)


def _file(report: Report, stored: FieldFile, make: Callable[[dict[str, Any]], bytes]) -> bytes:
    if (get_language() or "zh").startswith("zh") or not is_current(report.data):
        with stored.open("rb") as file:
            return bytes(file.read())
    return make(report.data)


def file_answer(report: Report, content: bytes, kind: str, ending: str) -> FileResponse:
    """A file to keep, under a name that says what it is."""
    name = _("微博报告 %(period)s.%(ending)s") % {"period": report, "ending": ending}
    return FileResponse(BytesIO(content), as_attachment=True, filename=name, content_type=kind)
