"""E1: before many threads are changed, each is shown with what it is now and what it will be, or why it stays."""

import datetime as dt

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User, WeiboAccount
from engagement.models import Thread, ThreadState, ThreadTag
from engagement.queries.sorting import pictures_told
from engagement.services.bulk import SHOWN, preview_threads
from engagement.sorting.wishes import Wish
from tests.conftest import AT, ClientOf
from tests.engagement.conftest import MakeThread


def told(action: str, value: str, threads: list[Thread], by: User) -> list[tuple[str, str]]:
    steps = preview_threads(wish=Wish(action, value, [thread.pk for thread in threads]), by=by, at=AT).steps
    now = pictures_told(action, [step.before for step in steps])
    return list(zip(now, pictures_told(action, [step.after for step in steps]), strict=True))


def test_e1_it_says_who_has_it_now_and_who_will(customer_editor: User, editor: User, make_thread: MakeThread) -> None:
    threads = [make_thread(assignee=editor), make_thread(), make_thread(assignee=customer_editor)]
    mine = str(customer_editor)
    assert told("assign", str(customer_editor.pk), threads, customer_editor) == [
        (str(editor), mine),
        ("无人负责", mine),
    ]
    assert Thread.objects.get(pk=threads[0].pk).assignee == editor


@pytest.mark.parametrize(
    ("action", "value", "expected"),
    [
        ("tag", "tag", ("没有标签", "售后")),
        ("priority", "2", ("普通", "紧急")),
        ("close", "spam", ("待回复", "已关闭")),
        ("snooze", "day", ("没有推迟", "推迟到 11-23 18:00")),
    ],
)
def test_e1_each_action_tells_what_it_changes(
    customer_editor: User, make_thread: MakeThread, action: str, value: str, expected: tuple[str, str]
) -> None:
    tag = ThreadTag.objects.create(name="售后", created_at=AT)
    [line] = told(action, str(tag.pk) if value == "tag" else value, [make_thread()], customer_editor)
    assert line == expected


def test_e1_what_stays_says_why(
    colleague: User, other_account: WeiboAccount, make_thread: MakeThread, editor: User, client_of: ClientOf
) -> None:
    closed = make_thread(account=other_account, state=ThreadState.CLOSED)
    data = {"wish": "snooze:hour", "thread": [closed.pk, make_thread(account=other_account).pk]}
    page = client_of(colleague).post(reverse("engagement:bulk"), data).content.decode()
    assert "这条留言不在等待回复。" in page
    assert "推迟到" in page
    assert Thread.objects.filter(snoozed_until=None).count() == 2


@pytest.mark.parametrize("number", [2, 40])
def test_e1_the_first_ones_are_shown_one_by_one(
    customer_editor: User, make_thread: MakeThread, number: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    threads = [make_thread() for _number in range(number)]
    wish = Wish("close", "spam", [thread.pk for thread in threads])
    outcome = preview_threads(wish=wish, by=customer_editor, at=AT + dt.timedelta(hours=1))
    assert (outcome.done, len(outcome.steps)) == (number, min(number, SHOWN))
    with django_assert_max_num_queries(1):
        pictures_told("assign", [step.before for step in outcome.steps])
