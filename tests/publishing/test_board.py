"""The dispatch board: its columns, what it says cannot be done, one click with undo, several at once, swift polls."""

import datetime as dt
import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User, WeiboAccount
from accounts.roles import Role
from content.models import Post, PostState
from core.models import AuditEntry
from publishing import queries
from publishing.models import Slot, SlotPlan, SlotState, SlotTime
from publishing.queries.board import TITLES, board
from tests.conftest import ClientOf, make_user
from tests.publishing.board_rows import MINUTE, fill_board
from tests.publishing.makers import make_post, make_slot

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}
BOARD = "/calendar/board/"


@pytest.fixture
def rows(account: WeiboAccount) -> dict[str, Slot]:
    return fill_board(account, timezone.now())


@pytest.fixture
def client(editor: User, client_of: ClientOf) -> Client:
    return client_of(editor)


def names(column: str) -> list[str]:
    found = board(WeiboAccount.objects.all(), at=timezone.now())
    return [card.slot.post.version.text for card in found.columns[column].cards if card.slot.post.version]


def plan(account: WeiboAccount) -> None:
    """A free place every day at noon."""
    weekly = SlotPlan.objects.create(account=account, updated_at=timezone.now())
    SlotTime.objects.bulk_create(SlotTime(plan=weekly, weekday=day, time=dt.time(12)) for day in range(7))


def post(client: Client, url: str, **data: object) -> tuple[int, str, str]:
    """Status, the toast's words, its undo."""
    answer = client.post(url, {"from": "board", **data}, **HTMX)  # type: ignore[arg-type]
    told = json.loads(answer.headers.get("HX-Trigger", "{}")).get("toast", {})
    return answer.status_code, told.get("text", ""), told.get("undo", "")


def test_each_state_stands_in_its_column(rows: dict[str, Slot]) -> None:
    found = board(WeiboAccount.objects.all(), at=timezone.now())
    counts = {name: column.count for name, column in found.columns.items()}
    assert counts == {
        "now": 3, "next_hour": 1, "at_risk": 1, "by_hand": 1, "unknown": 2, "missed": 1, "failed": 1, "held": 1,
    }  # fmt: skip
    assert (found.troubles, found.poll, found.sender_silent) == (4, 2, False)


def test_what_cannot_be_done_says_why(rows: dict[str, Slot], account: WeiboAccount, client_of: ClientOf) -> None:
    page = client_of(make_user("看看", Role.CUSTOMER_EDITOR, account=account)).get(BOARD).content.decode()
    assert "您没有这个账号的排期权限" in page and "取消排期</button>" not in page
    at = timezone.now()
    whys = {card.slot.pk: card.why_not for card in board(WeiboAccount.objects.all(), at=at).columns["unknown"].cards}
    assert "核实结束前不能重发" in whys[rows["checking"].pk] and whys[rows["asking"].pk] == ""


def test_a_poll_brings_only_the_columns_that_changed(rows: dict[str, Slot], client: Client) -> None:
    page = client.get(BOARD)
    stamp, found = page.context["stamp"], page.context["board"]
    assert client.get(BOARD, {"stamp": stamp}, **HTMX).status_code == 204  # type: ignore[arg-type]
    have = "~".join(f"{column.name}.{column.mark}" for column in found.columns.values())
    Slot.objects.filter(pk=rows["missed"].pk).update(state=SlotState.CANCELLED, updated_at=timezone.now())
    news = client.get(BOARD, {"stamp": stamp, "have": have}, **HTMX)  # type: ignore[arg-type]
    assert news.status_code == 200 and news.headers["ETag"].strip('"') != stamp
    assert [column.name for column in news.context["columns"]] == ["missed"]


def test_a_poll_hears_of_an_edit_that_takes_a_failed_one_off_the_board(rows: dict[str, Slot], client: Client) -> None:
    stamp = client.get(BOARD).context["stamp"]
    Post.objects.filter(pk=rows["failed"].post_id).update(state=PostState.DRAFT)
    assert client.get(BOARD, {"stamp": stamp}, **HTMX).status_code == 200  # type: ignore[arg-type]
    assert names("failed") == []


def test_a_poll_without_news_costs_few_queries_and_a_page_as_many_for_many_rows(
    rows: dict[str, Slot], account: WeiboAccount, client: Client
) -> None:
    page = client.get(BOARD)
    with CaptureQueriesContext(connection) as quiet:
        client.get(BOARD, {"stamp": page.context["stamp"]}, **HTMX)  # type: ignore[arg-type]
    with CaptureQueriesContext(connection) as few:
        client.get(BOARD)
    for number in range(20):
        slot = make_slot(make_post(account, text=f"{number} https://weibo-ops.example/{number}"), timezone.now())
        Slot.objects.filter(pk=slot.pk).update(state=SlotState.MISSED)
    with CaptureQueriesContext(connection) as many:
        client.get(BOARD)
    assert len(quiet) <= 8
    assert len(many) <= len(few) + 1  # one count for the column that is longer than its box


