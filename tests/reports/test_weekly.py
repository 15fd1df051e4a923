"""I5: the weekly report is frozen with its numbers."""

import datetime as dt
import io
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from django.urls import reverse
from pypdf import PdfReader

from accounts.models import User, WeiboAccount
from core.audit import SYSTEM
from core.dates import BEIJING, Week, week_of
from core.errors import Conflict, UserError
from core.models import AuditEntry
from publishing.models import Slot, SlotState
from reports.models import Report
from reports.services import compile_due, compile_report, preview_report, roll_up_days, sign_off
from tests.conftest import ClientOf
from tests.publishing.makers import make_post, make_slot
from tests.reports.conftest import Publish

WEEK = week_of(dt.date(2026, 11, 16))
TEN = dt.datetime(2026, 11, 16, 10, tzinfo=BEIJING)


@pytest.fixture
def report(publish: Publish, at: dt.datetime) -> Report:
    publish(TEN, samples={60: (3, 2, 10)})
    roll_up_days(first=WEEK.monday, last=WEEK.sunday, at=at)
    return compile_report(period=WEEK, by=SYSTEM, at=at)


def text_of(report: Report) -> str:
    with report.pdf.open("rb") as file:
        return "".join(page.extract_text() for page in PdfReader(io.BytesIO(file.read())).pages)


def book_of(report: Report) -> openpyxl.Workbook:
    with report.xlsx.open("rb") as file:
        return openpyxl.load_workbook(io.BytesIO(file.read()))


def test_i5_it_is_frozen_with_its_numbers(report: Report, publish: Publish, at: dt.datetime) -> None:
    frozen = report.data
    publish(TEN, samples={60: (30, 20, 100)})
    roll_up_days(first=WEEK.monday, last=WEEK.sunday, at=at)
    report.refresh_from_db()
    assert report.data == frozen
    assert report.data["totals"]["interactions"]["value"] == 15
    with pytest.raises(Conflict):
        compile_report(period=WEEK, by=SYSTEM, at=at)


def test_i5_the_page_shows_what_was_restated_later(
    report: Report, publish: Publish, at: dt.datetime, manager: User, client_of: ClientOf
) -> None:
    publish(TEN, samples={60: (30, 20, 100)})
    roll_up_days(first=WEEK.monday, last=WEEK.sunday, at=at)
    page = client_of(manager).get(reverse("reports:weekly_report", args=[WEEK.monday]))
    assert "15 → 165" in page.content.decode()


def test_i5_the_pdf_and_the_spreadsheet_hold_the_same_numbers(report: Report) -> None:
    text = text_of(report)
    assert "微博运营周报" in text
    assert "山岚家居" in text
    book = book_of(report)
    totals = {row[0].value: row[1].value for row in book["总览"].iter_rows(min_row=2)}
    assert totals["互动量"] == 15


def test_i5_text_never_becomes_markup_or_a_formula(publish: Publish, account: WeiboAccount, at: dt.datetime) -> None:
    account.nickname = "=1+1 #eval(1) [链接]*"
    account.save(update_fields=["nickname"])
    publish(TEN, samples={60: (3, 2, 10)})
    roll_up_days(first=WEEK.monday, last=WEEK.sunday, at=at)
    report = compile_report(period=WEEK, by=SYSTEM, at=at)
    text = text_of(report)
    assert "#eval(1)" in text
    cells = book_of(report)["各账号"]
    assert cells["A2"].value == account.nickname
    assert cells["A2"].data_type == "s"


def test_i5_it_is_compiled_on_monday_at_eight_and_only_once(publish: Publish) -> None:
    publish(TEN, samples={60: (3, 2, 10)})
    monday = dt.datetime(2026, 11, 23, 7, 59, tzinfo=BEIJING)
    assert compile_due(at=monday) == []
    (made,) = compile_due(at=monday + dt.timedelta(minutes=1))
    assert made.first == WEEK.monday
    assert compile_due(at=monday + dt.timedelta(minutes=6)) == []
    assert AuditEntry.objects.filter(code="reports.weekly.compiled").count() == 1


