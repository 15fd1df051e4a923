"""Tests with real transactions begin with what migrations ship, as every other test does."""

import pytest
from django.core.management import call_command
from django.db import connection

from content.models import WordListTerm
from tests.shipped_data import put_back


@pytest.mark.django_db(transaction=True)
def test_all_that_was_shipped_comes_back() -> None:
    shipped = connection.creation.serialize_db_to_string()
    assert WordListTerm.objects.exists()
    call_command("flush", interactive=False, inhibit_post_migrate=True, reset_sequences=False, verbosity=0)
    assert not WordListTerm.objects.exists()
    put_back(connection.creation)
    assert connection.creation.serialize_db_to_string() == shipped
