"""E1: pushes of the fans service are signed, written down once, and answered whatever they hold."""

import datetime as dt
import json
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from accounts.models import WeiboAccount
from engagement.models import EventState, FansEvent
from engagement.services.callbacks import REFUSED, forget_events
from sandbox.fans_service import VECTOR
from tests.engagement.service.conftest import ADDRESS, Push, body_of, signed
from weibo.errors import UnreadableAnswer
from weibo.pushes import is_signed, read_push, signature_of, time_of

pytestmark = pytest.mark.django_db


def test_e1_it_signs_like_the_documented_vector() -> None:
    secret, timestamp, nonce, expected = VECTOR
    assert signature_of(secret, timestamp, nonce) == expected
    assert is_signed(secret, timestamp=timestamp, nonce=nonce, signature=expected)
    assert not is_signed("", timestamp=timestamp, nonce=nonce, signature=signature_of("", timestamp, nonce))
    assert time_of(timestamp) == dt.datetime(2014, 4, 9, 5, 41, 1, 823000, tzinfo=dt.UTC)


def test_e1_it_answers_the_check_of_its_address(client: Client) -> None:
    address = signed(timezone.now(), echostr="<b>9f3</b>")
    answer = client.get(address)
    assert (answer.status_code, answer.content) == (200, b"<b>9f3</b>")
    assert answer["Content-Type"].startswith("text/plain")
    assert client.get(address).status_code == 200  # the same check again
    assert client.post(address, "{}", content_type="application/json").status_code == 403  # its signature is used up


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ({"secret": "nobody's"}, "callback.signature"),
        ({"at": -dt.timedelta(minutes=6)}, "callback.stale"),
        ({"at": dt.timedelta(minutes=6)}, "callback.stale"),
        ({"echostr": "x" * 201}, "callback.too_long"),
    ],
)
def test_e1_it_refuses_what_is_not_signed_now(client: Client, query: dict[str, Any], why: str) -> None:
    at = timezone.now() + query.pop("at", dt.timedelta())
    assert client.post(signed(at, **query), "{}", content_type="application/json").status_code in (403, 422)
    assert not FansEvent.objects.exists()
    assert cache.get(REFUSED).why == why


@pytest.mark.parametrize("query", ["", "?signature=x", "?signature=%FF&timestamp=1&nonce=%00", "?timestamp=٣"])
def test_e1_nonsense_is_refused(client: Client, query: str) -> None:
    assert client.get(ADDRESS + query).status_code == 403
    assert client.post(ADDRESS + query).status_code == 403
    assert client.put(ADDRESS + query).status_code == 405


def test_e1_a_message_is_one_row_however_often_it_comes(push: Push) -> None:
    assert [push("漏水了").status_code for _i in range(3)] == [200, 200, 200]
    first, *repeats = FansEvent.objects.all()
    assert (first.state, first.app, first.is_repeat) == (EventState.NEW, "share", False)
    assert [(row.state, row.is_repeat, row.body) for row in repeats] == [(EventState.DONE, True, "")] * 2
    push("漏水了 ")  # other words
    assert FansEvent.objects.filter(is_repeat=False).count() == 2


def test_e1_a_signature_counts_once(client: Client, account: WeiboAccount) -> None:
    address = signed(timezone.now())
    for text, status in (("在吗", 200), ("在吗", 200), ("转账给我", 403)):
        body = json.dumps(body_of(text, receiver=str(account.uid)))
        assert client.post(address, body, content_type="application/json").status_code == status
    assert FansEvent.objects.count() == 1


def test_e1_it_costs_two_queries_and_no_session(
    client: Client, account: WeiboAccount, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    body = json.dumps(body_of(receiver=str(account.uid)))
    with django_assert_num_queries(4):  # looked for, savepoint, written, savepoint
        answer = client.post(signed(timezone.now()), body, content_type="application/json")
    assert (answer.status_code, answer.content, dict(answer.cookies)) == (200, b"", {})


@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b"\xff\xfe", b"[" * 60_000, b'{"sender_id": 1}', b"9" * 5000])
def test_e1_what_cannot_be_read_is_answered_and_noted(client: Client, body: bytes) -> None:
    assert client.post(signed(timezone.now()), body, content_type="application/json").status_code == 200
    row = FansEvent.objects.get()
    assert row.state == EventState.UNREADABLE and row.note


def test_e1_it_takes_no_more_than_a_message_can_be(client: Client) -> None:
    answer = client.post(signed(timezone.now()), b"x" * 65_537, content_type="application/json")
    assert answer.status_code == 422
    assert not FansEvent.objects.exists()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
FIELDS = ("type", "created_at", "text", "data")
PEOPLE = {"sender_id": JSON | st.just(5504000001), "receiver_id": JSON | st.just("5501000001")}
OBJECTS = st.fixed_dictionaries(PEOPLE, optional=dict.fromkeys(FIELDS, JSON))
BODIES = st.binary(max_size=200) | (JSON | OBJECTS).map(lambda value: json.dumps(value).encode())


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=BODIES)
def test_e1_no_body_makes_it_stumble(client: Client, body: bytes) -> None:
    assert client.post(signed(timezone.now()), body, content_type="application/json").status_code == 200


@settings(max_examples=200, deadline=None)
@given(value=JSON | OBJECTS)
def test_e1_reading_a_push_raises_one_error_only(value: object) -> None:
    try:
        push = read_push(json.dumps(value))
    except UnreadableAnswer:
        return
    assert push.sender_id.isdigit() and "\x00" not in push.text
    push.text.encode()


def test_e1_raw_requests_are_forgotten_after_their_term(push: Push) -> None:
    push("一")
    push("二", at=timezone.now())
    FansEvent.objects.filter(pk=FansEvent.objects.order_by("pk")[0].pk).update(state=EventState.DONE)
    assert forget_events(now=timezone.now() + dt.timedelta(days=91)) == 1  # the other one is not worked on yet
    assert FansEvent.objects.count() == 1
