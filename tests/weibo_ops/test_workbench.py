"""The home page: what waits for me, what failed, what goes out today."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User, WeiboAccount
from content.models import Decision, PostState, QuotaPlan, Review
from engagement.models import Thread, ThreadKind
from monitoring.models import Alert, Keyword, KeywordSet
from publishing.models import SlotPlan, SlotState, SlotTime
from reports.models import Report
from tests.conftest import AT, ClientOf
from tests.weibo_ops.rows import make_post, make_slot


@pytest.fixture(autouse=True)
def _monday_morning() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


def fill(account: WeiboAccount, author: User, n: int) -> None:
    """`n` of everything the page shows."""
    for i in range(n):
        keyword_set = KeywordSet.objects.create(name=f"品牌{n}" if i == 0 else f"品牌{n}之{i}", created_at=AT)
        make_slot(make_post(account, author, f"今天第{i}条", PostState.SCHEDULED), AT + dt.timedelta(minutes=i))
        failed = make_post(account, author, f"失败{i}", PostState.FAILED)
        make_slot(failed, AT - dt.timedelta(days=1, minutes=i), SlotState.FAILED, "内容重复，请修改后重发。")
        make_post(account, author, f"待审{i}", PostState.IN_REVIEW)
        back = make_post(account, author, f"退回{i}", PostState.CHANGES_ASKED)
        assert back.version is not None
        Review.objects.create(
            post=back,
            version=back.version,
            content_hash="0" * 64,
            decision=Decision.CHANGES,
            comment="换掉“最好”",
            created_at=AT,
        )
        Thread.objects.create(
            account=account,
            kind=ThreadKind.COMMENT,
            external_id=f"{n}-{i}",
            author_name="粉丝",
            text=f"什么时候补货{i}",
            received_at=AT,
            due_at=AT - dt.timedelta(minutes=i + 1),
            created_at=AT,
        )
        Alert.objects.create(
            keyword_set=keyword_set,
            window_start=AT - dt.timedelta(hours=i),
            window_end=AT,
            count=31,
            usual_low=2,
            usual_high=7,
            created_at=AT,
        )


def queries_of(client: Client) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get("/").status_code == 200
    return len(captured)


def test_it_shows_an_editor_what_waits_for_him(account: WeiboAccount, editor: User, client_of: ClientOf) -> None:
    fill(account, editor, 1)
    html = client_of(editor).get("/").text
    for text in (
        "今天第0条",
        "失败0",
        "内容重复，请修改后重发。",
        "退回0",
        "换掉“最好”",
        "什么时候补货0",
        "已超过回复时限",
    ):
        assert text in html
    assert "平时 2 至 7 条" in html
    assert "今天 1 条" in html
    assert "待审0" not in html  # K5: never one's own


def test_k5_it_offers_posts_of_others_for_review(
    account: WeiboAccount, editor: User, approver: User, client_of: ClientOf
) -> None:
    make_post(account, editor, "请审核这条", PostState.IN_REVIEW)
    assert "请审核这条" in client_of(approver).get("/").text


def test_it_leads_to_the_missed_box_when_posts_were_missed(
    account: WeiboAccount, editor: User, client_of: ClientOf
) -> None:
    make_slot(make_post(account, editor, "错过的", PostState.SCHEDULED), AT - dt.timedelta(hours=3), SlotState.MISSED)
    block = next(block for block in client_of(editor).get("/").context["main"] if block.key == "troubles")
    assert [line.url for line in block.lines] == [block.more_url] == ["/calendar/missed/"]
    failed = make_post(account, editor, "失败的", PostState.FAILED)
    make_slot(failed, AT - dt.timedelta(hours=2), SlotState.FAILED)
    block = next(block for block in client_of(editor).get("/").context["main"] if block.key == "troubles")
    assert [line.url for line in block.lines] == [f"/content/posts/{failed.pk}/", "/calendar/missed/"]
    assert block.more_url == "/calendar/board/"


def test_it_shows_nothing_of_accounts_one_may_not_see(
    account: WeiboAccount, editor: User, colleague: User, client_of: ClientOf
) -> None:
    fill(account, editor, 1)
    html = client_of(colleague).get("/").text
    for text in ("今天第0条", "失败0", "待审0", "退回0", "什么时候补货0"):
        assert text not in html


def test_it_is_limited_to_the_account_in_the_address(
    account: WeiboAccount, other_account: WeiboAccount, editor: User, client_of: ClientOf
) -> None:
    fill(account, editor, 1)
    make_slot(make_post(other_account, editor, "厨房的一条", PostState.SCHEDULED), AT)
    html = client_of(editor).get("/", {"account": other_account.pk}).text
    assert "厨房的一条" in html
    assert "今天第0条" not in html


def test_k1_it_shows_empty_slots_still_to_come(account: WeiboAccount, editor: User, client_of: ClientOf) -> None:
    plan = SlotPlan.objects.create(account=account, updated_at=AT)
    for hour in (8, 10, 14):
        SlotTime.objects.create(plan=plan, weekday=0, time=dt.time(hour))
    make_slot(make_post(account, editor, "十点的", PostState.SCHEDULED), AT.replace(hour=10))
    html = client_of(editor).get("/").text
    assert "14:00 山岚家居" in html
    assert "10:00 山岚家居" not in html
    assert "08:00 山岚家居" not in html


def test_it_refuses_a_stranger(stranger: User, client_of: ClientOf) -> None:
    assert client_of(stranger).get("/").status_code == 403


def test_it_asks_the_same_number_of_queries_for_2_and_20_rows(
    account: WeiboAccount, editor: User, client_of: ClientOf
) -> None:
    client = client_of(editor)
    fill(account, editor, 2)
    queries_of(client)  # content types and the like are read once
    few = queries_of(client)
    fill(account, editor, 18)
    assert queries_of(client) == few


def test_first_steps_tick_themselves_off_and_go_away(
    account: WeiboAccount, administrator: User, approver: User, client_of: ClientOf
) -> None:
    client = client_of(administrator)
    assert "第一步做什么" in client.get("/").text
    assert "2 / 7" in client.get("/").text  # an account with a token, a colleague with a role
    QuotaPlan.objects.create(account=account, updated_at=AT)
    SlotTime.objects.create(plan=SlotPlan.objects.create(account=account, updated_at=AT), weekday=0, time=dt.time(10))
    make_post(account, approver, "第一条")
    Keyword.objects.create(keyword_set=KeywordSet.objects.create(name="品牌", created_at=AT), word="山岚")
    assert "6 / 7" in client.get("/").text
    Report.objects.create(first=dt.date(2026, 11, 16), compiled_at=AT, data={})
    assert "第一步做什么" not in client.get("/").text
