"""Dangerous actions ask again who it is, and nothing that was typed is lost."""

import time

import pytest
from allauth.core.internal.adapter import BaseAdapter
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django_htmx.middleware import HtmxDetails
from pytest_django import Settings

from accounts.models import User
from accounts.sign_in import confirm_identity
from accounts.sign_in.freshness import KEY
from tests.conftest import ClientOf

PASSWORD = "qinghe-evening-9"


@confirm_identity
def act(request: HttpRequest) -> HttpResponse:
    """Says what it was given."""
    return HttpResponse("&".join(f"{name}={value}" for name, value in sorted(request.POST.items())))


@confirm_identity(reading=True)
def export(request: HttpRequest) -> HttpResponse:
    return HttpResponse("file")


@pytest.fixture
def person(editor: User) -> User:
    editor.set_password(PASSWORD)
    editor.save()
    return editor


class Known(BaseAdapter):  # type: ignore[misc]
    """Adapters ask allauth's middleware for the request; here there is none."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        self.request = request


@pytest.fixture(autouse=True)
def _adapters_know_the_request(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(BaseAdapter, "__init__", Known.__init__)


def asked(person: User, *, age: int, data: dict[str, str] | None = None, htmx: bool = False) -> HttpRequest:
    """A request of somebody who proved who he is `age` minutes ago."""
    client = Client()
    client.force_login(person)
    request = RequestFactory(headers={"HX-Request": "true"} if htmx else {}).post("/do/it/?page=2", data or {})
    request.user, request.session = person, client.session
    request.session[KEY] = time.time() - age * 60
    request.htmx = HtmxDetails(request)  # type: ignore[attr-defined]
    return request


class TestStale:
    """Whoever proved it too long ago is asked."""

    def test_it_lets_the_fresh_pass(self, person: User) -> None:
        assert act(asked(person, age=14, data={"name": "甲"})).content.decode() == "name=甲"

    def test_it_asks_the_stale_and_carries_what_was_typed(self, person: User) -> None:
        page = act(asked(person, age=16, data={"name": "甲<b>", "reason": "轮岗"})).content.decode()
        assert 'action="/do/it/?page=2"' in page
        assert 'name="name" value="甲&lt;b&gt;"' in page and 'name="reason" value="轮岗"' in page

    def test_it_goes_on_with_the_action_after_the_right_password(self, person: User) -> None:
        request = asked(person, age=16, data={"name": "甲", "identity-password": PASSWORD})
        assert act(request).content.decode() == "name=甲"
        assert time.time() - request.session[KEY] < 5

    def test_it_asks_again_after_a_wrong_password(self, person: User) -> None:
        request = asked(person, age=16, data={"name": "甲", "identity-password": "wrong"})
        answer = act(request)
        assert answer.status_code == 422
        assert "密码不对。" in answer.content.decode()
        assert 'name="name" value="甲"' in answer.content.decode()
        assert "wrong" not in answer.content.decode()

    def test_it_never_carries_a_proof_of_somebody_without_password(self, editor: User) -> None:
        answer = act(asked(editor, age=16, data={"identity-password": ""}))
        assert answer.status_code == 422
        assert "请退出后重新登录" in answer.content.decode()

    def test_htmx_is_told_to_ask_in_a_dialog(self, person: User) -> None:
        answer = act(asked(person, age=16, htmx=True))
        assert (answer.status_code, answer["X-Confirm-Identity"]) == (403, "/sign-in/again/")
        assert (answer["HX-Reswap"], answer.content) == ("none", b"")

    def test_an_export_comes_after_the_question(self, person: User) -> None:
        request = asked(person, age=16)
        request.method = "GET"
        assert export(request)["Location"] == "/sign-in/again/?next=%2Fdo%2Fit%2F%3Fpage%3D2"
        assert act(request).status_code == 200, "without `reading` a page is shown to the stale as well"


def stale(client: Client) -> Client:
    session = client.session
    session[KEY] = time.time() - 3600
    session.save()
    return client


def test_the_page_asks_and_returns(person: User, client_of: ClientOf) -> None:
    client = stale(client_of(person))
    assert "请确认是您本人" in client.get("/sign-in/again/?next=/content/").text
    done = client.post("/sign-in/again/?next=/content/", {"identity-password": PASSWORD, "next": "/content/"})
    assert (done.status_code, done["Location"]) == (302, "/content/")


def test_the_dialog_is_answered_without_a_page(person: User, client_of: ClientOf, settings: Settings) -> None:
    client = stale(client_of(person))
    asked_again = client.post("/sign-in/again/", {"identity-password": "no"}, headers={"HX-Request": "true"})
    assert asked_again.status_code == 422 and "<html" not in asked_again.text
    right = client.post("/sign-in/again/", {"identity-password": PASSWORD}, headers={"HX-Request": "true"})
    assert right.status_code == 204


def test_it_does_not_leave_the_site(person: User, client_of: ClientOf) -> None:
    answer = stale(client_of(person)).post(
        "/sign-in/again/?next=https://evil.example/", {"identity-password": PASSWORD}
    )
    assert answer["Location"] == "/"


def test_guessing_there_is_slowed_down_too(person: User, client_of: ClientOf) -> None:
    client = stale(client_of(person))
    answers = [client.post("/sign-in/again/", {"identity-password": f"no{n}"}).text for n in range(7)]
    assert "密码不对。" in answers[0]
    assert "登录失败次数过多" in answers[-1]
