"""Several accounts changed in one go, and taken back in one go (A1)."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.models import AccountGroup, AccountKind, MatrixChange, User, WeiboAccount
from accounts.services.bulk import UNDO_FOR, change_accounts, undo_change
from core.errors import Conflict, Forbidden, UserError
from core.models import AuditEntry
from tests.conftest import ClientOf, make_account

BULK = "/matrix/bulk/"


@pytest.fixture
def accounts(db: None) -> list[WeiboAccount]:
    return [make_account(f"账号{n}", f"66{n}") for n in range(3)]


def keys(accounts: list[WeiboAccount]) -> list[int]:
    return [account.pk for account in accounts]


def facts(accounts: list[WeiboAccount]) -> list[tuple[object, ...]]:
    rows = WeiboAccount.objects.filter(pk__in=keys(accounts)).order_by("pk")
    return list(rows.values_list("group_id", "owner_id", "deputy_id", "kind"))


def test_a1_it_moves_and_staffs_several_accounts_and_audits_each(
    administrator: User, editor: User, approver: User, accounts: list[WeiboAccount], at: dt.datetime
) -> None:
    group = AccountGroup.objects.create(name="华东")
    values = {"group_id": group.pk, "owner_id": editor.pk, "deputy_id": approver.pk, "kind": AccountKind.REGION}
    change = change_accounts(account_ids=keys(accounts), values=values, by=administrator, at=at)
    assert change is not None
    assert facts(accounts) == [(group.pk, editor.pk, approver.pk, "region")] * 3
    entries = AuditEntry.objects.filter(code="accounts.account.updated", account_id__in=keys(accounts))
    assert entries.count() == 3
    assert entries[0].after == {"group": "华东", "owner": "责任编辑", "deputy": "总编辑", "kind": "区域"}


def test_a1_it_takes_everything_back_and_leaves_what_was_changed_since(
    administrator: User, editor: User, accounts: list[WeiboAccount], at: dt.datetime
) -> None:
    before = facts(accounts)
    change = change_accounts(account_ids=keys(accounts), values={"owner_id": editor.pk}, by=administrator, at=at)
    assert change is not None
    WeiboAccount.objects.filter(pk=accounts[0].pk).update(owner=administrator)
    undone = undo_change(change=change, by=administrator, at=at + dt.timedelta(minutes=1))
    assert (undone.restored, undone.kept) == (2, 1)
    assert facts(accounts)[1:] == before[1:]
    assert facts(accounts)[0][1] == administrator.pk
    with pytest.raises(Conflict):
        undo_change(change=change, by=administrator, at=at + dt.timedelta(minutes=2))


def test_a1_an_undo_is_for_the_person_who_did_it_and_for_a_day(
    administrator: User, editor: User, accounts: list[WeiboAccount], at: dt.datetime
) -> None:
    change = change_accounts(account_ids=keys(accounts), values={"kind": "region"}, by=administrator, at=at)
    assert change is not None
    with pytest.raises(Forbidden):
        undo_change(change=change, by=editor, at=at)
    with pytest.raises(Conflict):
        undo_change(change=change, by=administrator, at=at + UNDO_FOR + dt.timedelta(seconds=1))


def test_a1_nothing_changes_when_one_account_is_out_of_reach_or_staffed_wrongly(
    administrator: User, editor: User, accounts: list[WeiboAccount], at: dt.datetime
) -> None:
    with pytest.raises(Forbidden):
        change_accounts(account_ids=keys(accounts), values={"kind": "region"}, by=editor, at=at)
    WeiboAccount.objects.filter(pk=accounts[2].pk).update(deputy=editor)
    with pytest.raises(UserError, match="同一个人"):
        change_accounts(account_ids=keys(accounts), values={"owner_id": editor.pk}, by=administrator, at=at)
    assert {row[1] for row in facts(accounts)} == {None}
    assert not MatrixChange.objects.exists()


def test_a1_the_page_asks_with_the_number_and_offers_to_undo(
    client_of: ClientOf, administrator: User, accounts: list[WeiboAccount]
) -> None:
    client = client_of(administrator)
    asked = client.get(BULK, {"id": keys(accounts)[:2]}).content.decode()
    assert "修改 2 个账号" in asked and "账号0" in asked and "账号2" not in asked
    answer = client.post(BULK, {"id": ",".join(map(str, keys(accounts)[:2])), "kind": "region"})
    text = client.get(answer["Location"]).content.decode()
    change = MatrixChange.objects.get()
    assert "已修改 2 个账号。" in text and reverse("accounts:undo", args=[change.pk]) in text
    client.post(reverse("accounts:undo", args=[change.pk]))
    assert {row[3] for row in facts(accounts)} == {"official"}


def test_a1_all_means_all_that_the_filters_show(
    client_of: ClientOf, administrator: User, accounts: list[WeiboAccount]
) -> None:
    client = client_of(administrator)
    WeiboAccount.objects.filter(pk=accounts[0].pk).update(kind="brand")
    assert "修改 1 个账号" in client.get(BULK, {"all": "1", "kind": "brand"}).content.decode()
    assert "修改 3 个账号" in client.get(BULK, {"all": "1"}).content.decode()


def test_a1_bad_input_is_answered_by_a_sentence(
    client_of: ClientOf, administrator: User, accounts: list[WeiboAccount]
) -> None:
    client = client_of(administrator)
    key = str(accounts[0].pk)
    assert "没有选中可以修改的账号" in client.get(client.get(BULK, {"id": "x"})["Location"]).content.decode()
    nothing = client.post(BULK, {"id": key})
    assert nothing.status_code == 422 and "至少选择一项" in nothing.content.decode()
    foreign = client.post(BULK, {"id": key, "group": "99999"})
    assert foreign.status_code == 422
    same = client.post(BULK, {"id": key, "owner": administrator.pk, "deputy": administrator.pk})
    assert same.status_code == 422 and "替补应是另一位同事" in same.content.decode()
    assert client.post(BULK, {"id": key, "owner": "none", "next": "https://evil.invalid/"})["Location"] == "/matrix/"
