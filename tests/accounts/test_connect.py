"""Connecting an account by OAuth over real HTTP: the whole round trip, and everything that can be wrong with it."""

import datetime as dt
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from accounts import gateway
from accounts.models import AccountState, Capability, Channel, KnownFrom, OAuthRequest, Token, User, WeiboAccount
from accounts.roles import Role
from accounts.services import probe_account
from core.models import AuditEntry
from tests.conftest import ClientOf, make_account, make_user
from tests.sandbox.conftest import KITCHEN, OFFICIAL, Sandbox, fetch

CALLBACK = "/matrix/oauth/callback/"


def leave(client: Client, account: WeiboAccount | None = None, **fields: str) -> str:
    """Press the button; the address of the consent page."""
    client.defaults["SERVER_NAME"] = "127.0.0.1"  # the sandbox sends people back to this machine only
    address = reverse("accounts:account_connect", args=[account.pk]) if account else reverse("accounts:connect")
    response = client.post(address, fields, headers={"HX-Request": "true"})
    assert response.status_code == 204
    return str(response["HX-Redirect"])


def answer(address: str, action: str = "agree", uid: int = OFFICIAL) -> dict[str, str]:
    """What the consent page sends back."""
    form = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    form |= {"action": action, "uid": str(uid)}
    back = fetch(address.split("?")[0], urlencode(form).encode())
    assert back.status == 302
    return {name: values[0] for name, values in parse_qs(urlsplit(back.headers["Location"]).query).items()}


def refused(client: Client, query: dict[str, str], status: int = 422) -> str:
    """Come back with something wrong; the sentence that is shown. No token is stored."""
    before = list(Token.objects.values_list("pk", "obtained_at"))
    response = client.get(CALLBACK, query)
    assert response.status_code == status
    assert list(Token.objects.values_list("pk", "obtained_at")) == before
    return response.content.decode()


def test_oauth_it_connects_an_account_that_was_not_known(
    client_of: ClientOf, administrator: User, sandbox: Sandbox
) -> None:
    client = client_of(administrator)
    response = client.get(CALLBACK, answer(leave(client)))
    account = WeiboAccount.objects.get(uid=str(OFFICIAL))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("accounts:account", args=[account.pk]))
    assert account.state == AccountState.CONNECTED
    assert account.nickname and account.followers_count is not None
    token = Token.objects.get(account=account)
    assert token.obtained_by == administrator
    assert dt.timedelta(days=6) < token.expires_at - timezone.now() <= dt.timedelta(days=31)
    assert b"2.00" not in bytes(token.ciphertext)
    assert gateway.token_for(account).startswith("2.00")
    entry = AuditEntry.objects.get(code="accounts.account.connected")
    assert entry.account_id == account.pk
    assert "2.00" not in str(entry.after)


def test_oauth_it_renews_in_the_same_way(client_of: ClientOf, administrator: User, sandbox: Sandbox) -> None:
    account = make_account("旧昵称", str(OFFICIAL))
    Token.objects.update(dead_at=timezone.now(), dead_code=21327)
    WeiboAccount.objects.update(state=AccountState.EXPIRED)
    client = client_of(administrator)
    client.get(CALLBACK, answer(leave(client, account)))
    account.refresh_from_db()
    assert account.state == AccountState.CONNECTED
    assert account.nickname != "旧昵称"
    assert Token.objects.get().dead_at is None


def test_oauth_a_new_authorisation_forgets_what_sends_had_learnt(
    client_of: ClientOf, administrator: User, sandbox: Sandbox
) -> None:
    account = make_account("旧昵称", str(OFFICIAL))
    for app in (Channel.SHARE, Channel.COMMERCIAL):
        Capability.objects.create(
            account=account, app=app, name="publish", allowed=False, source=KnownFrom.LEARNT, checked_at=timezone.now()
        )
    client = client_of(administrator)
    client.get(CALLBACK, answer(leave(client, account)))
    assert list(Capability.objects.filter(source=KnownFrom.LEARNT).values_list("app", flat=True)) == ["commercial"]


def test_oauth_it_adopts_an_account_that_was_noted_before(
    client_of: ClientOf, administrator: User, sandbox: Sandbox
) -> None:
    noted = WeiboAccount.objects.create(nickname="稍后改名", created_at=timezone.now())
    client = client_of(administrator)
    client.get(CALLBACK, answer(leave(client, noted), uid=KITCHEN))
    noted.refresh_from_db()
    assert noted.uid == str(KITCHEN)
    assert WeiboAccount.objects.count() == 1


def test_oauth_without_javascript_there_is_a_page_with_the_link(
    client_of: ClientOf, administrator: User, sandbox: Sandbox
) -> None:
    response = client_of(administrator).post(reverse("accounts:connect"))
    assert response.status_code == 200
    assert f"{sandbox.base}/oauth2/authorize?" in response.content.decode()


def test_oauth_a_cancelled_consent_changes_nothing(client_of: ClientOf, administrator: User, sandbox: Sandbox) -> None:
    client = client_of(administrator)
    assert "您在微博取消了授权" in refused(client, answer(leave(client), action="cancel"))
    assert not WeiboAccount.objects.exists()


def test_oauth_a_wrong_code_changes_nothing(client_of: ClientOf, administrator: User, sandbox: Sandbox) -> None:
    client = client_of(administrator)
    back = answer(leave(client)) | {"code": "0" * 32}
    assert "授权码无效、已使用或已过期" in refused(client, back)


