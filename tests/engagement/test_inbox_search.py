"""E1: the inbox is searched by words and names, any substring, served by an index however many threads there are."""

import pytest
from django.db import connection

from accounts.models import User, WeiboAccount
from engagement.models import Thread, ThreadState
from engagement.queries.inbox import Filters, filtered
from tests.conftest import AT
from tests.engagement.conftest import MakeThread

MANY = """
INSERT INTO engagement_thread (account_id, kind, external_id, status_id, author_id, author_name, text, received_at,
    due_at, state, close_reason, created_at)
SELECT %(account)s, 'comment', n::text, '', '', '顾客' || n,
    CASE WHEN n %% 400 = 0 THEN '杯盖的密封圈漏水' ELSE '好看好看' END,
    %(at)s, %(at)s + n * interval '1 minute', 'open', '', %(at)s
FROM generate_series(1, 4000) n;
"""


def found(words: str, user: User) -> list[str]:
    rows = filtered(Thread.objects.all(), Filters(words=words, state="all"), user=user, now=AT)
    return sorted(rows.values_list("text", flat=True))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("漏", ["漏水了 ABC", "盖子漏水"]),
        ("漏水 盖子", ["盖子漏水"]),
        ("漏水 -盖子", ["漏水了 ABC"]),
        ("abc", ["漏水了 ABC"]),
        ("阿棠", ["什么时候补货"]),
        ("饕餮", []),
        ("100%_", []),
    ],
)
def test_e1_any_substring_of_words_and_names(
    make_thread: MakeThread, customer_editor: User, words: str, expected: list[str]
) -> None:
    make_thread("盖子漏水")
    make_thread("漏水了 ABC", state=ThreadState.CLOSED)
    make_thread("什么时候补货", author_name="爱喝热水的阿棠")
    assert found(words, customer_editor) == expected


@pytest.fixture
def many(account: WeiboAccount) -> None:
    with connection.cursor() as cursor:
        cursor.execute(MANY, {"account": account.pk, "at": AT})
        cursor.execute("ANALYZE engagement_thread")


@pytest.mark.parametrize(
    ("words", "by"), [("密封圈", "_words"), ("圈", "_words"), ("顾客399", "_words"), ("好看", "_by_time")]
)
def test_e1_its_index_serves_it_and_a_word_of_everybody_walks_by_due_time(
    many: None, customer_editor: User, words: str, by: str
) -> None:
    rows = filtered(Thread.objects.all(), Filters(words=words), user=customer_editor, now=AT)
    plan = rows.order_by("due_at", "pk")[:51].explain()
    assert f"engagement_thread{by}" in plan, plan
    assert "Seq Scan" not in plan, plan
