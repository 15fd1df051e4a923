"""I5: questions about a part of a report, answers, the archive, frozen reports, months, the look."""

import datetime as dt
import hashlib
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InternalError, connection, transaction
from django.db.models.fields.files import FieldFile
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader

from accounts.models import User
from core.audit import SYSTEM
from core.dates import BEIJING, Month, Week, month_of, week_of
from core.models import Notice
from reports.models import Brand, RecipientGroup, Remark, Report
from reports.render import render_pdf, render_xlsx
from reports.services import compile_due, compile_report, roll_up_days
from tests.conftest import ClientOf, make_account
from tests.reports.conftest import Publish

SEPTEMBER = dt.datetime(2026, 9, 15, 10, tzinfo=BEIJING)
WEEK = week_of(dt.date(2026, 9, 15))


@pytest.fixture
def report(publish: Publish) -> Report:
    publish(SEPTEMBER, samples={60: (3, 2, 10)})
    roll_up_days(first=WEEK.first, last=WEEK.last, at=WEEK.end)
    return compile_report(period=WEEK, by=SYSTEM, at=WEEK.end + dt.timedelta(hours=8))


def digests(report: Report) -> list[str]:
    return [hashlib.sha256(bytes_of(file)).hexdigest() for file in (report.pdf, report.xlsx)]


def bytes_of(stored: FieldFile) -> bytes:
    with stored.open("rb") as file:
        return bytes(file.read())


def test_i5_in_march_last_septembers_report_is_unchanged(
    report: Report, publish: Publish, manager: User, client_of: ClientOf
) -> None:
    """Late data restates the days, the look of reports changes: its numbers, sentences and files stay."""
    before, data = digests(report), report.data
    publish(SEPTEMBER, samples={60: (30, 20, 100)})
    Brand.objects.create(company="改名以后", colour="#7a1f1f", updated_at=SEPTEMBER)
    march = dt.datetime(2027, 3, 10, 9, tzinfo=BEIJING)
    roll_up_days(first=WEEK.first, last=WEEK.last, at=march)
    assert march > WEEK.end
    found = Report.objects.get(pk=report.pk)
    assert found.data == data
    assert digests(found) == before
    assert render_pdf(found.data) == bytes_of(found.pdf)
    page = client_of(manager).get(reverse("reports:weekly_report", args=[WEEK])).content.decode()
    assert "本周发布 1 条，获得互动 15" in page
    assert "互动量 15 → 165" in page
    assert "发布条数 1 → 2" in page


def test_i5_the_database_refuses_to_rewrite_a_report(report: Report) -> None:
    with pytest.raises(InternalError, match="never rewritten"), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(data={})
    Report.objects.filter(pk=report.pk).update(signed_at=WEEK.end)


def test_i5_a_question_is_told_to_the_team_and_its_answer_to_who_asked(
    report: Report, manager: User, editor: User, customer_editor: User, client_of: ClientOf
) -> None:
    ask = reverse("reports:weekly_remark", args=[WEEK])
    data = {"body": "周二为什么这么多？", "about": "daily", "is_question": "on"}
    assert client_of(manager).post(ask, data).status_code == 302
    (question,) = Remark.objects.all()
    assert (question.about, question.is_question) == ("daily", True)
    told = Notice.objects.filter(key=f"report-question:{question.pk}")
    assert [notice.user_id for notice in told] == [editor.pk]
    assert "每天的互动量" in told[0].sentence
    answer = reverse("reports:weekly_answer", args=[WEEK, question.pk])
    assert client_of(editor).post(answer, {"body": "有一条被转发。"}).status_code == 302
    assert Notice.objects.get(key=f"report-question:{question.pk}").settled_at is not None
    assert Notice.objects.get(key__startswith="report-answer:").user_id == manager.pk
    page = client_of(manager).get(reverse("reports:weekly_report", args=[WEEK])).content.decode()
    assert "已回答" in page
    assert "有一条被转发。" in page


