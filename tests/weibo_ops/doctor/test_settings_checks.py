"""Settings, keys, mail, static files, secrets: each is broken, and the doctor says so."""

from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from pytest_django import Settings

from accounts import secrets
from accounts.models import Token, WeiboAccount
from tests.weibo_ops.doctor.breaking import breaks, look, mark
from weibo_ops.doctor import Mark
from weibo_ops.static_files import static_state

pytestmark = pytest.mark.django_db


@breaks("settings.debug")
def test_it_notices_the_debug_mode(settings: Settings) -> None:
    assert mark("settings.debug") == Mark.OK
    settings.DEBUG = True
    assert mark("settings.debug") == Mark.BROKEN


@breaks("settings.hosts")
def test_it_notices_hosts_that_are_too_many_or_not_ours(settings: Settings) -> None:
    settings.BASE_URL, settings.ALLOWED_HOSTS = "https://ops.shanlan.example", [".shanlan.example"]
    assert mark("settings.hosts") == Mark.OK
    settings.ALLOWED_HOSTS = ["*"]
    assert mark("settings.hosts") == Mark.BROKEN
    settings.ALLOWED_HOSTS = ["notshanlan.example"]
    found = look("settings.hosts")
    assert found.mark == Mark.BROKEN and found.command == "ALLOWED_HOSTS=ops.shanlan.example"


@breaks("settings.deploy")
def test_it_passes_on_what_django_says(settings: Settings) -> None:
    settings.BASE_URL, settings.HTTPS = "http://ops.shanlan.example", False
    settings.SECRET_KEY = "x" * 25 + "abcdefghijklmnopqrstuvwxyz0123456789"
    assert "没有启用 https" in look("settings.deploy").sentence
    settings.SECRET_KEY = "short"
    found = look("settings.deploy")
    assert found.mark == Mark.WARNING and "security.W009" in found.sentence
    assert found.command == "script/manage check --deploy"


@breaks("settings.keys")
def test_it_notices_keys_that_do_not_fit(settings: Settings, account: WeiboAccount) -> None:
    old = settings.FERNET_KEYS[0]
    assert mark("settings.keys") == Mark.OK
    settings.FERNET_KEYS = [Fernet.generate_key().decode(), old]
    found = look("settings.keys")
    assert found.mark == Mark.WARNING and found.command == "script/manage rotate_keys"
    settings.FERNET_KEYS = settings.FERNET_KEYS[:1]
    assert "1 条授权或机密用现有密钥打不开" in look("settings.keys").sentence
    settings.FERNET_KEYS = [old, Fernet.generate_key().decode()]
    assert "1 个旧密钥已不再使用" in look("settings.keys").sentence
    settings.FERNET_KEYS = ["not a key"]
    assert mark("settings.keys") == Mark.BROKEN
    secrets._box.cache_clear()
    assert Token.objects.count() == 1


@breaks("settings.mail")
def test_it_notices_mail_that_does_not_leave(settings: Settings) -> None:
    assert mark("settings.mail") == Mark.OK  # the tests' outbox
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert mark("settings.mail") == Mark.WARNING
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert "127.0.0.1:9" in look("settings.mail").sentence
    assert look("settings.mail").mark == Mark.BROKEN


@breaks("settings.metrics")
def test_it_notices_a_token_that_can_be_guessed(settings: Settings) -> None:
    assert mark("settings.metrics") == Mark.OK
    settings.METRICS_TOKEN = "prometheus"
    assert mark("settings.metrics") == Mark.WARNING
    settings.METRICS_TOKEN = "0123456789abcdef0123456789abcdef"
    assert mark("settings.metrics") == Mark.OK


@breaks("settings.static")
def test_it_notices_static_files_of_yesterday(settings: Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT, settings.STATIC_HASHED = tmp_path, True
    assert mark("settings.static") == Mark.BROKEN
    (tmp_path / ".stamp").write_text(static_state(), encoding="ascii")
    assert mark("settings.static") == Mark.OK
    (tmp_path / ".stamp").write_text("older", encoding="ascii")
    assert mark("settings.static") == Mark.BROKEN


@breaks("settings.secrets_file")
def test_it_notices_secrets_that_others_may_read(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    assert "没有密钥文件" in look("settings.secrets_file").sentence
    path = tmp_path / "secrets.env"
    path.write_text("SECRET_KEY=x\n")
    path.chmod(0o644)
    found = look("settings.secrets_file")
    assert found.mark == Mark.BROKEN and found.command == f"chmod 600 {path}"
    path.chmod(0o600)
    assert mark("settings.secrets_file") == Mark.OK
