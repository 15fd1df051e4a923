"""Costly pages: far above what work needs, told in a sentence when it is too much, one person never for another."""

import ast
import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from accounts.models import User
from core.rate_limits import LIMITS, Limit
from tests.conftest import ClientOf
from tests.test_architecture import ROOT, python_files

pytestmark = pytest.mark.django_db
START = dt.datetime(2026, 11, 23, 1, 0, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _three(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in LIMITS:
        monkeypatch.setitem(LIMITS, name, Limit(3, 600))


def test_it_says_when_to_come_back(client_of: ClientOf, editor: User, approver: User) -> None:
    client, url = client_of(editor), reverse("content:library_export")
    with time_machine.travel(START, tick=False):
        assert [client.get(url).status_code for _n in range(4)] == [200, 200, 200, 429]
        refused = client.get(url)
        assert refused["Retry-After"] == "600" and "请 10 分钟后再试" in refused.content.decode()
        assert client.get(reverse("accounts:matrix_export")).status_code == 429, "exports share their count"
        assert client.get(reverse("search") + "?q=a").status_code == 200, "searching does not"
        assert client_of(approver).get(url).status_code == 200, "nor do other people"
    with time_machine.travel(START + dt.timedelta(minutes=10), tick=False):
        assert client.get(url).status_code == 200


def test_a_fragment_gets_a_toast_and_the_page_stays(client_of: ClientOf, editor: User) -> None:
    client, url = client_of(editor), reverse("search") + "?q=a"
    with time_machine.travel(START, tick=False):
        for _n in range(3):
            client.get(url)
        refused = client.get(url, headers={"HX-Request": "true"})
    assert refused.status_code == 429 and refused["HX-Reswap"] == "none" and "toast" in refused["HX-Trigger"]


def test_looking_at_an_import_page_costs_nothing(client_of: ClientOf, editor: User) -> None:
    client, url = client_of(editor), reverse("content:import")
    with time_machine.travel(START, tick=False):
        assert [client.get(url).status_code for _n in range(5)] == [200] * 5
        assert [client.post(url).status_code for _n in range(4)] == [422, 422, 422, 429]


def test_without_redis_nobody_is_stopped(client_of: ClientOf, editor: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object, **values: object) -> None:
        raise ValueError("gone")

    monkeypatch.setattr("core.rate_limits.cache.incr", broken)
    client = client_of(editor)
    assert [client.get(reverse("content:library_export")).status_code for _n in range(5)] == [200] * 5


def test_every_export_is_limited() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{node.name}"
        for path in python_files()
        if path.stem == "views" or path.parent.name == "views"
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef) and "csv_download(" in ast.unparse(node)
        if not any("limited(" in ast.unparse(each) for each in node.decorator_list)
    ]
    assert wrong == []
