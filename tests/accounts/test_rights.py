"""Grants: who may do what where, given by whom, until when (A8)."""

import csv
import datetime as dt
import threading

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.access import rights_of
from accounts.models import AccountGroup, Grant, User, WeiboAccount
from accounts.roles import CAPABILITIES, Can, Role
from accounts.services import GrantInput, give_grant, revoke_grant
from core.errors import Conflict, Forbidden, UserError
from core.models import AuditEntry
from tests.conftest import ClientOf, make_user


@pytest.fixture
def now() -> dt.datetime:
    return timezone.now()


@pytest.fixture
def local_admin(other_account: WeiboAccount) -> User:
    """An administrator of `other_account` only."""
    return make_user("分店管理员", Role.ADMINISTRATOR, account=other_account)


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def test_a8_the_six_roles_are_plain_data() -> None:
    assert set(CAPABILITIES) == set(Role)
    assert CAPABILITIES[Role.ADMINISTRATOR] == frozenset(Can)
    assert Can.WRITE not in CAPABILITIES[Role.MANAGER]
    assert all(Can.VIEW in cans for cans in CAPABILITIES.values())


def test_a8_a_grant_counts_where_and_until_it_says(
    administrator: User, stranger: User, account: WeiboAccount, other_account: WeiboAccount, now: dt.datetime
) -> None:
    values = GrantInput(stranger, Role.RESPONSIBLE_EDITOR, account=account, ends_at=now + dt.timedelta(days=1))
    grant = give_grant(grant=values, by=administrator, at=now)
    rights = rights_of(fresh(stranger))
    assert rights.may(Can.WRITE, account.pk)
    assert not rights.may(Can.WRITE, other_account.pk) and not rights.may(Can.WRITE)
    Grant.objects.filter(pk=grant.pk).update(ends_at=now)
    assert not rights_of(fresh(stranger)).may(Can.WRITE, account.pk)
    entry = AuditEntry.objects.get(code="accounts.grant.given")
    assert entry.actor_id == administrator.pk and entry.account_id == account.pk
    assert entry.after["role"] == "responsible_editor" and entry.after["user"] == "陌生人"


def test_a8_a_grant_on_a_group_reaches_below(administrator: User, stranger: User, account: WeiboAccount) -> None:
    now = timezone.now()
    top = AccountGroup.objects.create(name="集团")
    below = AccountGroup.objects.create(name="品牌", parent=top)
    WeiboAccount.objects.filter(pk=account.pk).update(group=below)
    give_grant(grant=GrantInput(stranger, Role.CUSTOMER_EDITOR, group=top), by=administrator, at=now)
    assert rights_of(fresh(stranger)).may(Can.REPLY, account.pk)


def test_a8_a_grant_taken_back_ends_at_once(
    client_of: ClientOf, administrator: User, approver: User, now: dt.datetime
) -> None:
    client = client_of(approver)
    assert client.get("/matrix/").status_code == 200
    grant = Grant.objects.get(user=approver)
    revoke_grant(grant=grant, by=administrator, at=now, reason="换岗")
    assert client.get("/matrix/").status_code == 403
    assert AuditEntry.objects.get(code="accounts.grant.revoked").reason == "换岗"
    with pytest.raises(Conflict):
        revoke_grant(grant=grant, by=administrator, at=now)


def test_a8_nobody_gives_what_he_may_not_manage(
    local_admin: User,
    editor: User,
    stranger: User,
    account: WeiboAccount,
    other_account: WeiboAccount,
    now: dt.datetime,
) -> None:
    group = AccountGroup.objects.create(name="集团")
    WeiboAccount.objects.filter(pk=other_account.pk).update(group=group)
    for where in (GrantInput(stranger, Role.MANAGER), GrantInput(stranger, Role.MANAGER, account=account)):
        with pytest.raises(Forbidden):
            give_grant(grant=where, by=local_admin, at=now)
    with pytest.raises(Forbidden):  # one account of a group does not make the group his
        give_grant(grant=GrantInput(stranger, Role.MANAGER, group=group), by=local_admin, at=now)
    with pytest.raises(Forbidden):
        give_grant(grant=GrantInput(stranger, Role.PICTURE_EDITOR, account=account), by=editor, at=now)
    own = GrantInput(stranger, Role.RESPONSIBLE_EDITOR, account=other_account)
    assert give_grant(grant=own, by=local_admin, at=now).pk
    with pytest.raises(Forbidden):
        revoke_grant(grant=Grant.objects.get(user=editor), by=local_admin, at=now)


def test_a8_a_group_administrator_manages_what_lies_below(stranger: User, now: dt.datetime) -> None:
    top = AccountGroup.objects.create(name="集团")
    below = AccountGroup.objects.create(name="品牌", parent=top)
    aside = AccountGroup.objects.create(name="旁支")
    chief = make_user("集团管理员")
    Grant.objects.create(user=chief, role=Role.ADMINISTRATOR, group=top, given_at=now)
    assert give_grant(grant=GrantInput(stranger, Role.MANAGER, group=below), by=chief, at=now).pk
    with pytest.raises(Forbidden):
        give_grant(grant=GrantInput(stranger, Role.MANAGER, group=aside), by=chief, at=now)


