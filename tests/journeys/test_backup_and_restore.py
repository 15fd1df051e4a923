"""A whole installation goes into a backup and comes out of it in another place, with everything that can go wrong."""

import datetime as dt
import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User, WeiboAccount
from accounts.secrets import fingerprint
from core import tamper
from core.audit import record
from tests.weibo_ops.safekeeping.archives import good
from weibo_ops.env import ROOT
from weibo_ops.safekeeping.archive import verify
from weibo_ops.safekeeping.keys import write_keys
from weibo_ops.safekeeping.taking import Taken, take_backup

pytestmark = pytest.mark.django_db(transaction=True)
PICTURE = bytes(range(256)) * 400
OURS = ("SECRET_KEY", "FERNET_KEYS", "DATABASE_URL", "REDIS_URL", "WEIBO_OPS_DATA_DIR", "BASE_URL")


def script(name: str, *arguments: str | Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run script/<name> in the environment that bootstrap makes, without this session's databases."""
    kept = {key: value for key, value in os.environ.items() if key not in OURS}
    return subprocess.run(
        [sys.executable, "-P", "-m", f"script.{name}", *map(str, arguments)],
        cwd=ROOT,
        env={**kept, "PYTHONPATH": str(ROOT), "LANG": "zh_CN.UTF-8", "LC_ALL": "", **environ},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture
def backup(
    account: WeiboAccount, other_account: WeiboAccount, administrator: User, settings: Settings, tmp_path: Path
) -> Taken:
    """People, accounts with sealed tokens, an audit log, uploads."""
    settings.MEDIA_ROOT = tmp_path / "uploads"
    (settings.MEDIA_ROOT / "2026").mkdir(parents=True)
    (settings.MEDIA_ROOT / "2026" / "保温杯.png").write_bytes(PICTURE)
    (settings.MEDIA_ROOT / "empty").write_bytes(b"")
    settings.DATA_DIR = tmp_path
    for each in (account, other_account):
        record("accounts.account.created", each, by=administrator, at=timezone.now())
    tamper.anchor_days(at=timezone.now() + dt.timedelta(days=1))
    write_keys(tmp_path / "keys.env", {"SECRET_KEY": "s", "FERNET_KEYS": ",".join(settings.FERNET_KEYS)})
    return take_backup(to=tmp_path / "backups", keep=None, at=timezone.now())


def installation(data: Path) -> set[str]:
    """What lies in a data folder, locks and logs aside."""
    names = {path.name for path in data.iterdir()} if data.exists() else set()
    return {name for name in names if not name.endswith(".lock")} - {"log"}


def test_it_comes_back_elsewhere_whole(backup: Taken, tmp_path: Path, settings: Settings) -> None:
    data, keys = tmp_path / "elsewhere", tmp_path / "keys.env"

    without = script("restore", backup.path, "--into", data)
    assert without.returncode == 1
    assert f"缺少密钥 {fingerprint(settings.FERNET_KEYS[0])}" in without.stderr
    assert installation(data) == set()

    done = script("restore", backup.path, "--into", data, "--keys", keys)
    assert done.returncode == 0, done.stderr
    assert "2 个上传文件，2 条授权可以解密，操作记录完整" in done.stdout
    assert f"下一步：script/server --data-dir {data}" in done.stdout
    assert (data / "uploads/2026/保温杯.png").read_bytes() == PICTURE
    assert (data / "secrets.env").stat().st_mode & 0o777 == 0o600

    assert (data / "audit/anchors.log").read_text() == (tmp_path / "audit/anchors.log").read_text()

    again = script("backup", "--data-dir", data, "--to", tmp_path / "second")
    assert again.returncode == 0, again.stderr
    first, second = backup.manifest, verify(next((tmp_path / "second").glob("*.tar")))
    assert {**second.rows, "core_heartbeat": 0} == {**first.rows, "core_heartbeat": 0}
    assert second.keys == first.keys
    uploads = {name: part for name, part in first.parts.items() if name.startswith("uploads/")}
    assert uploads == {name: part for name, part in second.parts.items() if name.startswith("uploads/")}
    assert uploads["uploads/2026/保温杯.png"].sha256 == hashlib.sha256(PICTURE).hexdigest()

    refused = script("restore", backup.path, "--into", data, "--keys", keys)
    assert refused.returncode == 1 and "不会覆盖" in refused.stderr

    before = installation(data)
    hostile = good(tmp_path / "garbage.tar", {"database.dump": b"PGDMP garbage", "uploads/x": b"x"})
    failed = script("restore", hostile, "--into", data, "--replace")
    assert failed.returncode == 1 and "pg_restore 失败" in failed.stderr and "Traceback" not in failed.stderr
    assert installation(data) == before
    assert (data / "uploads/2026/保温杯.png").read_bytes() == PICTURE
    assert "Weibo Ops" not in failed.stdout


def test_it_comes_back_into_a_database_of_ones_own(backup: Taken, tmp_path: Path) -> None:
    name = "restored_here"
    address = os.environ["DATABASE_URL"].replace("/weibo_ops?", f"/{name}?")
    environ = {"DATABASE_URL": address, "REDIS_URL": os.environ["REDIS_URL"]}
    given = (backup.path, "--into", tmp_path / "data", "--keys", tmp_path / "keys.env")
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name}")
    try:
        done = script("restore", *given, **environ)
        assert done.returncode == 0, done.stderr
        assert (tmp_path / "data/uploads/empty").exists()
        (tmp_path / "data/uploads").rename(tmp_path / "data/elsewhere")
        refused = script("restore", *given, **environ)
        assert refused.returncode == 1 and f"{name} 里已有系统" in refused.stderr
        replaced = script("restore", *given, "--replace", **environ)
        assert replaced.returncode == 0, replaced.stderr
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"migrations": [["content", "9999_from_the_future"]]}, "更新的版本"),
        ({"keys": {"0123456789ab": 3}}, "缺少密钥 0123456789ab"),
        ({"format": 9}, "由更新的版本写成"),
    ],
)
def test_what_does_not_fit_is_refused_before_anything_is_touched(
    tmp_path: Path, changes: dict[str, Any], words: str
) -> None:
    path = good(tmp_path / "strange.tar", **changes)
    done = script("restore", path, "--into", tmp_path / "data")
    assert done.returncode == 1
    assert words in done.stderr and "Traceback" not in done.stderr
    assert installation(tmp_path / "data") == set()


def test_there_is_something_to_back_up(tmp_path: Path) -> None:
    done = script("backup", "--data-dir", tmp_path, "--to", tmp_path / "b")
    assert done.returncode == 1 and "没有可备份的系统" in done.stderr
