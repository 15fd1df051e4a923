"""One account: positioning card, capabilities, token, end (A1, A2)."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccountGroup, AccountState, Capability, Grant, Token, User, WeiboAccount
from accounts.roles import Role
from core.models import AuditEntry
from tests.conftest import ClientOf, make_account

MARKUP = "<script>alert(1)</script>"


def address(name: str, account: WeiboAccount) -> str:
    return reverse(f"accounts:{name}", args=[account.pk])


def test_a2_the_positioning_card_is_written_in_place(
    client_of: ClientOf, administrator: User, editor: User, account: WeiboAccount
) -> None:
    client = client_of(administrator)
    fragment = client.get(address("account_position", account), headers={"HX-Request": "true"})
    assert "<html" not in fragment.content.decode() and "绝不说" in fragment.content.decode()
    card = {
        "audience": MARKUP,
        "service": "教保养",
        "persona": "学姐",
        "tone": "爽快",
        "never_says": "亲\n\n 最低 \n亲",
    }
    assert client.post(address("account_position", account), card).status_code == 302
    account.refresh_from_db()
    assert account.never_says == "亲\n最低"
    entry = AuditEntry.objects.get(code="accounts.account.positioned")
    assert entry.before["persona"] == "" and entry.after["persona"] == "学姐" and entry.account_id == account.pk
    text = client_of(editor).get(address("account", account)).content.decode()
    assert "学姐" in text and "修改了定位卡" in text
    assert MARKUP not in text and "&lt;script&gt;" in text


def test_a2_nothing_changed_writes_nothing(client_of: ClientOf, administrator: User, account: WeiboAccount) -> None:
    client_of(administrator).post(address("account_position", account), {"audience": ""})
    assert not AuditEntry.objects.exists()


def test_a1_an_account_is_noted_and_changed(
    client_of: ClientOf, administrator: User, editor: User, approver: User
) -> None:
    client = client_of(administrator)
    fields = {"nickname": "山岚招聘", "kind": "recruiting", "channel": "hand_over", "silent_after_days": "14"}
    client.post(reverse("accounts:account_new"), fields)
    account = WeiboAccount.objects.get()
    assert (account.state, account.kind, account.silent_after_days) == (AccountState.UNCONNECTED, "recruiting", 14)
    changed = fields | {"owner": editor.pk, "deputy": approver.pk}
    assert client.post(address("account_edit", account), changed).status_code == 302
    entry = AuditEntry.objects.get(code="accounts.account.updated")
    assert entry.before == {"owner": None, "deputy": None}
    assert entry.after == {"owner": "责任编辑", "deputy": "总编辑"}


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"nickname": "山岚家居"}, "已经有同名的账号"),
        ({"silent_after_days": "0"}, "1"),
        ({"kind": "nonsense"}, "可选范围"),
        ({"link": "javascript:alert(1)"}, "网址"),
    ],
)
def test_a_wrong_form_keeps_what_was_typed(
    client_of: ClientOf, administrator: User, account: WeiboAccount, wrong: dict[str, str], sentence: str
) -> None:
    fields = {"nickname": "新来的", "kind": "brand", "channel": "share", "silent_after_days": "7", "link": ""}
    response = client_of(administrator).post(reverse("accounts:account_new"), fields | wrong)
    assert response.status_code == 422
    text = response.content.decode()
    assert sentence in text and (fields | wrong)["nickname"] in text
    assert WeiboAccount.objects.count() == 1


def test_a1_nobody_stands_in_for_himself(
    client_of: ClientOf, administrator: User, editor: User, account: WeiboAccount
) -> None:
    fields = {"kind": "brand", "channel": "share", "silent_after_days": "7", "owner": editor.pk, "deputy": editor.pk}
    response = client_of(administrator).post(address("account_edit", account), fields)
    assert response.status_code == 422 and "替补应是另一位同事" in response.content.decode()


def test_the_nickname_of_a_connected_account_comes_from_weibo(
    client_of: ClientOf, administrator: User, account: WeiboAccount
) -> None:
    fields = {"nickname": "改名", "kind": "brand", "channel": "share", "silent_after_days": "7"}
    client_of(administrator).post(address("account_edit", account), fields)
    account.refresh_from_db()
    assert (account.nickname, account.kind) == ("山岚家居", "brand")


def test_a_retired_account_loses_its_tokens_and_keeps_its_story(
    client_of: ClientOf, administrator: User, account: WeiboAccount
) -> None:
    client = client_of(administrator)
    client.post(address("account_retire", account), {"reason": "并号"})
    account.refresh_from_db()
    assert account.state == AccountState.RETIRED and not Token.objects.exists()
    assert client.post(address("account_retire", account)).status_code == 409
    assert "并号" in client.get(address("account", account)).content.decode()
    client.post(address("account_reopen", account))
    account.refresh_from_db()
    assert account.state == AccountState.UNCONNECTED


def test_the_page_shows_health_abilities_and_rights(
    client_of: ClientOf, administrator: User, editor: User, account: WeiboAccount
) -> None:
    now = timezone.now()
    Token.objects.update(expires_at=now + dt.timedelta(days=3))
    Capability.objects.create(account=account, name="comments", allowed=True, checked_at=now)
    Capability.objects.create(account=account, name="search", allowed=False, detail="10014", checked_at=now)
    text = client_of(administrator).get(address("account", account)).content.decode()
    assert "授权即将到期" in text and "重新授权" in text
    assert "搜索全站微博" in text and "应用的接口权限不足" in text
    assert "没有替补" in text and "责任编辑" in text
    seen = client_of(editor).get(address("account", account)).content.decode()
    assert "重新授权" not in seen and "停用账号" not in seen and reverse("accounts:people") not in seen


def test_a_colleague_of_the_account_sees_nothing_of_others(
    client_of: ClientOf, colleague: User, account: WeiboAccount, other_account: WeiboAccount
) -> None:
    client = client_of(colleague)
    assert client.get(address("account", other_account)).status_code == 200
    assert client.get(address("account", account)).status_code == 404
    assert "山岚家居" not in client.get(reverse("accounts:picker")).content.decode()


def test_a_local_administrator_edits_his_account_only(
    client_of: ClientOf, stranger: User, account: WeiboAccount, other_account: WeiboAccount, at: dt.datetime
) -> None:
    Grant.objects.create(user=stranger, role=Role.ADMINISTRATOR, account=account, given_at=at)
    client = client_of(stranger)
    assert client.get(address("account_edit", account)).status_code == 200
    assert client.get(address("account_edit", other_account)).status_code == 404
    assert client.get(reverse("accounts:account_new")).status_code == 403
    assert client.get(reverse("accounts:rights")).status_code == 200


def test_a_tree_of_groups_has_no_ring(client_of: ClientOf, administrator: User) -> None:
    client = client_of(administrator)
    client.post(reverse("accounts:group_new"), {"name": "集团", "position": "0"})
    top = AccountGroup.objects.get()
    client.post(reverse("accounts:group_new"), {"name": "品牌", "parent": top.pk, "position": "0"})
    below = AccountGroup.objects.get(name="品牌")
    edit = reverse("accounts:group_edit", args=[top.pk])
    ring = client.post(edit, {"name": "集团", "parent": below.pk, "position": "0"})
    assert ring.status_code == 422 and "自己的下级" in ring.content.decode()
    twice = client.post(reverse("accounts:group_new"), {"name": "集团", "position": "0"})
    assert twice.status_code == 422 and "已有这个名称" in twice.content.decode()
    assert client.post(reverse("accounts:group_delete", args=[top.pk])).status_code == 409
    make_account("甲", "9")
    WeiboAccount.objects.update(group=below)
    assert client.post(reverse("accounts:group_delete", args=[below.pk])).status_code == 409
    WeiboAccount.objects.update(group=None)
    assert client.post(reverse("accounts:group_delete", args=[below.pk])).status_code == 302
