"""A request that outlives its page must not fail the test after it."""

import threading

import pytest
from django.core.management import call_command
from django.db import connection, connections, transaction

from accounts.models import User
from tests.conftest import make_user


@pytest.mark.django_db(transaction=True)
def test_the_tables_are_emptied_although_a_request_waits_for_them_too() -> None:
    """It holds the table that is emptied last and wants the one that is emptied first."""
    make_user("hold")
    tables = sorted(connection.introspection.django_table_names(only_existing=True, include_views=False))
    holds, goes_on = threading.Event(), threading.Event()

    def request() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f'LOCK TABLE "{tables[-1]}" IN ROW EXCLUSIVE MODE')
            holds.set()
            goes_on.wait(5)
            cursor.execute(f'LOCK TABLE "{tables[0]}" IN ROW EXCLUSIVE MODE')
        connections.close_all()

    other = threading.Thread(target=request)
    other.start()
    assert holds.wait(5)
    threading.Timer(0.3, goes_on.set).start()
    call_command("flush", interactive=False, inhibit_post_migrate=True, reset_sequences=False, verbosity=0)
    other.join(10)
    assert not User.objects.exists()