def test_i5_nothing_typed_is_lost_when_a_remark_is_refused(report: Report, manager: User, client_of: ClientOf) -> None:
    address = reverse("reports:weekly_remark", args=[WEEK])
    answer = client_of(manager).post(address, {"body": "长" * 2001, "about": "quotas"})
    assert answer.status_code == 422
    assert "长" * 2001 in answer.content.decode()
    wrong = client_of(manager).post(address, {"body": "留着我", "about": "nonsense"})
    assert wrong.status_code == 422
    assert "留着我" in wrong.content.decode()


def test_i5_a_remark_cannot_be_answered_and_an_empty_answer_is_refused(
    report: Report, manager: User, client_of: ClientOf
) -> None:
    remark = Remark.objects.create(report=report, text="看过了", created_at=WEEK.end)
    question = Remark.objects.create(report=report, text="为什么", is_question=True, created_at=WEEK.end)
    client = client_of(manager)
    assert client.post(reverse("reports:weekly_answer", args=[WEEK, remark.pk]), {"body": "x"}).status_code == 404
    assert client.post(reverse("reports:weekly_answer", args=[WEEK, question.pk]), {"body": " "}).status_code == 422


def test_i5_the_archive_is_searched_by_year_kind_and_words(report: Report, manager: User, client_of: ClientOf) -> None:
    Remark.objects.create(report=report, text="桂花蒸饭", created_at=WEEK.end)
    client, row = client_of(manager), f">{WEEK.first} – "

    def found(query: str) -> bool:
        answer = client.get(reverse("reports:weekly") + query)
        assert answer.status_code == 200
        return row in answer.content.decode()

    assert found("")
    assert found("?year=2026&kind=week&q=获得互动")
    assert found("?q=桂花 暂时不做比较")
    for query in ("?year=2025", "?kind=month", "?q=没有这个词", "?q=桂花 没有"):
        assert not found(query)
    assert found("?year=x&kind=%00&q=")


def test_i5_a_month_has_its_own_report(publish: Publish, manager: User, client_of: ClientOf) -> None:
    publish(SEPTEMBER, samples={60: (3, 2, 10)})
    roll_up_days(first=SEPTEMBER.date(), last=SEPTEMBER.date(), at=WEEK.end)
    first = dt.datetime(2026, 10, 1, 8, tzinfo=BEIJING)
    assert [str(made) for made in compile_due(at=first - dt.timedelta(minutes=1))] == ["2026-W39"]
    assert [str(made) for made in compile_due(at=first)] == ["2026-09"]
    assert compile_due(at=first + dt.timedelta(days=2)) == []
    address = reverse("reports:weekly_report", args=[Month(dt.date(2026, 9, 1))])
    assert address.endswith("/2026-09/")
    page = client_of(manager).get(address).content.decode()
    assert "本月发布 1 条，获得互动 15。历史不足三个月" in page
    assert len(Report.objects.get(kind="month").data["daily"]) == 30


def test_i5_a_week_without_data_has_a_report_that_says_so(manager: User, client_of: ClientOf) -> None:
    compile_report(period=WEEK, by=SYSTEM, at=WEEK.end)
    page = client_of(manager).get(reverse("reports:weekly_report", args=[WEEK])).content.decode()
    assert "这一周还没有汇总数据。" in page


def test_i5_week_53_and_the_months_of_a_leap_year(manager: User, client_of: ClientOf) -> None:
    week = Week(dt.date(2026, 12, 28))
    assert str(week) == "2026-W53"
    report = compile_report(period=week, by=SYSTEM, at=week.end)
    assert report.data["next"]["first"] == "2027-01-04"
    assert client_of(manager).get(reverse("reports:weekly_report", args=[week])).status_code == 200
    february = month_of(dt.date(2028, 2, 29))
    assert (february.last.day, february.previous.first, february.next.first) == (
        29, dt.date(2028, 1, 1), dt.date(2028, 3, 1),
    )  # fmt: skip
    assert month_of(dt.date(2026, 12, 31)).next == month_of(dt.date(2027, 1, 1))


