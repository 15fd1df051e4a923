"""E1, I1: how quickly the team answers, by person, account, kind and week; small samples are marked."""

import datetime as dt

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User, WeiboAccount
from engagement.models import Question, Thread, ThreadKind, ThreadState
from engagement.queries.answer_times import answer_times
from tests.conftest import AT, ClientOf
from tests.engagement.conftest import MakeThread

HOUR = dt.timedelta(hours=1)


def answered(make: MakeThread, by: User | None, minutes: int, **values: object) -> Thread:
    at = AT + dt.timedelta(minutes=minutes)
    facts: dict[str, object] = {"state": ThreadState.ANSWERED, "answered_at": at, "answered_by": by}
    return make("在吗", **facts | {"answer_minutes": minutes} | values)


def test_e1_medians_and_shares_by_person_account_kind_and_week(
    make_thread: MakeThread, customer_editor: User, editor: User, other_account: WeiboAccount
) -> None:
    for minutes in (10, 20, 30, 180):
        answered(make_thread, customer_editor, minutes)
    answered(make_thread, editor, 50, kind=ThreadKind.MENTION, account=other_account)
    answered(make_thread, None, 60, received_at=AT - dt.timedelta(days=7))
    make_thread("没人理", hours=1)
    make_thread("还来得及", hours=9)
    make_thread("广告", state=ThreadState.CLOSED)
    make_thread("太久以前", received_at=AT - dt.timedelta(days=60))
    found = answer_times(Question.objects.all(), weeks=4, now=AT + 3 * HOUR)
    assert (found.all.asked, found.all.answered, found.closed) == (8, 6, 1)
    assert (found.all.in_time, found.all.judged) == (5, 7), "180 minutes and the one that waits are late"
    mine = found.people[0]
    assert (mine.name, mine.answered, mine.median) == (str(customer_editor), 4, 25)
    assert mine.slow == pytest.approx(135)
    assert (mine.share, mine.is_small) == (0.75, True)
    assert [line.pk for line in found.people] == [customer_editor.pk, editor.pk, None]
    assert {line.name: line.asked for line in found.accounts} == {"山岚家居": 7, "山岚厨房": 1}
    assert {line.name: line.median for line in found.kinds} == {"评论": 30, "@我": 50}
    assert [(line.name, line.asked) for line in found.weeks] == [("11-23", 7), ("11-16", 1)]


def test_e1_ten_answers_are_no_small_sample(make_thread: MakeThread, customer_editor: User) -> None:
    for _number in range(10):
        answered(make_thread, customer_editor, 10)
    found = answer_times(Question.objects.all(), weeks=4, now=AT + HOUR)
    assert not found.people[0].is_small


def test_a8_colleagues_figures_are_for_who_leads(
    make_thread: MakeThread, customer_editor: User, editor: User, client_of: ClientOf
) -> None:
    answered(make_thread, customer_editor, 10)
    answered(make_thread, editor, 20)
    page = reverse("engagement:answering")
    own = client_of(customer_editor).get(page)
    assert [line.name for line in own.context["found"].people] == [str(customer_editor)]
    assert str(editor) not in own.content.decode()
    assert len(client_of(editor).get(page).context["found"].people) == 2
    file = client_of(customer_editor).get(reverse("engagement:answering_export")).getvalue().decode()
    assert str(customer_editor) in file
    assert str(editor) not in file


@pytest.mark.parametrize("weeks", ["0", "-1", "x", "99999999999999999999", "13"])
def test_e1_nonsense_shows_four_weeks(customer_editor: User, client_of: ClientOf, weeks: str) -> None:
    page = client_of(customer_editor).get(reverse("engagement:answering"), {"weeks": weeks})
    assert (page.status_code, page.context["weeks"]) == (200, 13 if weeks == "13" else 4)


@pytest.mark.parametrize("number", [2, 20])
def test_e1_the_report_costs_the_same_whatever_its_length(
    make_thread: MakeThread, customer_editor: User, number: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for minutes in range(number):
        answered(make_thread, customer_editor, minutes)
    with django_assert_max_num_queries(7):
        answer_times(Question.objects.all(), weeks=4, now=AT + HOUR)