def test_a_missed_one_goes_to_the_next_free_place_and_back(
    rows: dict[str, Slot], account: WeiboAccount, client: Client
) -> None:
    slot, url = rows["missed"], reverse("calendar:next_slot", args=[rows["missed"].pk])
    status, words, undo = post(client, url)
    assert status == 409 and "没有合适的空时段" in words
    plan(account)
    status, words, undo = post(client, url)
    assert status == 204 and words.startswith("已移到") and undo
    slot.refresh_from_db()
    assert slot.state == SlotState.PLANNED and slot.scheduled_at > timezone.now() + 5 * MINUTE
    assert post(client, undo)[0] == 204
    slot.refresh_from_db()
    assert slot.state == SlotState.MISSED


def test_what_changes_while_the_board_is_read_is_asked_for_again(
    rows: dict[str, Slot], client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_slowly(*args: object, **how: object) -> object:
        found = board(*args, **how)  # type: ignore[arg-type]
        Slot.objects.filter(pk=rows["missed"].pk).update(state=SlotState.CANCELLED)
        return found

    monkeypatch.setattr(queries, "board", read_slowly)
    stamp = client.get(BOARD).context["stamp"]
    assert client.get(BOARD, {"stamp": stamp}, **HTMX).status_code == 200  # type: ignore[arg-type]


def test_several_are_taken_off_at_once_and_put_back_at_once(
    rows: dict[str, Slot], editor: User, client: Client, other_account: WeiboAccount
) -> None:
    chosen = [rows[name].pk for name in ("missed", "failed", "sending")]
    status, words, undo = post(client, reverse("calendar:board_bulk"), do="cancel", slot=chosen)
    assert status == 204 and "已处理 2 条。" in words and "1 条没有处理" in words
    assert AuditEntry.objects.filter(code="calendar.slot.cancelled").count() == 2
    assert names("missed") == []
    assert "已处理 2 条。" in post(client, undo)[1]
    states = Slot.objects.filter(pk__in=chosen).values_list("state", flat=True)
    assert set(states) == {SlotState.MISSED, SlotState.FAILED, SlotState.SENDING}
    assert post(client, undo)[0] == 409
    assert post(client, reverse("calendar:board_bulk"), do="cancel")[0] == 422
    assert post(client, reverse("calendar:board_bulk"), do="nonsense", slot=chosen)[0] == 422


def test_it_works_without_script(rows: dict[str, Slot], client: Client) -> None:
    answer = client.post(reverse("calendar:cancel", args=[rows["missed"].pk]), {"from": "board"})
    assert (answer.status_code, answer["Location"]) == (302, BOARD)
    slots = [rows["failed"].pk]
    assert client.post(reverse("calendar:board_bulk"), {"do": "cancel", "slot": slots})["Location"] == BOARD


def test_handing_to_a_person_can_be_undone(rows: dict[str, Slot], client: Client) -> None:
    slot = rows["soon"]
    undo = post(client, reverse("calendar:by_hand", args=[slot.pk]))[2]
    slot.post.refresh_from_db()
    assert slot.post.by_hand
    assert post(client, undo)[0] == 204
    slot.post.refresh_from_db()
    assert not slot.post.by_hand


def test_the_scope_stays_and_one_column_can_be_seen_alone(
    rows: dict[str, Slot], other_account: WeiboAccount, client: Client
) -> None:
    none = client.get(BOARD, {"account": other_account.pk}).context["board"]
    assert sum(column.count for column in none.columns.values()) == 0
    alone = client.get(BOARD, {"only": "failed"})
    assert list(alone.context["board"].columns) == ["failed"] and "返回全部" in alone.content.decode()
    assert list(client.get(BOARD, {"only": "nonsense"}).context["board"].columns) == list(TITLES)


def test_a_thousand_in_trouble_keep_the_page_small(account: WeiboAccount, client: Client) -> None:
    now, bare = timezone.now(), client.get(BOARD)
    state = [SlotState.MISSED, SlotState.HELD, SlotState.UNKNOWN]
    texts = [f"{'长' * 120}{number} https://weibo-ops.example/{number}" for number in range(60)]
    posts = [make_post(account, text=text) for text in texts]
    Slot.objects.bulk_create(
        Slot(
            account=account, post=each, scheduled_at=now - number * MINUTE, state=state[number % 3],
            state_detail="时间线上还没有找到这条微博。请到微博核实后决定。" * 2, created_at=now, updated_at=now,
        )
        for number, each in enumerate(posts)
    )  # fmt: skip
    page = client.get(BOARD)
    shown = sum(len(column.cards) for column in page.context["board"].columns.values())
    full = len(bare.content) + (len(page.content) - len(bare.content)) * 64 / shown
    assert full < 150 * 1024, "eight full columns"