@pytest.mark.parametrize("address", ["2026-09-16", "2026-13", "2026-02-30", "2026-00"])
def test_i5_an_address_that_is_no_week_or_month_is_not_found(manager: User, client_of: ClientOf, address: str) -> None:
    assert client_of(manager).get(f"/reports/weekly/{address}/").status_code == 404


def test_i5_another_language_is_made_from_the_same_numbers(report: Report, manager: User, client_of: ClientOf) -> None:
    client = client_of(manager)
    frozen = client.get(reverse("reports:weekly_pdf", args=[WEEK])).getvalue()
    english = client.get(reverse("reports:weekly_pdf", args=[WEEK]) + "?language=en").getvalue()
    assert frozen == bytes_of(report.pdf)
    assert english.startswith(b"%PDF")
    assert client.get(reverse("reports:weekly_pdf", args=[WEEK]) + "?language=tlh").getvalue() == frozen
    assert render_xlsx(report.data).startswith(b"PK")


def logo(colour: str = "red") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (1200, 300), colour).save(out, "PNG")
    return SimpleUploadedFile("logo.png", out.getvalue(), content_type="image/png")


def test_i5_the_companys_look_is_on_the_next_report(administrator: User, client_of: ClientOf) -> None:
    client, address = client_of(administrator), reverse("reports:brand")
    pale = client.post(address, {"company": "山岚家居", "colour": "#ffee88"})
    assert pale.status_code == 422
    assert "太浅" in pale.content.decode()
    assert client.post(address, {"company": "山岚家居", "colour": "red;x"}).status_code == 422
    bad = SimpleUploadedFile("logo.png", b"<svg onload=alert(1)>", content_type="image/png")
    assert client.post(address, {"company": "山岚家居", "colour": "#1f6f54", "logo": bad}).status_code == 422
    assert client.post(address, {"company": "山岚家居", "colour": "#1f6f54", "logo": logo()}).status_code == 302
    report = compile_report(period=WEEK, by=SYSTEM, at=WEEK.end)
    with report.pdf.open("rb") as file:
        pages = PdfReader(io.BytesIO(file.read())).pages
        assert "山岚家居" in pages[0].extract_text()
        assert len(pages[0].images) == 1
    assert report.data["brand"]["colour"] == "#1f6f54"


def test_i5_groups_of_recipients_are_kept(administrator: User, manager: User, client_of: ClientOf) -> None:
    client, new = client_of(administrator), reverse("reports:recipient_new")
    data = {"name": "管理层", "kinds": ["week"], "people": [manager.pk], "with_files": "on"}
    assert client.post(new, data).status_code == 302
    assert "同名" in client.post(new, data).content.decode()
    (group,) = RecipientGroup.objects.all()
    assert client.get(reverse("reports:recipient_edit", args=[group.pk])).status_code == 200
    edit = reverse("reports:recipient_edit", args=[group.pk])
    assert client.post(edit, {**data, "kinds": ["week", "month"]}).status_code == 302
    assert RecipientGroup.objects.get().kinds == ["week", "month"]
    assert client.post(reverse("reports:recipient_remove", args=[group.pk])).status_code == 302
    assert not RecipientGroup.objects.exists()


def test_i5_the_page_costs_the_same_queries_and_stays_small_for_many_accounts(
    report: Report, manager: User, client_of: ClientOf
) -> None:
    """The spreadsheet holds every account; the page those with most interactions, and as many queries as for one."""
    client = client_of(manager)

    def cost(period: Week) -> tuple[int, int]:
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(reverse("reports:weekly_report", args=[period]))
        return len(queries), len(answer.content)

    cost(WEEK)
    few, _small = cost(WEEK)
    for number in range(80):
        make_account(f"账号{number}", str(6_600_000_000 + number))
    many_accounts = compile_report(period=WEEK.next, by=SYSTEM, at=WEEK.next.end)
    Remark.objects.create(report=many_accounts, text="看过了", created_at=WEEK.end)
    many, size = cost(WEEK.next)
    assert many <= few + 1  # the answers of remarks
    assert size < 150 * 1024
    assert len(many_accounts.data["accounts"]) == 81
