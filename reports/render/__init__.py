"""A frozen report as page, PDF (Typst), spreadsheet (XlsxWriter) and mail. All read only the report's data."""

from reports.render.closing import render_closing
from reports.render.pdf import render_pdf
from reports.render.xlsx import render_xlsx

__all__ = ["render_closing", "render_pdf", "render_xlsx"]
