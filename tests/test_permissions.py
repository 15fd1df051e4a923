"""Every URL of the product × every role: one table (house.md).

The rows live in `tests/permissions/<app>.py`, each exporting `ROWS`. This test walks the resolver and fails when a
named URL has no row, so a page cannot be added without saying who may open it.
"""

import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django import DjangoDbBlocker

from tests import permissions
from tests.permissions.cast import WHO, World, build_world
from tests.permissions.rows import Row

FOREIGN = ("admin:",)
"""Pages of libraries, closed by the libraries themselves."""


@cache
def table() -> tuple[Row, ...]:
    """The rows of every app."""
    modules = [module.name for module in pkgutil.iter_modules(permissions.__path__)]
    found = [importlib.import_module(f"tests.permissions.{name}") for name in sorted(modules)]
    return tuple(row for module in found for row in getattr(module, "ROWS", ()))


def named_urls(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[str]:
    """`namespace:name` of everything that is mounted."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from named_urls(pattern, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)
        elif isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name or pattern.pattern}"


def test_every_url_has_a_row() -> None:
    mounted = {name for name in named_urls() if not name.startswith(FOREIGN)}
    rows = {row.url for row in table()}
    assert sorted(mounted - rows) == [], "add them to tests/permissions/"
    assert sorted(rows - mounted) == [], "these rows have no URL any more"


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """People and one object of each sort, made once in a transaction that no test leaves; each test is a savepoint."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_world()
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.parametrize("row", table(), ids=lambda row: f"{row.method} {row.url}")
def test_who_may(row: Row, world: World) -> None:
    address = reverse(row.url, args=[world.objects[name] for name in row.args]) + row.query.format(**world.objects)
    found = {who: status_for(who, row, address, world) for who in WHO}
    assert {who: status for who, status in found.items() if status not in row.expected(who)} == {}, address


def status_for(who: str, row: Row, address: str, world: World) -> int:
    """What one person is answered; whatever it changed is taken back."""
    client = Client(raise_request_exception=False)
    for name, value in world.cookies.get(who, {}).items():
        client.cookies[name] = value
    with transaction.atomic():
        response = client.post(address, row.data_for(world)) if row.method == "POST" else client.get(address)
        list(getattr(response, "streaming_content", ()))  # files are written to their end, and closed
        transaction.set_rollback(True)
    return int(response.status_code)
