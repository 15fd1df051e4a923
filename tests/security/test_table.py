"""The permission table from further sides: grants, fragments, methods, forged posts (A8).

The rows are those of `tests/permissions/`; whoever adds one is tested here too.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from accounts.middleware import OPEN
from tests.permissions.cast import World
from tests.permissions.rows import EVERYONE, Row
from tests.security.cast import EXTRA, build_grants, expected
from tests.test_permissions import table

ROWS = table()
POST_ONLY = sorted({row.url for row in ROWS if row.method == "POST"} - {row.url for row in ROWS if row.method == "GET"})
CALLED_BY_WEIBO = {"accounts:oauth_revoked", "engagement:fans_callback"}
"""Answers to a server, which has no token of ours: a hint, which is asked back before it counts, or signed."""
FORMS = [row for row in ROWS if row.method == "POST" and row.url not in CALLED_BY_WEIBO]
asked: Counter[str] = Counter()
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """One world for the whole module, taken back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_grants()
        transaction.set_rollback(True)


def address(row: Row, world: World) -> str:
    return reverse(row.url, args=[world.objects[name] for name in row.args]) + row.query.format(**world.objects)


def ask(world: World, who: str, method: str, url: str, data: Any = None, **headers: str) -> int:
    """One request whose changes are taken back at once. Answers the status."""
    client = Client(raise_request_exception=False, enforce_csrf_checks=bool(headers.pop("csrf", "")))
    for name, value in world.cookies.get(who, {}).items():
        client.cookies[name] = value
    with transaction.atomic():
        response = getattr(client, method.lower())(url, data or {}, headers=headers)
        list(getattr(response, "streaming_content", ()))
        transaction.set_rollback(True)
    asked[method] += 1
    return int(response.status_code)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.method} {row.url}")
def test_a8_grants_count_where_and_while_they_are_given(row: Row, world: World) -> None:
    url = address(row, world)
    for who in EXTRA:
        status = ask(world, who, row.method, url, row.data_for(world))
        assert status in expected(row, who), f"{who}: {row.method} {url}"


@pytest.mark.parametrize("row", [row for row in ROWS if row.method == "GET"], ids=lambda row: row.url)
def test_a_fragment_is_behind_the_same_door_as_its_page(row: Row, world: World) -> None:
    url = address(row, world)
    for who in (*EVERYONE, "group_chief", "expired", "leaver"):
        status = ask(world, who, "GET", url, **{"HX-Request": "true"})
        right = set(expected(row, who))
        redirected = {401} if who in {"anonymous", "leaver"} else {204}
        assert status in right | (redirected if 302 in right else set()), f"{who}: {url}"


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row.method == "POST" and row.url not in CALLED_BY_WEIBO], ids=lambda row: row.url
)
def test_a_forged_post_is_refused_whoever_is_signed_in(row: Row, world: World) -> None:
    url, data = address(row, world), row.data_for(world)
    for who in ("administrator", "approver", "group_chief", "stranger", "anonymous"):
        assert ask(world, who, "POST", url, data, csrf="1") == 403, f"{who}: no token"
    forged = {"X-CSRFToken": "x" * 32, "Origin": "https://evil.example"}
    assert ask(world, "administrator", "POST", url, data, csrf="1", **forged) == 403
    assert ask(world, "administrator", "POST", url, data, csrf="1", **{"HX-Request": "true"}) == 403


@pytest.mark.parametrize("name", POST_ONLY)
def test_what_only_takes_posts_cannot_be_opened(name: str, world: World) -> None:
    row = next(row for row in ROWS if row.url == name)
    url = address(row, world).split("?", maxsplit=1)[0]
    for who in ("anonymous", "stranger", "administrator", "colleague", "group_chief", "leaver"):
        right = {302} if who in {"anonymous", "leaver"} and name not in OPEN else {405}
        assert ask(world, who, "GET", url) in right, f"{who}: {url}"


@pytest.mark.parametrize("name", sorted({row.url for row in ROWS}))
def test_no_other_method_is_answered(name: str, world: World) -> None:
    url = address(next(row for row in ROWS if row.url == name), world)
    for method in ("PUT", "PATCH", "DELETE"):
        for who in ("administrator", "stranger", "anonymous"):
            assert ask(world, who, method, url) == 405, f"{who}: {method} {url}"


def test_the_table_is_as_large_as_the_product() -> None:
    urls, people = len({row.url for row in ROWS}), len(EVERYONE) + len(EXTRA)
    print(f"\n{urls} URLs, {len(ROWS)} rows, {people} people; asked here: {dict(asked)}")  # noqa: T201  for the note
    assert urls >= 120
