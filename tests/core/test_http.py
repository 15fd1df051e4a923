"""Errors as sentences, fragments, request ids, safe ways back."""

import json

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django_htmx.middleware import HtmxDetails

from accounts.models import User, WeiboAccount
from core.errors import Conflict, Forbidden, NotFound, Unavailable, UserError
from core.http import done, int_param, safe_next, toast
from tests.conftest import ClientOf

HTMX = {"HX-Request": "true"}


def test_every_error_has_its_status() -> None:
    statuses = {kind: kind("句子").status for kind in (UserError, Forbidden, NotFound, Conflict, Unavailable)}
    assert statuses == {UserError: 422, Forbidden: 403, NotFound: 404, Conflict: 409, Unavailable: 503}
    assert str(UserError("句子", code="a.b", field="x")) == "句子"


def test_an_error_is_a_page_with_its_sentence(client_of: ClientOf, stranger: User) -> None:
    response = client_of(stranger).get(reverse("accounts:matrix"))
    assert response.status_code == 403
    text = response.content.decode()
    assert "您没有这项操作的权限" in text and response["X-Request-ID"] in text


def test_an_error_is_a_toast_for_htmx(client_of: ClientOf, stranger: User, account: WeiboAccount) -> None:
    response = client_of(stranger).get(reverse("accounts:account", args=[account.pk]), headers=HTMX)
    assert response.status_code == 404
    assert json.loads(response["HX-Trigger"])["toast"] == {"text": "没有找到这个账号。", "level": "danger", "undo": ""}
    assert response["HX-Reswap"] == "none"


def test_an_error_is_json_for_scripts(client_of: ClientOf, stranger: User) -> None:
    response = client_of(stranger).get(reverse("accounts:matrix"), headers={"Accept": "application/json"})
    assert response.status_code == 403
    assert response.json() == {"error": "您没有这项操作的权限，需要时请联系管理员。", "code": "forbidden.view"}


@pytest.mark.django_db
def test_nobody_gets_in_without_signing_in(client: Client) -> None:
    response = client.get(reverse("accounts:matrix") + "?q=1")
    assert response.status_code == 302 and response["Location"].endswith("?next=/matrix/%3Fq%3D1")
    fragment = client.get(reverse("accounts:matrix"), headers=HTMX)
    assert fragment.status_code == 401 and fragment["HX-Refresh"] == "true"


@pytest.mark.django_db
def test_a_request_has_an_id(client: Client) -> None:
    assert client.get("/health/", headers={"X-Request-ID": "proxy-1234567"})["X-Request-ID"] == "proxy-1234567"
    for bad in ("short", "x" * 65, 'evil"><script>', "with blank"):
        given = client.get("/health/", headers={"X-Request-ID": bad})["X-Request-ID"]
        assert given != bad and len(given) == 32


@pytest.mark.django_db
def test_headers_are_strict(client: Client) -> None:
    response = client.get(reverse("account_login"))
    assert "script-src 'self'" in response["Content-Security-Policy"]
    assert "unsafe-inline" not in response["Content-Security-Policy"].split("script-src")[1].split(";")[0]
    assert response["X-Frame-Options"] == "DENY" and response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"]


def test_done_goes_on_with_and_without_javascript(rf: RequestFactory) -> None:
    plain = done(rf.post("/x/"), "/next/")
    assert (plain.status_code, plain["Location"]) == (302, "/next/")
    request = rf.post("/x/", headers=HTMX)
    request.htmx = HtmxDetails(request)  # type: ignore[attr-defined]
    answer = done(request, "/next/")
    assert (answer.status_code, answer["HX-Redirect"]) == (204, "/next/")


def test_toasts_join_other_triggers() -> None:
    response = HttpResponse()
    response["HX-Trigger"] = json.dumps({"saved": 1})
    toast(response, "已保存", undo_url="/undo/")
    assert json.loads(response["HX-Trigger"]) == {
        "saved": 1,
        "toast": {"text": "已保存", "level": "success", "undo": "/undo/"},
    }


@pytest.mark.parametrize(
    ("wanted", "goes"),
    [
        ("/matrix/?a=1", "/matrix/?a=1"),
        ("https://evil.example/", "/home/"),
        ("//evil.example/", "/home/"),
        ("javascript:alert(1)", "/home/"),
        ("", "/home/"),
        ("http://testserver/ok/", "http://testserver/ok/"),
    ],
)
def test_the_way_back_stays_on_this_site(rf: RequestFactory, wanted: str, goes: str) -> None:
    assert safe_next(rf.post("/x/", {"next": wanted}), "/home/") == goes


@pytest.mark.parametrize(
    ("raw", "number"),
    [("12", 12), ("0", 0), ("", None), ("-1", None), ("1.5", None), ("١٢", None), ("１２", None), ("9" * 19, None)],
)
def test_only_a_number_that_a_key_can_hold_is_one(rf: RequestFactory, raw: str, number: int | None) -> None:
    assert int_param(rf.get("/x/", {"n": raw}), "n") == number
