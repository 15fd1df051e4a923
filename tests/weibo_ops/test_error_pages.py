"""Error pages: a sentence, the way back, the request's id."""

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django_htmx.middleware import HtmxDetails
from psycopg2.errors import DiskFull

from accounts.models import User
from tests.conftest import ClientOf
from weibo_ops.views.errors import server_error


def test_it_names_the_request_on_a_missing_page(administrator: User, client_of: ClientOf) -> None:
    response = client_of(administrator).get("/nowhere/", headers={"X-Request-ID": "abcdef-123456"})
    assert response.status_code == 404
    assert "这个页面不存在" in response.text
    assert "abcdef-123456" in response.text


def test_it_shows_no_navigation_to_strangers(client: Client, db: None) -> None:
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert 'id="rail"' not in response.text


def test_it_answers_htmx_with_a_toast(administrator: User, client_of: ClientOf) -> None:
    response = client_of(administrator).get("/nowhere/", headers={"HX-Request": "true"})
    assert response.status_code == 404
    assert "toast" in response["HX-Trigger"]


def test_it_says_that_an_address_is_for_buttons_only(administrator: User, client_of: ClientOf) -> None:
    response = client_of(administrator).post("/sign-in/closed/")
    assert response.status_code == 405
    assert "GET" in response["Allow"]
    assert "不能直接打开" in response.text


def test_it_explains_a_stale_form(administrator: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(administrator)
    response = client.post("/sign-in/out/")
    assert response.status_code == 403
    assert "页面停留太久" in response.text


@pytest.mark.parametrize("known", [True, False])
def test_it_answers_a_crash_without_the_database(known: bool) -> None:
    request = HttpRequest()
    if known:
        request.id = "abcdef-123456"  # type: ignore[attr-defined]
    response = server_error(request)
    assert response.status_code == 500
    assert ("abcdef-123456" in response.text) == known
    assert "系统出错了" in response.text


def test_it_refuses_a_foreign_host_name_in_words(client: Client) -> None:
    response = client.get("/", headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert "请返回上一页重试" in response.text


def away(method: str = "GET", *, htmx: bool = False, full: bool = False) -> HttpResponse:
    """What is answered while the database is away."""
    request = getattr(RequestFactory(), method.lower())("/")
    request.id = "abcdef-123456"
    request.htmx = HtmxDetails(request)
    if htmx:
        request.META["HTTP_HX_REQUEST"] = "true"
    try:
        raise OperationalError("gone") from (DiskFull() if full else None)
    except OperationalError:
        return server_error(request)


def test_it_comes_back_by_itself_when_the_database_is_away() -> None:
    response = away()
    assert response.status_code == 503 and response["Retry-After"] == "5"
    assert 'http-equiv="refresh" content="5"' in response.text
    assert "数据库暂时没有应答" in response.text and "abcdef-123456" in response.text


def test_it_never_repeats_what_was_posted() -> None:
    response = away("POST")
    assert response.status_code == 503
    assert "http-equiv" not in response.text and "不一定保存了" in response.text


def test_it_leaves_the_old_part_of_a_page_in_place() -> None:
    asked, posted = away(htmx=True), away("POST", htmx=True)
    assert asked["HX-Reswap"] == posted["HX-Reswap"] == "none"
    assert "HX-Trigger" not in asked and "toast" in posted["HX-Trigger"]


def test_it_says_that_the_disk_is_full() -> None:
    assert "服务器磁盘已满" in away(full=True).text
