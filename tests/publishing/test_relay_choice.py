"""A11: the first page of a new relay: accounts by picker, by name, by group; in their order; on a thousand accounts."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccountGroup, User, WeiboAccount
from accounts.roles import Role
from publishing.models import RelayPreset
from publishing.services import STEPS_AT_MOST
from tests.conftest import ClientOf, make_user
from tests.publishing.relaying import fellows

pytestmark = pytest.mark.django_db


@pytest.fixture
def accounts(account: WeiboAccount) -> list[WeiboAccount]:
    return [account, *fellows(3)]


def ask(client: Client, **query: Any) -> str:
    response = client.get(reverse("calendar:relay_new"), query)
    assert response.status_code == 200
    return response.text


def chosen(html: str) -> list[int]:
    """The ticked accounts, in their order."""
    return [int(pk) for pk in re.findall(r'name="account" value="(\d+)" checked', html)]


def many(count: int, group: AccountGroup | None = None) -> None:
    now, have = timezone.now(), WeiboAccount.objects.count()
    WeiboAccount.objects.bulk_create(
        WeiboAccount(nickname=f"门店{n:04d}", group=group, created_at=now) for n in range(have, have + count)
    )


def test_a11_the_order_of_choice_is_kept_and_the_first_goes_before_all(
    client_of: ClientOf, editor: User, accounts: list[WeiboAccount]
) -> None:
    client, pks = client_of(editor), [one.pk for one in accounts]
    order = [pks[2], pks[0], pks[3]]
    assert chosen(ask(client, account=order, stay=1)) == order
    page = ask(client, account=order, first=pks[3], next=1)
    rows = re.findall(r'name="account" value="(\d+)"', page)
    assert [int(pk) for pk in rows] == [pks[3], pks[2], pks[0]] and "首发的文字" in page


def test_a11_a_nickname_may_be_typed_and_one_that_is_unclear_is_asked_for(
    client_of: ClientOf, editor: User, accounts: list[WeiboAccount]
) -> None:
    client, first, preset = client_of(editor), accounts[0], RelayPreset.objects.last()
    assert preset is not None
    page = ask(client, account=first.pk, account_typed="同事1", stay=1, preset=preset.pk)
    assert chosen(page) == [first.pk, accounts[2].pk]
    assert f'name="preset" value="{preset.pk}" checked' in page, "the preset stays chosen"
    unclear = ask(client, account=first.pk, account_typed="同事", next=1)
    assert "不止一个账号符合“同事”" in unclear and chosen(unclear) == [first.pk]
    assert f'name="account" value="{accounts[1].pk}">' in unclear, "those that fit are offered"
    unknown = ask(client, account=first.pk, account_typed="没这个<b>", next=1)
    assert "没有名为“没这个&lt;b&gt;”的账号" in unknown and 'value="没这个&lt;b&gt;"' in unknown
    assert chosen(unknown) == [first.pk]
    assert "至少选两个账号" in ask(client, account=first.pk, next=1)


def test_a11_a_whole_group_joins_with_all_below_it(
    client_of: ClientOf, editor: User, accounts: list[WeiboAccount]
) -> None:
    top = AccountGroup.objects.create(name="集团")
    below = AccountGroup.objects.create(name="华东", parent=top)
    WeiboAccount.objects.filter(pk__in=[accounts[1].pk]).update(group=top)
    WeiboAccount.objects.filter(pk__in=[accounts[2].pk]).update(group=below)
    client = client_of(editor)
    page = ask(client, account=accounts[3].pk, group=top.pk, stay=1)
    assert chosen(page)[0] == accounts[3].pk and set(chosen(page)) == {one.pk for one in accounts[1:]}
    many(60, below)
    full = ask(client, account=accounts[3].pk, group=top.pk, next=1)
    assert "一个联动最多 50 个账号，加上这个分组会有 63 个" in full and chosen(full) == [accounts[3].pk]
    everything = list(WeiboAccount.objects.values_list("pk", flat=True))
    cut = ask(client, account=everything, next=1)
    assert f"后选的 {len(everything) - 50} 个没有加入" in cut and chosen(cut) == everything[:STEPS_AT_MOST]
    assert chosen(ask(client, account=["x", "１", "9" * 30, ""], group="x", first="-1", stay=1)) == []


def test_a11_only_accounts_for_which_the_person_writes_can_be_chosen(
    client_of: ClientOf, accounts: list[WeiboAccount]
) -> None:
    group = AccountGroup.objects.create(name="机密组")
    WeiboAccount.objects.exclude(pk=accounts[1].pk).update(group=group)
    client = client_of(make_user("local", Role.RESPONSIBLE_EDITOR, account=accounts[1]))
    page = ask(client, account=[one.pk for one in accounts], group=group.pk, stay=1)
    assert chosen(page) == [accounts[1].pk] and "机密组" not in page
    assert chosen(ask(client, account_typed=accounts[0].nickname, stay=1)) == []


def test_a11_it_costs_the_same_with_a_thousand_accounts(
    client_of: ClientOf, editor: User, accounts: list[WeiboAccount]
) -> None:
    group = AccountGroup.objects.create(name="门店")
    WeiboAccount.objects.update(group=group)
    client, asked, sizes = client_of(editor), [], []
    ask(client)
    for more in (0, 1000):
        many(more, group)
        pks = list(WeiboAccount.objects.values_list("pk", flat=True)[: 2 if not more else 40])
        for query in ({}, {"account": pks, "stay": 1}, {"account": pks, "account_typed": "同事", "stay": 1}):
            with CaptureQueriesContext(connection) as queries:
                sizes.append(len(ask(client, **query)))
            asked.append(len(queries))
    assert asked[:3] == asked[3:] and max(sizes) < 150 * 1024, (asked, sizes)
