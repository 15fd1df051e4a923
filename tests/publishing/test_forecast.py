"""C1: two weeks ahead: planned, in stock, short."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from accounts.models import User, WeiboAccount
from content.models import Category
from core.dates import BEIJING
from publishing.queries.forecast import forecasts
from publishing.services import apply_slot_preset
from tests.conftest import ClientOf
from tests.publishing.makers import Wanted, make_post

NOW = dt.datetime(2026, 11, 29, 21, 0, tzinfo=BEIJING)  # a Sunday evening, nothing left of the week
pytestmark = pytest.mark.django_db


def test_c1_the_second_week_sees_what_the_first_takes(account: WeiboAccount, editor: User) -> None:
    apply_slot_preset(account, by=editor, at=NOW)
    for slug, count in (("knowledge", 9), ("timely", 2), ("fun", 6)):
        for number in range(count):
            make_post(account, Wanted(category=Category.objects.get(slug=slug), at=NOW), text=f"{slug} {number}？")
    (found,) = forecasts([account], at=NOW)
    first, second = ({row.category.slug: row for row in ahead.outlooks} for ahead in found.weeks)
    assert {slug: row.wanted for slug, row in first.items()} == {"timely": 3, "knowledge": 6, "fun": 3, "campaign": 1}
    assert (first["knowledge"].could, second["knowledge"].could) == (7, 2), "one more where others lack"
    assert (first["timely"].short, second["timely"].short, second["timely"].wanted) == (1, 4, 4)
    assert (first["campaign"].could, first["campaign"].short) == (0, 1)
    assert [ahead.places for ahead in found.weeks] == [14, 14]


@time_machine.travel(NOW, tick=False)
def test_c1_it_stands_on_the_quota_page(account: WeiboAccount, editor: User, client_of: ClientOf) -> None:
    apply_slot_preset(account, by=editor, at=NOW)
    client, address = client_of(editor), reverse("calendar:forecast")
    page = client.get(address).content.decode()
    assert "11-30 – 12-06" in page and "12-07 – 12-13" in page and "缺 3 条" in page
    assert "<html" not in client.get(address, headers={"hx-request": "true"}).content.decode()
    quotas = client.get(reverse("content:quotas"), {"week": "2026-11-30"}).content.decode()
    assert f'hx-get="{address}?week=2026-11-30"' in quotas
