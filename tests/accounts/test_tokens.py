"""The way to Weibo: which token, when it is dead, what ends soon; secrets stay out of sight."""

import datetime as dt
import logging

import pytest
from cryptography.fernet import Fernet
from django.utils import timezone
from pytest_django import Settings

from accounts import gateway, secrets
from accounts.models import AccountState, Channel, Token, User, WeiboAccount
from accounts.queries import accounts_due_for_profile, tokens_expiring
from accounts.services import note_post, read_profile
from accounts.tasks import read_profiles
from core.errors import UserError
from core.models import AuditEntry
from tests.sandbox.conftest import OFFICIAL, Sandbox


@pytest.fixture
def now() -> dt.datetime:
    return timezone.now()


def code_of(account: WeiboAccount, app: str | None = None) -> str:
    with pytest.raises(UserError) as error:
        gateway.token_for(account, app=app)
    return error.value.code


def test_it_hands_out_the_token_of_the_right_app(account: WeiboAccount, now: dt.datetime) -> None:
    assert gateway.token_for(account) == "token-5501000001"
    assert code_of(account, Channel.COMMERCIAL) == "token.missing"
    account.channel = Channel.COMMERCIAL
    assert code_of(account) == "token.missing"


def test_it_hands_out_no_dead_expired_or_unreadable_token(account: WeiboAccount, now: dt.datetime) -> None:
    Token.objects.update(expires_at=now)
    assert code_of(account) == "token.expired"
    Token.objects.update(dead_at=now)
    assert code_of(account) == "token.dead"
    Token.objects.update(dead_at=None, expires_at=now + dt.timedelta(days=1), ciphertext=b"nonsense")
    assert code_of(account) == "token.sealed"
    Token.objects.all().delete()
    assert code_of(account) == "token.missing"


def test_a_key_can_be_rotated(settings: Settings) -> None:
    sealed = secrets.seal("geheim")
    settings.FERNET_KEYS = [Fernet.generate_key().decode(), *settings.FERNET_KEYS]
    secrets._box.cache_clear()
    try:
        assert secrets.unseal(sealed) == "geheim"
        assert secrets.unseal(memoryview(secrets.seal("neu"))) == "neu"
    finally:
        secrets._box.cache_clear()


def test_a_dead_token_is_noted_once(account: WeiboAccount, now: dt.datetime) -> None:
    Token.objects.update(obtained_at=now - dt.timedelta(days=3))
    for _ in range(2):
        gateway.token_dead(account, Channel.SHARE, 21327, now)
    account.refresh_from_db()
    assert account.state == AccountState.EXPIRED
    assert Token.objects.get().dead_code == 21327
    assert AuditEntry.objects.filter(code="accounts.token.died").count() == 1


def test_a_late_answer_does_not_kill_a_renewed_token(account: WeiboAccount, now: dt.datetime) -> None:
    Token.objects.update(obtained_at=now)
    gateway.token_dead(account, Channel.SHARE, 21327, now - dt.timedelta(seconds=1))
    assert Token.objects.get().dead_at is None


def test_the_death_of_the_other_app_leaves_the_account_alive(account: WeiboAccount, now: dt.datetime) -> None:
    Token.objects.update(obtained_at=now - dt.timedelta(days=3), app=Channel.COMMERCIAL)
    gateway.token_dead(account, Channel.COMMERCIAL, 21327, now)
    account.refresh_from_db()
    assert account.state == AccountState.CONNECTED


def test_it_lists_what_ends_soon(account: WeiboAccount, other_account: WeiboAccount, now: dt.datetime) -> None:
    week = dt.timedelta(days=7)
    Token.objects.filter(account=account).update(expires_at=now + dt.timedelta(days=2))
    Token.objects.filter(account=other_account).update(expires_at=now + dt.timedelta(days=1))
    assert [token.account.nickname for token in tokens_expiring(within=week, now=now)] == ["山岚厨房", "山岚家居"]
    WeiboAccount.objects.filter(pk=other_account.pk).update(state=AccountState.RETIRED)
    Token.objects.filter(account=account).update(dead_at=now)
    assert not tokens_expiring(within=week, now=now)


def test_a_token_shows_itself_nowhere(
    account: WeiboAccount, caplog: pytest.LogCaptureFixture, administrator: User
) -> None:
    token = Token.objects.get()
    logging.getLogger("anywhere").warning("token %s %r of %s", token, token, account)
    assert "token-5501000001" not in caplog.text and "ciphertext" not in caplog.text
    assert "sandbox-app-secret" not in repr(gateway.app_key(Channel.SHARE))


def test_real_weibo_when_a_key_is_configured(settings: Settings) -> None:
    settings.WEIBO_APP_KEY, settings.WEIBO_APP_SECRET, settings.WEIBO_BIZ_APP_KEY = "4711", "s", ""
    assert gateway.hosts().api == "https://api.weibo.com"
    assert gateway.app_key(Channel.SHARE).key == "4711"
    with pytest.raises(UserError, match="商业应用"):
        gateway.app_key(Channel.COMMERCIAL)


def test_the_last_post_never_goes_back(account: WeiboAccount, now: dt.datetime) -> None:
    note_post(account_id=account.pk, at=now)
    note_post(account_id=account.pk, at=now - dt.timedelta(days=1))
    account.refresh_from_db()
    assert account.last_post_at == now


def test_profiles_are_read_once_a_day(sandbox: Sandbox, account: WeiboAccount, now: dt.datetime) -> None:
    Token.objects.update(ciphertext=secrets.seal(sandbox.token(OFFICIAL)))
    assert accounts_due_for_profile(now=now, limit=5) == [account]
    read_profiles()
    account.refresh_from_db()
    assert account.followers_count is not None and account.last_post_at is not None
    assert account.last_call_ok_at is not None
    assert accounts_due_for_profile(now=timezone.now(), limit=5) == []
    assert accounts_due_for_profile(now=timezone.now() + dt.timedelta(hours=21), limit=5) == [account]


def test_an_account_that_cannot_be_read_does_not_hold_up_the_others(
    sandbox: Sandbox, account: WeiboAccount, other_account: WeiboAccount, now: dt.datetime
) -> None:
    Token.objects.filter(account=account).delete()  # connected, yet without a token
    Token.objects.filter(account=other_account).update(obtained_at=now - dt.timedelta(days=1))
    read_profiles()
    other_account.refresh_from_db()
    assert other_account.state == AccountState.EXPIRED  # the sandbox does not know its token


def test_an_unreachable_weibo_is_no_news(account: WeiboAccount, settings: Settings, now: dt.datetime) -> None:
    settings.WEIBO_SANDBOX_URL = "http://127.0.0.1:9"
    assert read_profile(account=account, at=now) is False
    account.refresh_from_db()
    assert account.last_call_ok_at is None and account.state == AccountState.CONNECTED
