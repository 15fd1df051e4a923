"""Rotation of keys: everything sealed anew with the first one, in any number of tries."""

import re
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from pytest_django import Settings

from accounts import secrets
from accounts.models import Token, User, WeiboAccount
from accounts.secrets import SealedColumn, fingerprint, unseal
from accounts.services import sealing
from accounts.services.sealing import keys_in_use, reseal_all
from core.models import Heartbeat
from tests.conftest import AT, make_account
from weibo_ops.env import ROOT

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


@pytest.fixture(autouse=True)
def _fresh_box() -> Iterator[None]:
    secrets._box.cache_clear()
    yield
    secrets._box.cache_clear()


def use(settings: Settings, *keys: str) -> None:
    settings.FERNET_KEYS = list(keys)
    secrets._box.cache_clear()


@pytest.fixture
def accounts(db: None, settings: Settings) -> list[WeiboAccount]:
    """Seven accounts with tokens under the old key."""
    use(settings, OLD)
    return [make_account(f"账号{number}", f"550100000{number}") for number in range(7)]


def opened() -> list[str]:
    return [unseal(token.ciphertext) for token in Token.objects.order_by("pk")]


def run(*options: str) -> str:
    out = StringIO()
    call_command("rotate_keys", *options, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_the_documented_order_works(accounts: list[WeiboAccount], settings: Settings) -> None:
    before = opened()
    use(settings, NEW, OLD)
    assert opened() == before
    assert f"key {fingerprint(OLD)}: 7 values" in run("--check")
    said = run()
    assert "accounts.Token.ciphertext: 7 resealed, 0 already" in said
    assert f"Old keys may go now: {fingerprint(OLD)}" in said
    use(settings, NEW)
    assert opened() == before
    assert "0 resealed, 7 already" in run()
    assert OLD not in said and NEW not in said


def test_it_goes_on_after_a_crash(
    accounts: list[WeiboAccount], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = opened()
    use(settings, NEW, OLD)
    monkeypatch.setattr(sealing, "BATCH", 3)
    real = sealing._reseal_batch
    batches = []

    def killed_in_the_second(column: Any, *, after: int, result: Any) -> tuple[int, int]:
        batches.append(after)
        if len(batches) == 2:
            raise KeyboardInterrupt
        return real(column, after=after, result=result)

    monkeypatch.setattr(sealing, "_reseal_batch", killed_in_the_second)
    with pytest.raises(KeyboardInterrupt):
        list(reseal_all())
    assert keys_in_use().by_key == {fingerprint(NEW): 3, fingerprint(OLD): 4}
    assert opened() == before
    monkeypatch.setattr(sealing, "_reseal_batch", real)
    results = list(reseal_all())
    assert sum(each.resealed for each in results) == 4 and sum(each.already for each in results) == 3
    use(settings, NEW)
    assert opened() == before


def test_what_no_key_opens_is_told_and_left_alone(accounts: list[WeiboAccount], settings: Settings) -> None:
    lost = Token.objects.order_by("pk")[2]
    Token.objects.filter(pk=lost.pk).update(ciphertext=Fernet(Fernet.generate_key()).encrypt(b"x"))
    use(settings, NEW, OLD)
    with pytest.raises(CommandError, match="1 values open with none"):
        run()
    assert keys_in_use().by_key[fingerprint(NEW)] == 6
    lost.refresh_from_db()
    assert keys_in_use().unreadable == 1


def test_it_prints_a_new_key(db: None) -> None:
    Fernet(run("--new-key").strip())


def test_secrets_inside_json_are_sealed_anew_too(db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "SEALED", [SealedColumn("core.Heartbeat", "detail", "secret")])
    sealed = Fernet(OLD).encrypt(b"totp").decode()
    row = Heartbeat.objects.create(name="a", at=AT, detail={"secret": sealed, "other": 1})
    Heartbeat.objects.create(name="b", at=AT, detail={"other": 1})
    use(settings, NEW, OLD)
    assert [each.resealed for each in reseal_all()] == [1]
    row.refresh_from_db()
    assert row.detail["other"] == 1
    assert Fernet(NEW).decrypt(row.detail["secret"].encode()) == b"totp"


def test_second_factors_survive_a_rotation(
    accounts: list[WeiboAccount], administrator: User, settings: Settings
) -> None:
    """The secret of an authenticator app and the seed of recovery codes are sealed by the same keys."""
    totp = Authenticator.objects.create(user=administrator, type="totp", data={"secret": secrets.seal("T").decode()})
    codes = {"seed": secrets.seal("S").decode(), "used_mask": 5}
    recovery = Authenticator.objects.create(user=administrator, type="recovery_codes", data=codes)
    key = Authenticator.objects.create(user=administrator, type="webauthn", data={"name": "手机", "credential": {}})
    use(settings, NEW, OLD)
    assert "mfa.Authenticator.data: 1 resealed" in run()
    use(settings, NEW)
    for each in (totp, recovery, key):
        each.refresh_from_db()
    assert unseal(totp.data["secret"].encode()) == "T" and unseal(recovery.data["seed"].encode()) == "S"
    assert recovery.data["used_mask"] == 5 and key.data == {"name": "手机", "credential": {}}


def test_everything_that_is_sealed_is_registered() -> None:
    """Whoever calls `seal` must say where the result lies: a new place has to be added to `SEALED`."""
    known = {
        "accounts/services/oauth.py",
        "accounts/services/personal.py",
        "accounts/services/robots.py",
        "accounts/sign_in/factors.py",
        "campaigns/services/commitments.py",
        "weibo_ops/demo/company.py",
        "weibo_ops/demo/hands.py",
        "weibo_ops/demo/talks.py",
        "engagement/services/lines.py",
    }
    folders = [
        "core",
        "accounts",
        "campaigns",
        "content",
        "calendar",
        "monitoring",
        "engagement",
        "reports",
        "weibo_ops",
    ]
    found = {
        str(path.relative_to(ROOT))
        for folder in folders
        for path in (ROOT / folder).rglob("*.py")
        if re.search(r"\bseal\(", path.read_text(encoding="utf-8")) and path.name != "secrets.py"
    }
    assert found == known, "add the column to accounts.secrets.SEALED, then the file here"
