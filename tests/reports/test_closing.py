"""P9, P10: the board of a campaign, and the report that is kept of it."""

import datetime as dt
from decimal import Decimal
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries

from accounts.models import User, WeiboAccount
from campaigns.models import (
    Campaign,
    CampaignKind,
    CampaignPost,
    CampaignState,
    Entry,
    Lesson,
    Picking,
    Prize,
    Purpose,
    Verdict,
)
from campaigns.planning.forecast import Gain
from campaigns.queries import lessons_for
from campaigns.services.lessons import add_lesson, drop_lesson, note_spending
from core.errors import Conflict, Forbidden, UserError
from monitoring.models import AccountSample
from reports.closing import board_of, sentences_of
from reports.models import ClosingReport, DailyRollup, Dimension
from reports.queries import gains_of
from reports.services import close_campaign, note_stayed
from tests.conftest import ClientOf

FIRST = dt.datetime(2026, 9, 1, 2, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
CLOSED = FIRST + 10 * DAY


@pytest.fixture
def over(account: WeiboAccount, editor: User) -> Campaign:
    """Seven days that brought 40 valid entries and 700 followers beyond the usual ten a day."""
    found = Campaign.objects.create(
        name="秋天的第一杯", kind=CampaignKind.PRIZE_REPOST, purpose=Purpose.NEW_FANS, audience="新朋友", owner=editor,
        starts_at=FIRST, ends_at=FIRST + 6 * DAY, created_at=FIRST, state=CampaignState.ENDED, picking=Picking.DRAW,
        target_entries=50, target_new_followers=500, budget=Decimal(1000),
    )  # fmt: skip
    Prize.objects.create(campaign=found, tier=1, name="保温杯", quantity=4, unit_cost=Decimal(100))
    CampaignPost.objects.create(campaign=found, account=account, mid="5200000000000001", published_at=FIRST)
    rows = [(number, Verdict.VALID) for number in range(40)] + [(number, Verdict.SUSPECT) for number in range(40, 50)]
    Entry.objects.bulk_create(
        Entry(
            campaign=found, uid=str(number), name=f"人{number}", entered_at=FIRST + number % 5 * DAY, verdict=verdict,
            ruled=verdict, judged_at=FIRST, rules_version=1,
        )
        for number, verdict in rows
    )  # fmt: skip
    followers = 10_000
    for n in range(-30, 40):
        followers += 110 if 0 <= n < 7 else 10
        day = (FIRST + n * DAY).date()
        AccountSample.objects.create(account=account, day=day, followers=followers, taken_at=FIRST)
    return found


def test_p10_the_board_says_what_is_known(over: Campaign) -> None:
    values = {"posts": 1, "reposts": 300, "comments": 20, "likes": 5}
    DailyRollup.objects.create(day=FIRST.date(), dimension=Dimension.CAMPAIGN, key=over.pk, **values)
    board = board_of(over, now=FIRST + 60 * DAY)
    assert (board["entries"]["all"], board["entries"]["valid"], board["entries"]["suspect"]) == (50, 40, 10)
    assert board["posts"] == values | {"published": 1, "gone": 0, "as_of": "2026-09-01"}
    assert (board["followers"]["growth"], board["followers"]["usual"], board["followers"]["extra"]) == (770, 70, 700)
    assert board["followers"]["kept"] == {"7": 700, "28": 700}
    assert (board["cost"]["total"], board["cost"]["is_offered"], board["cost"]["each_entry"]) == (
        "400.00",
        True,
        "10.00",
    )
    assert [one["reached"] for one in board["targets"]] == [40, 700]
    assert [row["entries"] for row in board["days"]] == [8, 8, 8, 8, 8, 0, 0]
    assert {row["growth"] for row in board["days"]} == {110}


def test_p10_sentences_keep_to_the_numbers(over: Campaign) -> None:
    said = " ".join(sentences_of(board_of(over, now=FIRST + 60 * DAY)))
    assert "有效参与 40，没有达到目标 50（80%）。" in said
    assert "新增粉丝 700，达到目标 500（140%）。" in said
    assert "28 天后多出的粉丝里还留着约 700（100%）。" in said
    assert "10 个参与账号疑似机器，占 20%" in said
    AccountSample.objects.all().delete()
    Entry.objects.all().delete()
    Prize.objects.all().delete()
    nothing = sentences_of(board_of(over, now=FIRST + 60 * DAY))
    assert nothing == ["有效参与 0，没有达到目标 50（0%）。", "新增粉丝的目标是 500，结果还不知道。"]


def test_p10_the_board_asks_as_often_for_many_as_for_few(
    over: Campaign, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(9):
        board_of(over, now=CLOSED)


def test_p9_the_report_is_frozen_and_tells_later_who_stayed(over: Campaign, editor: User, manager: User) -> None:
    note_spending(campaign=over, spent=Decimal("99.50"), by=editor, at=CLOSED)
    over.refresh_from_db()
    add_lesson(campaign=over, text="晚上八点发\n更好", by=editor, at=CLOSED)
    with pytest.raises(Forbidden):
        close_campaign(campaign=over, by=manager, at=CLOSED)
    report = close_campaign(campaign=over, by=editor, at=CLOSED)
    with report.pdf.open("rb") as file:
        text = "".join(page.extract_text() for page in PdfReader(file).pages)
    assert "秋天的第一杯" in text
    assert "晚上八点发 更好" in text
    frozen = report.data
    assert frozen["cost"]["total"] == "499.50"
    assert frozen["followers"]["kept"]["28"] is None, "nobody knows on the third day"
    with pytest.raises(Conflict, match="已经生成"):
        close_campaign(campaign=over, by=editor, at=CLOSED)
    assert gains_of([over.pk]) == {over.pk: Gain(Decimal("499.50"), 700, None)}

    assert note_stayed(now=CLOSED) == 0
    assert note_stayed(now=FIRST + 60 * DAY) == 1
    assert note_stayed(now=FIRST + 60 * DAY) == 0
    Entry.objects.all().delete()
    kept = ClosingReport.objects.get()
    assert kept.data == frozen
    assert kept.later == {"7": 700, "28": 700}
    assert gains_of([over.pk])[over.pk].kept_followers == 700


def test_p9_a_report_is_for_what_is_over(over: Campaign, editor: User) -> None:
    Campaign.objects.update(state=CampaignState.RUNNING)
    over.refresh_from_db()
    with pytest.raises(Conflict, match="结束后"):
        close_campaign(campaign=over, by=editor, at=CLOSED)


def test_p10_lessons_are_shown_to_who_plans_a_like_campaign(over: Campaign, editor: User, client_of: ClientOf) -> None:
    with pytest.raises(UserError, match="一句"):
        add_lesson(campaign=over, text="  ", by=editor, at=CLOSED)
    with pytest.raises(UserError, match="一句"):
        add_lesson(campaign=over, text="长" * 301, by=editor, at=CLOSED)
    found = add_lesson(campaign=over, text="晚上八点发更好", by=editor, at=CLOSED)
    assert lessons_for(kind=CampaignKind.PRIZE_REPOST, purpose="") == [found]
    assert lessons_for(kind=CampaignKind.VOTE, purpose=Purpose.NEW_FANS) == [found]
    assert lessons_for(kind=CampaignKind.VOTE, purpose=Purpose.BRAND) == []
    assert lessons_for(kind=CampaignKind.PRIZE_REPOST, purpose="", without=over.pk) == []
    typed = {"kind": CampaignKind.PRIZE_REPOST, "purpose": Purpose.BRAND}
    beside = client_of(editor).post(reverse("campaigns:new_keep", args=["why"]), typed)
    assert "晚上八点发更好" in beside.content.decode()
    drop_lesson(lesson=found, by=editor, at=CLOSED)
    assert not Lesson.objects.exists()


def test_p10_the_page_live_and_closed(over: Campaign, editor: User, manager: User, client_of: ClientOf) -> None:
    reader, runner = client_of(manager), client_of(editor)
    panel = reverse("reports:campaign_result", args=[over.pk])
    assert "生成结案报告" not in _text(reader, panel)
    assert "生成结案报告" in _text(runner, panel)
    files = [reverse(f"reports:closing_{kind}", args=[over.pk]) for kind in ("pdf", "csv")]
    assert [runner.get(url).status_code for url in files] == [404, 404]
    refused = runner.post(reverse("campaigns:spending", args=[over.pk]), {"spent": "很多"})
    assert "金额" in refused.content.decode()
    runner.post(reverse("reports:campaign_close", args=[over.pk]))
    assert "数字已固定" in _text(reader, panel)
    answers = [reader.get(url) for url in files]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert BytesIO(b"".join(answers[0])).read(4) == b"%PDF"
    assert "有效参与,40" in b"".join(answers[1]).decode("utf-8-sig")


def _text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()
