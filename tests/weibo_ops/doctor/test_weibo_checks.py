"""The way to Weibo, backups, the audit log: each is broken, and the doctor says so."""

import datetime as dt
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from accounts.models import Token, User, WeiboAccount
from core import tamper
from core.audit import record
from core.heartbeats import beat
from tests.sandbox.conftest import Sandbox
from tests.weibo_ops.doctor.breaking import breaks, look, mark
from weibo_ops.doctor import Mark
from weibo_ops.safekeeping import BACKUP

pytestmark = pytest.mark.django_db


@breaks("weibo.callback")
def test_it_notices_an_address_that_nobody_uses(settings: Settings) -> None:
    settings.WEIBO_APP_KEY, settings.BASE_URL = "4711", "https://ops.shanlan.example"
    assert mark("weibo.callback") == Mark.OK
    assert mark("weibo.callback", origin="https://ops.shanlan.example:443") == Mark.OK
    found = look("weibo.callback", origin="https://10.0.0.7:8000")
    assert found.mark == Mark.BROKEN and found.command == "BASE_URL=https://10.0.0.7:8000"
    settings.BASE_URL = "http://ops.shanlan.example"
    assert "不是 https" in look("weibo.callback").sentence
    settings.BASE_URL = "https://localhost"
    assert "只在本机有效" in look("weibo.callback").sentence
    settings.WEIBO_APP_KEY = ""
    assert mark("weibo.callback") == Mark.OK
    assert mark("weibo.callback", origin="http://127.0.0.1:9000") == Mark.WARNING


@breaks("weibo.safe_domain")
def test_it_notices_links_outside_the_safe_domain(settings: Settings, account: WeiboAccount) -> None:
    settings.WEIBO_APP_KEY = "4711"
    assert mark("weibo.safe_domain") == Mark.BROKEN
    settings.WEIBO_SAFE_DOMAIN = "shanlan.example"
    assert mark("weibo.safe_domain") == Mark.OK
    WeiboAccount.objects.update(link="https://elsewhere.example/")
    found = look("weibo.safe_domain")
    assert found.mark == Mark.WARNING and "山岚家居" in found.sentence


@breaks("weibo.app")
def test_it_notices_an_app_key_that_is_wrong(
    settings: Settings, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert mark("weibo.app") == Mark.OK
    monkeypatch.setattr("accounts.gateway.is_sandbox", lambda: False)
    from weibo.client import Hosts

    monkeypatch.setattr("accounts.gateway.hosts", lambda: Hosts.single(sandbox.base))
    settings.WEIBO_APP_KEY, settings.WEIBO_APP_SECRET = "sandbox-app-key", "wrong"
    assert "App Secret 不对" in look("weibo.app").sentence
    settings.WEIBO_APP_SECRET = "sandbox-app-secret"
    assert mark("weibo.app") == Mark.OK


@breaks("weibo.tokens")
def test_it_notices_grants_that_end(account: WeiboAccount) -> None:
    for days, state in ((20, Mark.OK), (5, Mark.WARNING), (2, Mark.BROKEN)):
        Token.objects.update(expires_at=timezone.now() + dt.timedelta(days=days))
        assert mark("weibo.tokens") == state
    assert "山岚家居" in look("weibo.tokens").sentence


@breaks("safety.backup")
def test_it_notices_backups_that_are_old_or_gone(settings: Settings, tmp_path: Path) -> None:
    settings.BACKUP_DIR = ""
    assert mark("safety.backup") == Mark.BROKEN
    file = tmp_path / "weibo-ops.tar"
    file.write_bytes(b"x")
    now = timezone.now()
    beat(BACKUP, at=now - dt.timedelta(hours=2), file=str(file))
    assert "没有每夜备份" in look("safety.backup").sentence
    settings.BACKUP_DIR = str(tmp_path)
    assert mark("safety.backup") == Mark.OK
    file.unlink()
    assert "不见了" in look("safety.backup").sentence
    file.write_bytes(b"x")
    for days, state in ((2, Mark.WARNING), (9, Mark.BROKEN)):
        beat(BACKUP, at=now - dt.timedelta(days=days), file=str(file))
        assert mark("safety.backup") == state
    beat(BACKUP, at=now, file="", error="磁盘太小。")
    assert "磁盘太小" in look("safety.backup").sentence


@breaks("safety.audit")
@pytest.mark.django_db(transaction=True)
def test_it_notices_a_log_that_was_changed(
    administrator: User, at: dt.datetime, settings: Settings, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path
    for _ in range(3):
        record("accounts.user.updated", administrator, by=administrator, at=at)
    assert mark("safety.audit") == Mark.OK
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_auditentry DISABLE TRIGGER USER")
        cursor.execute("UPDATE core_auditentry SET actor_name = '别人' WHERE sequence = 2")
        cursor.execute("ALTER TABLE core_auditentry ENABLE TRIGGER USER")
    found = look("safety.audit")
    assert found.mark == Mark.BROKEN and "第 2 条" in found.sentence


@pytest.mark.django_db(transaction=True)
def test_it_notices_an_anchor_that_does_not_hold(
    administrator: User, at: dt.datetime, settings: Settings, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path
    record("accounts.user.updated", administrator, by=administrator, at=at)
    assert tamper.anchor_days(at=at + dt.timedelta(days=1)) is not None
    assert mark("safety.audit") == Mark.OK
    tamper.anchor_file().unlink()
    assert "锚点" in look("safety.audit").sentence
