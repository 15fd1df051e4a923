"""The account picker: what it lists, for whom, and what a form makes of it."""

from typing import Any

import pytest
from django import forms
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from accounts.access import accounts_for
from accounts.forms.picker import AccountPickerField
from accounts.models import AccountGroup, AccountState, Grant, User, WeiboAccount
from accounts.roles import Can, Role
from tests.conftest import AT, ClientOf, make_account, make_user

PICKER = "/matrix/picker/"


class OneForm(forms.Form):
    account = AccountPickerField(can=Can.WRITE)

    def __init__(self, user: User, query: str) -> None:
        super().__init__(QueryDict(query))
        self.fields["account"].accounts = accounts_for(user, Can.WRITE)  # type: ignore[attr-defined]


class ManyForm(OneForm):
    account = AccountPickerField(can=Can.WRITE, multiple=True, required=False)


def listed(client_of: ClientOf, user: User, **query: Any) -> str:
    response = client_of(user).get(PICKER, query)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("can", ["write", "freeze", "schedule", "reply", "manage_people"])
def test_a8_it_offers_only_accounts_for_which_the_person_may_do_that(
    client_of: ClientOf, account: WeiboAccount, other_account: WeiboAccount, can: str
) -> None:
    user = make_user("mixed", Role.PICTURE_EDITOR, account=account)
    Grant.objects.create(user=user, role=Role.CHIEF_EDITOR, account=other_account, given_at=AT)
    text = listed(client_of, user, can=can)
    assert ("山岚家居" in text) is (can == "write")
    assert ("山岚厨房" in text) is (can != "manage_people")


def test_it_offers_recent_accounts_first_then_groups(client_of: ClientOf, editor: User, account: WeiboAccount) -> None:
    group = AccountGroup.objects.create(name="华东")
    other = make_account("阿里山号", "77")
    WeiboAccount.objects.filter(pk=other.pk).update(group=group)
    client = client_of(editor)
    client.get(f"/matrix/{account.pk}/")
    text = client.get(PICKER).content.decode()
    assert text.index("最近用过") < text.index("山岚家居") < text.index("华东") < text.index("阿里山号")
    assert text.count("山岚家居") == listed(client_of, editor, q="山岚").count("山岚家居")


def test_it_walks_into_groups_and_back(client_of: ClientOf, editor: User, account: WeiboAccount) -> None:
    company = AccountGroup.objects.create(name="集团")
    region = AccountGroup.objects.create(name="华东", parent=company)
    WeiboAccount.objects.filter(pk=account.pk).update(group=region)
    make_account("别的号", "78")
    top = listed(client_of, editor)
    assert f'data-group="{company.pk}"' in top and f'data-group="{region.pk}"' not in top
    inside = listed(client_of, editor, group=company.pk)
    assert f'data-group="{region.pk}"' in inside and 'data-group=""' in inside
    assert "山岚家居" in inside and "别的号" not in inside
    assert f'data-group="{company.pk}"' in listed(client_of, editor, group=region.pk)
    assert "没有找到这样的账号" in listed(client_of, editor, q="\x00<b>", group="9" * 30)


def test_it_leaves_out_what_is_retired_and_escapes_names(
    client_of: ClientOf, editor: User, account: WeiboAccount
) -> None:
    WeiboAccount.objects.filter(pk=account.pk).update(nickname='<b onclick="x">')
    assert "&lt;b onclick" in listed(client_of, editor)
    WeiboAccount.objects.filter(pk=account.pk).update(state=AccountState.RETIRED)
    assert "onclick" not in listed(client_of, editor)


def test_it_costs_the_same_for_20_and_for_1000_accounts(client_of: ClientOf, editor: User) -> None:
    groups = [AccountGroup.objects.create(name=f"分组{n}") for n in range(30)]
    client, asked, sizes = client_of(editor), [], []
    for total in (20, 1000):
        have = WeiboAccount.objects.count()
        WeiboAccount.objects.bulk_create(
            WeiboAccount(nickname=f"账号{n}", created_at=AT, group=groups[n % 30]) for n in range(have, total)
        )
        for query in ({}, {"q": "账号1"}, {"group": groups[1].pk}):
            client.get(PICKER, query)
            with CaptureQueriesContext(connection) as queries:
                sizes.append(len(client.get(PICKER, query).content))
            asked.append(len(queries))
    assert asked[:3] == asked[3:]
    assert max(sizes) < 30_000


def test_a_form_takes_an_id_within_reach(editor: User, colleague: User, account: WeiboAccount) -> None:
    form = OneForm(editor, f"account={account.pk}")
    assert form.is_valid() and form.cleaned_data["account"] == account
    for bad in (f"account={account.pk}", "account=x", "account=99999999999999999999", "account=１"):
        refused = OneForm(colleague, bad)
        assert not refused.is_valid()
        assert "没有找到这个账号" in refused.errors["account"][0]
    assert not OneForm(editor, "").is_valid()


def test_a_form_takes_a_typed_nickname_or_asks_which(
    editor: User, account: WeiboAccount, other_account: WeiboAccount
) -> None:
    exact = OneForm(editor, "account_typed=山岚家居")
    assert exact.is_valid() and exact.cleaned_data["account"] == account
    uid = OneForm(editor, f"account_typed={account.uid}")
    assert uid.is_valid() and uid.cleaned_data["account"] == account
    vague = OneForm(editor, "account_typed=山岚")
    assert "不止一个" in vague.errors["account"][0]
    drawn = str(vague["account"])
    assert drawn.count('type="radio"') == 2 and "山岚厨房" in drawn
    assert "没有名为" in OneForm(editor, "account_typed=没这个").errors["account"][0]


def test_a_form_takes_several(editor: User, account: WeiboAccount, other_account: WeiboAccount) -> None:
    form = ManyForm(editor, f"account={other_account.pk}&account={account.pk}&account={other_account.pk}")
    assert form.is_valid() and form.cleaned_data["account"] == [other_account, account]
    assert str(form["account"]).count("checked") == 2
    assert ManyForm(editor, "").is_valid()
