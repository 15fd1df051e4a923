"""The inbox in the browser's eyes: order, paging to the last row, answers, who may enter."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import AccountKind, User, WeiboAccount
from engagement.models import FansPerson, InboxCursor, Reply, ReplyState, Thread, ThreadKind, ThreadState
from tests.conftest import ClientOf, make_account
from tests.engagement.conftest import MakeThread
from tests.live_weibo import Live

HTMX = {"HX-Request": "true"}
INBOX = "/inbox/"


def test_e1_the_most_urgent_stands_first(customer_editor: User, client_of: ClientOf, make_thread: MakeThread) -> None:
    make_thread("不急", hours=20)
    make_thread("很急", hours=1)
    make_thread("关了", hours=0, state=ThreadState.CLOSED)
    page = client_of(customer_editor).get(INBOX).context["page"]
    assert [thread.text for thread in page.rows] == ["很急", "不急"]


@pytest.mark.parametrize("same_time", [False, True])
def test_e1_every_row_can_be_reached_forth_and_back(
    customer_editor: User, client_of: ClientOf, make_thread: MakeThread, same_time: bool
) -> None:
    for index in range(120):
        make_thread(str(index), hours=1 if same_time else index / 60)
    client = client_of(customer_editor)
    texts, pages, url = [], [], INBOX
    while url:
        page = client.get(url).context["page"]
        texts += [thread.text for thread in page.rows]
        pages.append([thread.text for thread in page.rows])
        url = f"{INBOX}?after={page.older}" if page.older else ""
    assert texts == [str(index) for index in range(120)]
    back = client.get(f"{INBOX}?before={page.newer}").context["page"]
    assert [thread.text for thread in back.rows] == pages[-2]


@pytest.mark.parametrize("key", ["x", "1_", "nan_1", "1e400_1", "1_99999999999999999999", "-9e99_1"])
def test_e1_a_broken_key_shows_the_first_page(
    customer_editor: User, client_of: ClientOf, make_thread: MakeThread, key: str
) -> None:
    make_thread()
    assert len(client_of(customer_editor).get(INBOX, {"after": key}).context["page"].rows) == 1


def test_e1_it_filters(customer_editor: User, client_of: ClientOf, make_thread: MakeThread) -> None:
    make_thread("漏水", assignee=customer_editor)
    make_thread("补货", kind=ThreadKind.MENTION, due_at=timezone.now() + dt.timedelta(days=9))
    make_thread("谢谢", state=ThreadState.ANSWERED)
    client = client_of(customer_editor)
    found = {
        query: [thread.text for thread in client.get(f"{INBOX}?{query}").context["page"].rows]
        for query in ("who=mine", "who=nobody", "kind=mention", "state=answered", "q=漏", "state=all", "state=nonsense")
    }
    assert found == {
        "who=mine": ["漏水"],
        "who=nobody": ["补货"],
        "kind=mention": ["补货"],
        "state=answered": ["谢谢"],
        "q=漏": ["漏水"],
        "state=all": ["漏水", "谢谢", "补货"],
        "state=nonsense": ["漏水", "补货"],
    }


def test_a8_one_sees_the_accounts_one_answers_for(
    colleague: User, manager: User, other_account: WeiboAccount, client_of: ClientOf, make_thread: MakeThread
) -> None:
    mine, foreign = make_thread("本账号", account=other_account), make_thread("别的账号")
    client = client_of(colleague)
    assert [thread.text for thread in client.get(INBOX).context["page"].rows] == ["本账号"]
    assert client.get(reverse("engagement:thread", args=[mine.pk])).status_code == 200
    assert client.get(reverse("engagement:thread", args=[foreign.pk])).status_code == 404
    assert client_of(manager).get(INBOX).status_code == 403


@pytest.mark.parametrize("verb", ["reply", "assign", "take", "close", "reopen"])
def test_a8_a_stranger_to_the_account_changes_nothing(
    colleague: User, client_of: ClientOf, make_thread: MakeThread, verb: str
) -> None:
    thread = make_thread("别的账号")
    assert client_of(colleague).post(reverse(f"engagement:{verb}", args=[thread.pk]), {"text": "好"}).status_code == 404
    assert not Reply.objects.exists()


def test_e1_a_reply_is_sent_from_the_page(live: Live, customer_editor: User, client_of: ClientOf) -> None:
    post = live.post("秋天的第一只保温杯")
    comment = live.comment(post, "盖子漏水")
    now = timezone.now()
    thread = Thread.objects.create(
        account=live.account, kind=ThreadKind.COMMENT, external_id=comment, status_id=post, author_name="路人甲",
        text="盖子漏水", received_at=now, due_at=now, created_at=now,
    )  # fmt: skip
    url = reverse("engagement:reply", args=[thread.pk])
    answer = client_of(customer_editor).post(url, {"text": "请私信订单号"}, headers=HTMX)
    assert answer.status_code == 200
    assert "请私信订单号" in answer.content.decode()
    assert "已发送" in answer.content.decode()
    assert Reply.objects.get().state == ReplyState.SENT
    thread.refresh_from_db()
    assert (thread.answered_by, thread.answered_at) == (customer_editor, Reply.objects.get().created_at)


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_e1_what_was_typed_stays_when_it_cannot_be_sent(
    customer_editor: User, client_of: ClientOf, make_thread: MakeThread, headers: dict[str, str]
) -> None:
    url = reverse("engagement:reply", args=[make_thread().pk])
    answer = client_of(customer_editor).post(url, {"text": "长" * 141}, headers=headers)
    assert answer.status_code == 422
    assert "长" * 141 in answer.content.decode()
    assert "141 字" in answer.content.decode()


def test_e1_it_is_taken_handed_on_closed_and_opened_again(
    customer_editor: User, editor: User, client_of: ClientOf, make_thread: MakeThread
) -> None:
    thread, client = make_thread(), client_of(customer_editor)

    def click(verb: str, **data: object) -> int:
        return client.post(reverse(f"engagement:{verb}", args=[thread.pk]), data, headers=HTMX).status_code

    assert (click("take"), click("assign", assignee=editor.pk), click("close")) == (200, 200, 200)
    thread.refresh_from_db()
    assert (thread.assignee, thread.state) == (editor, ThreadState.CLOSED)
    assert (click("close"), click("reopen")) == (409, 200)


def test_e1_what_could_not_be_read_is_said(customer_editor: User, client_of: ClientOf, account: WeiboAccount) -> None:
    InboxCursor.objects.create(
        account=account, kind=ThreadKind.COMMENT, read_at=timezone.now(), error_text="授权已失效，请重新授权。"
    )
    page = client_of(customer_editor).get(INBOX).content.decode()
    assert "有列表读不到" in page
    assert "授权已失效" in page


@pytest.mark.parametrize("number", [2, 20])
def test_e1_the_list_costs_the_same_whatever_its_length(
    customer_editor: User, client_of: ClientOf, make_thread: MakeThread, number: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    soon = timezone.now() + dt.timedelta(hours=1)
    for index in range(number):
        account = make_account(f"号{index}", str(index), kind=AccountKind.BRAND)
        person = FansPerson.objects.create(account=account, uid="1", opened_at=timezone.now())
        busy = {"answering_by": customer_editor, "answering_until": soon, "assignee": customer_editor}
        make_thread(account=account, kind=ThreadKind.MESSAGE, person=person, priority=2, **busy)
    client = client_of(customer_editor)
    client.get(INBOX)  # the counts of the frame are kept from here on
    with django_assert_max_num_queries(10):
        page = client.get(INBOX).content.decode()
    assert all(word in page for word in ("私信到", "在回复", "紧急"))