def test_a8_what_makes_no_sense_is_one_sentence(
    administrator: User, stranger: User, account: WeiboAccount, now: dt.datetime
) -> None:
    past = GrantInput(stranger, Role.MANAGER, account=account, ends_at=now - dt.timedelta(seconds=1))
    with pytest.raises(UserError, match="到期时间应晚于现在"):
        give_grant(grant=past, by=administrator, at=now)
    give_grant(grant=GrantInput(stranger, Role.MANAGER, account=account), by=administrator, at=now)
    with pytest.raises(Conflict, match="已经有同样的授权"):
        give_grant(grant=GrantInput(stranger, Role.MANAGER, account=account), by=administrator, at=now)
    User.objects.filter(pk=stranger.pk).update(is_active=False)
    with pytest.raises(UserError, match="已停用"):
        give_grant(grant=GrantInput(stranger, Role.PICTURE_EDITOR), by=administrator, at=now)


def test_a8_the_last_administrator_keeps_his_right(administrator: User, editor: User, now: dt.datetime) -> None:
    grant = Grant.objects.get(user=administrator)
    with pytest.raises(UserError, match="至少要保留一位"):
        revoke_grant(grant=grant, by=administrator, at=now)
    revoke_grant(grant=Grant.objects.get(user=editor), by=administrator, at=now)  # any other may go
    make_user("第二位", Role.ADMINISTRATOR)
    assert revoke_grant(grant=grant, by=administrator, at=now).revoked_at == now


@pytest.mark.django_db(transaction=True)
def test_a8_two_administrators_cannot_remove_each_other() -> None:
    now, first, second = timezone.now(), make_user("甲", Role.ADMINISTRATOR), make_user("乙", Role.ADMINISTRATOR)
    start, refused = threading.Barrier(2), list[str]()

    def remove(who: User, by: User) -> None:
        start.wait(5)
        try:
            revoke_grant(grant=Grant.objects.get(user=who), by=by, at=now)
        except UserError as error:
            refused.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=remove, args=pair) for pair in ((first, second), (second, first))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused in (["grant.last_administrator"], ["forbidden.manage_people"])
    assert Grant.objects.in_force(now).count() == 1


def test_a8_five_clicks_give_a_right(
    client_of: ClientOf, administrator: User, stranger: User, account: WeiboAccount
) -> None:
    client = client_of(administrator)
    address = reverse("accounts:grant_new")
    form = client.get(f"{address}?account={account.pk}").content.decode()  # 1 the button on the account's page
    assert f'value="{account.pk}" checked' in form
    fields = {"user": stranger.pk, "role": "customer_editor", "scope": "account", "account": account.pk}  # 2, 3
    response = client.post(address, fields | {"ends_on": "2027-01-31", "reason": "代班"})  # 4, 5
    assert response.status_code == 302
    grant = Grant.objects.get(user=stranger)
    assert grant.account == account and grant.given_by == administrator
    assert grant.ends_at is not None and grant.ends_at.isoformat() == "2027-01-31T16:00:00+00:00"


def test_the_form_asks_for_what_the_scope_needs(client_of: ClientOf, administrator: User, stranger: User) -> None:
    client, address = client_of(administrator), reverse("accounts:grant_new")
    fields = {"user": stranger.pk, "role": "manager", "reason": "看报表"}
    for scope, sentence in (("account", "请选择账号"), ("group", "请选择分组")):
        response = client.post(address, fields | {"scope": scope})
        assert response.status_code == 422
        assert sentence in response.content.decode() and "看报表" in response.content.decode()
    assert client.post(address, fields | {"scope": "all", "account": "x"}).status_code == 302


def test_a8_one_page_shows_every_right(
    client_of: ClientOf, administrator: User, editor: User, colleague: User, other_account: WeiboAccount
) -> None:
    client = client_of(administrator)
    text = client.get(reverse("accounts:rights")).content.decode()
    assert "3 项有效授权，涉及 3 位同事" in text and "山岚厨房" in text
    assert "责任编辑" in client.get(reverse("accounts:rights") + "?q=example").content.decode()
    only = client.get(reverse("accounts:rights") + "?role=chief_editor").content.decode()
    assert "别处的总编辑" in only and ">责任编辑</a>" not in only
    export = client.get(reverse("accounts:rights_export"))
    lines = list(csv.reader(b"".join(export.streaming_content).decode("utf-8-sig").splitlines()))  # type: ignore[attr-defined]
    assert lines[0][:4] == ["姓名", "邮箱", "角色", "范围"] and len(lines) == 4


def test_a8_a_local_administrator_sees_and_takes_back_only_his_own(
    client_of: ClientOf, administrator: User, local_admin: User, colleague: User, editor: User, account: WeiboAccount
) -> None:
    here = make_user("只管家居", Role.PICTURE_EDITOR, account=account)
    client = client_of(local_admin)
    text = client.get(reverse("accounts:rights")).content.decode()
    assert "别处的总编辑" in text and "责任编辑" in text and "只管家居" not in text
    mine, theirs = Grant.objects.get(user=colleague), Grant.objects.get(user=editor)
    assert reverse("accounts:grant_revoke", args=[mine.pk]) in text
    assert reverse("accounts:grant_revoke", args=[theirs.pk]) not in text
    for grant in (theirs, Grant.objects.get(user=here)):
        assert client.post(reverse("accounts:grant_revoke", args=[grant.pk])).status_code in (403, 404)
    assert client.post(reverse("accounts:grant_revoke", args=[mine.pk])).status_code == 302