@pytest.mark.parametrize("week", [WEEK.next, WEEK.next.next])
def test_i5_a_week_that_is_not_over_is_not_frozen(db: None, at: dt.datetime, week: Week) -> None:
    with pytest.raises(UserError, match="还没有结束"):
        compile_report(period=week, by=SYSTEM, at=at)
    assert not Report.objects.exists()


def test_i5_a_running_week_is_previewed_beside_the_same_days_and_nothing_is_stored(
    publish: Publish, manager: User, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    for week in range(5):
        publish(TEN - dt.timedelta(weeks=week), samples={60: (3, 2, 10)})
        publish(TEN - dt.timedelta(weeks=week, days=-5), samples={60: (300, 200, 1000)})  # Saturdays
    thursday = TEN + dt.timedelta(days=3)
    roll_up_days(first=WEEK.monday - dt.timedelta(weeks=4), last=thursday.date(), at=thursday)
    monkeypatch.setattr("reports.views.weekly.timezone", SimpleNamespace(now=lambda: thursday))
    client = client_of(manager)
    running, coming, over = (reverse("reports:weekly_preview", args=[one]) for one in (WEEK, WEEK.next, WEEK.previous))
    assert running in client.get(reverse("reports:weekly")).content.decode()
    answer = client.get(running)
    shown, page = answer.context["data"], answer.content.decode()
    assert (shown["totals"]["interactions"]["value"], shown["totals"]["interactions"]["median"]) == (15, 15)
    assert [row["day"] for row in shown["daily"]] == ["2026-11-16", "2026-11-17", "2026-11-18"]
    assert "本期要点" in page and "只算过完的日子" in page
    assert "提问" not in page and "签阅" not in page
    assert (client.get(coming).status_code, client.get(over).status_code) == (404, 302)
    assert preview_report(period=WEEK, at=TEN) is None  # on its first day
    assert not Report.objects.exists()


def test_i5_what_did_not_go_out_is_named(publish: Publish, at: dt.datetime) -> None:
    account = publish(TEN, samples={}).account
    failed = make_slot(make_post(account, text="没有发出去的一条"), TEN)
    Slot.objects.filter(pk=failed.pk).update(state=SlotState.FAILED, state_detail="微博说内容重复。")
    report = compile_report(period=WEEK, by=SYSTEM, at=at)
    assert report.data["trouble"][0]["sentence"] == "微博说内容重复。"
    assert report.data["to_do"][0]["kind"] == "trouble"


def test_i5_a_manager_signs_once(report: Report, manager: User, at: dt.datetime) -> None:
    assert sign_off(report=report, by=manager, at=at).signed_by == manager
    with pytest.raises(Conflict):
        sign_off(report=report, by=manager, at=at)


def test_i5_a_remark_is_kept_and_an_empty_one_refused(report: Report, manager: User, client_of: ClientOf) -> None:
    client = client_of(manager)
    address = reverse("reports:weekly_remark", args=[WEEK.monday])
    assert client.post(address, {"body": "为什么周三没有发？"}).status_code == 302
    assert client.post(address, {"body": "  "}).status_code == 422
    assert [remark.text for remark in report.remarks.all()] == ["为什么周三没有发？"]


def test_it_answers_every_page(report: Report, manager: User, client_of: ClientOf) -> None:
    client = client_of(manager)
    monday = [WEEK.monday]
    pages: dict[str, list[Any]] = {"overview": [], "overview_table": ["csv"], "weekly": [], "governance": []}
    for name, args in {**pages, "weekly_report": monday, "weekly_pdf": monday, "weekly_xlsx": monday}.items():
        response = client.get(reverse(f"reports:{name}", args=args))
        assert response.status_code == 200, name
        assert response.getvalue()


def test_a_stranger_and_an_editor_of_one_account_do_not_read_the_weekly_report(
    report: Report, stranger: User, colleague: User, client_of: ClientOf
) -> None:
    for user in (stranger, colleague):
        assert client_of(user).get(reverse("reports:weekly_report", args=[WEEK.monday])).status_code == 403