def test_oauth_a_code_that_was_used_elsewhere_changes_nothing(
    client_of: ClientOf, administrator: User, sandbox: Sandbox
) -> None:
    client = client_of(administrator)
    first, second = answer(leave(client)), answer(leave(client))
    client.get(CALLBACK, first)
    assert "授权码无效、已使用或已过期" in refused(client, second | {"code": first["code"]})


def test_oauth_a_second_use_of_the_same_address_changes_nothing(
    client_of: ClientOf, administrator: User, sandbox: Sandbox
) -> None:
    client = client_of(administrator)
    back = answer(leave(client))
    client.get(CALLBACK, back)
    assert "这次授权已经处理过" in refused(client, back, 409)


def test_oauth_a_foreign_state_changes_nothing(client_of: ClientOf, administrator: User, sandbox: Sandbox) -> None:
    client = client_of(administrator)
    back = answer(leave(client))
    other = client_of(make_user("另一位管理员", Role.ADMINISTRATOR))
    assert "不是由您在这里发起的" in refused(other, back)
    assert "不是由您在这里发起的" in refused(client, back | {"state": "made-up"})
    assert "不是由您在这里发起的" in refused(client, {"code": back["code"]})
    assert client.get(CALLBACK, back).status_code == 302  # the rightful owner may still finish


def test_oauth_a_state_older_than_ten_minutes_changes_nothing(
    client_of: ClientOf, administrator: User, sandbox: Sandbox
) -> None:
    client = client_of(administrator)
    back = answer(leave(client))
    OAuthRequest.objects.update(created_at=timezone.now() - dt.timedelta(minutes=11))
    assert "授权超过 10 分钟" in refused(client, back)


def test_oauth_a_token_of_another_account_changes_nothing(
    client_of: ClientOf, administrator: User, sandbox: Sandbox
) -> None:
    account = make_account("山岚家居", str(OFFICIAL))
    client = client_of(administrator)
    assert "不是“山岚家居”" in refused(client, answer(leave(client, account), uid=KITCHEN))


def test_oauth_an_account_connected_elsewhere_changes_nothing(
    client_of: ClientOf, administrator: User, sandbox: Sandbox
) -> None:
    make_account("山岚家居", str(OFFICIAL))
    noted = WeiboAccount.objects.create(nickname="另一个", created_at=timezone.now())
    client = client_of(administrator)
    assert "已作为“山岚家居”接入" in refused(client, answer(leave(client, noted)))


def test_oauth_a_retired_account_must_be_reopened_first(
    client_of: ClientOf, administrator: User, sandbox: Sandbox
) -> None:
    account = make_account("山岚家居", str(OFFICIAL))
    WeiboAccount.objects.update(state=AccountState.RETIRED)
    client = client_of(administrator)
    response = client.post(reverse("accounts:account_connect", args=[account.pk]), headers={"HX-Request": "true"})
    assert response.status_code == 409
    assert "已停用" in refused(client, answer(leave(client)))


def test_oauth_weibo_being_away_is_one_sentence(
    client_of: ClientOf, administrator: User, sandbox: Sandbox, settings: Settings
) -> None:
    client = client_of(administrator)
    back = answer(leave(client))
    settings.WEIBO_SANDBOX_URL = "http://127.0.0.1:9"
    assert "微博暂时没有答复" in refused(client, back, 503)


@pytest.mark.parametrize("query", [{}, {"error_code": "99999", "state": "x"}, {"code": "", "state": ""}])
def test_oauth_nonsense_is_one_sentence(
    client_of: ClientOf, administrator: User, sandbox: Sandbox, query: dict[str, str]
) -> None:
    refused(client_of(administrator), query)


def test_oauth_markup_in_what_comes_back_stays_text(client_of: ClientOf, administrator: User, sandbox: Sandbox) -> None:
    client = client_of(administrator)
    back = answer(leave(client), action="cancel") | {"error_code": "<b>1</b>"}
    assert "<b>1" not in refused(client, back)


def test_the_probe_finds_what_an_ordinary_app_may_do(
    client_of: ClientOf, administrator: User, sandbox: Sandbox
) -> None:
    client = client_of(administrator)
    client.get(CALLBACK, answer(leave(client)))
    account = WeiboAccount.objects.get()
    probe_account(account=account, by=administrator, at=timezone.now())
    found = {row.name: row for row in Capability.objects.filter(account=account)}
    assert {name for name, row in found.items() if row.allowed} == {
        "limits",
        "own_posts",
        "comments",
        "mentions",
        "reposts",
    }
    assert found["commercial"].detail == found["search"].detail == "10014"
    account.refresh_from_db()
    assert account.last_post_at is not None
    text = client.get(reverse("accounts:account_capabilities", args=[account.pk])).content.decode()
    assert "商业数据接口" in text and "不可以" in text


def test_the_probe_notices_a_dead_token(client_of: ClientOf, administrator: User, sandbox: Sandbox) -> None:
    account = make_account("山岚家居", str(OFFICIAL))  # its token is unknown to the sandbox
    Token.objects.update(obtained_at=timezone.now() - dt.timedelta(days=1))
    probe_account(account=account, by=administrator, at=timezone.now())
    account.refresh_from_db()
    assert account.state == AccountState.EXPIRED
    assert Token.objects.get().dead_at is not None
    assert AuditEntry.objects.filter(code="accounts.token.died").exists()
    assert not Capability.objects.exists()
