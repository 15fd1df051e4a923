"""M5: all posts that a case is about can be reached, the loudest first, at the same cost however many they are."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from monitoring.models import Case, CaseMention
from monitoring.services import About, open_case
from tests.conftest import AT, ClientOf


@pytest.fixture
def case(editor: User) -> Case:
    return open_case(title="漏水", level=4, about=About(), by=editor, at=AT).case


def tie(case: Case, number: int) -> None:
    """Posts of which many are as loud as others."""
    CaseMention.objects.bulk_create(
        CaseMention(case=case, mention_id=index + 1, text=f"第{index}条。", loudness=index // 7)
        for index in range(number)
    )


def shown(client: Client, address: str) -> tuple[list[str], str]:
    page = client.get(address).content.decode()
    following = re.search(r'rel="next" href="([^"]+)"', page)
    return re.findall(r"第\d+条。", page), following[1] if following else ""


def test_m5_every_post_of_a_case_is_reached_once_the_loudest_first(
    case: Case, customer_editor: User, client_of: ClientOf
) -> None:
    tie(case, 130)
    client = client_of(customer_editor)
    plain = reverse("monitoring:case_posts", args=[case.pk])
    found: list[str] = []
    query = ""
    for _page in range(3):
        texts, query = shown(client, plain + query)
        found += texts
    assert query == ""
    loudest = CaseMention.objects.order_by("-loudness", "-pk").values_list("text", flat=True)
    assert found == list(loudest)
    assert "看全部 130 条" in client.get(reverse("monitoring:case", args=[case.pk])).content.decode()


@pytest.mark.parametrize("url", ["case_posts", "case"])
def test_m5_a_thousand_posts_cost_no_more_queries_than_sixty(
    case: Case, customer_editor: User, client_of: ClientOf, url: str
) -> None:
    client = client_of(customer_editor)
    costs = []
    for number in (60, 1000):
        CaseMention.objects.all().delete()
        tie(case, number)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(f"monitoring:{url}", args=[case.pk]))
        costs.append(len(queries))
    assert costs[1] <= costs[0]
