"""Taking a backup: as of one instant, within the room there is, so many kept, every night."""

import datetime as dt
import shutil
import sqlite3
import time
from collections import namedtuple
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from accounts.models import AccountGroup, WeiboAccount
from accounts.secrets import fingerprint
from core.dates import BEIJING
from core.models import Heartbeat
from weibo_ops.env import BadSetting
from weibo_ops.safekeeping import BACKUP, programs, taking
from weibo_ops.safekeeping.archive import verify
from weibo_ops.safekeeping.taking import back_up_tonight, is_due, take_backup

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def uploads(settings: Settings, tmp_path: Path) -> Path:
    folder = tmp_path / "uploads"
    (folder / "2026").mkdir(parents=True)
    (folder / "2026" / "图.png").write_bytes(b"picture")
    (folder / "link").symlink_to("/etc/passwd")
    settings.MEDIA_ROOT, settings.DATA_DIR = folder, tmp_path
    return folder


def test_it_holds_rows_uploads_and_the_names_of_keys(
    uploads: Path, account: WeiboAccount, tmp_path: Path, settings: Settings
) -> None:
    taken = take_backup(to=tmp_path / "b", keep=None, at=timezone.now())
    found = verify(taken.path)
    assert found.rows["accounts_weiboaccount"] == 1
    assert found.uploads == ["uploads/2026/图.png"]
    assert found.keys == {fingerprint(settings.FERNET_KEYS[0]): 1}
    assert ["core", "0002_audit_chain"] in found.migrations
    assert settings.FERNET_KEYS[0].encode() not in taken.path.read_bytes()
    assert [path.name for path in (tmp_path / "b").iterdir()] == [taken.path.name]
    assert Heartbeat.objects.get(name=BACKUP).detail["file"] == str(taken.path)


def test_rows_and_dump_are_of_one_instant(uploads: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = programs.find

    def somebody_works_meanwhile(name: str, *, server: int) -> Any:
        AccountGroup.objects.create(name="刚刚建的")
        return real(name, server=server)

    monkeypatch.setattr(taking, "find", somebody_works_meanwhile)
    taken = take_backup(to=tmp_path / "b", keep=None, at=timezone.now())
    assert taken.manifest.rows["accounts_accountgroup"] == 0


def test_it_refuses_a_small_disk(uploads: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(10**9, 10**9, 10**7))
    with pytest.raises(BadSetting, match="太小"):
        take_backup(to=tmp_path / "b", keep=None, at=timezone.now())
    assert list((tmp_path / "b").iterdir()) == []


def test_only_so_many_stay_and_nothing_else_is_touched(uploads: Path, tmp_path: Path) -> None:
    to = tmp_path / "b"
    to.mkdir()
    (to / "notes.txt").write_text("mine")
    names = []
    for hour in range(3):
        at = dt.datetime(2026, 11, 22, hour, tzinfo=dt.UTC)
        names.append(take_backup(to=to, keep=2, at=at).path.name)
    assert sorted(path.name for path in to.iterdir()) == ["notes.txt", *names[1:]]
    with pytest.raises(BadSetting, match="已存在"):
        take_backup(to=to, keep=2, at=at)


def test_a_folder_that_cannot_be_written_is_one_sentence(uploads: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BadSetting, match="无法写入"):
        take_backup(to=tmp_path / "file" / "b", keep=None, at=timezone.now())


def test_a_failed_dump_is_one_sentence(uploads: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise BadSetting("pg_dump 失败：no")

    monkeypatch.setattr(taking, "run", refuse)
    with pytest.raises(CommandError, match="pg_dump"):
        call_command("back_up", "--to", str(tmp_path / "b"))
    assert list((tmp_path / "b").iterdir()) == []


def test_the_keys_go_to_a_file_of_their_own_when_asked(uploads: Path, tmp_path: Path, settings: Settings) -> None:
    out, keys = StringIO(), tmp_path / "keys.env"
    call_command("back_up", "--to", str(tmp_path / "b"), "--keys", str(keys), stdout=out)
    assert keys.stat().st_mode & 0o777 == 0o600
    assert f"FERNET_KEYS={settings.FERNET_KEYS[0]}" in keys.read_text()
    with pytest.raises(CommandError, match="已存在"):
        call_command("back_up", "--to", str(tmp_path / "c"), "--keys", str(keys), stdout=out)
    with pytest.raises(CommandError, match="--keep"):
        call_command("back_up", "--to", str(tmp_path / "b"), "--keep", "0", stdout=out)


def test_it_is_made_once_a_night(uploads: Path, tmp_path: Path, settings: Settings) -> None:
    def at(day: int, hour: int) -> dt.datetime:
        return dt.datetime(2026, 11, day, hour, tzinfo=BEIJING)

    settings.BACKUP_DIR = ""
    assert back_up_tonight(now=at(22, 3)) is None
    settings.BACKUP_DIR = str(tmp_path / "b")
    assert back_up_tonight(now=at(22, 3)) is not None
    assert not is_due(now=at(22, 23)) and not is_due(now=at(23, 2))
    assert is_due(now=at(23, 3)) and is_due(now=at(24, 1))
    settings.BACKUP_DIR = "/proc/nowhere"
    assert back_up_tonight(now=at(23, 3)) is None
    row = Heartbeat.objects.get(name=BACKUP)
    assert "无法写入" in row.detail["error"] and row.detail["file"]
    settings.BACKUP_DIR = str(tmp_path / "b")
    assert back_up_tonight(now=at(23, 4)) is not None
    assert "error" not in Heartbeat.objects.get(name=BACKUP).detail


def test_a_running_sandbox_is_left_out_and_does_not_hold_up(uploads: Path, tmp_path: Path) -> None:
    """It keeps its file locked for itself; standing still, it is part of the backup."""
    link = sqlite3.connect(tmp_path / "sandbox.sqlite")
    for words in ("PRAGMA locking_mode=EXCLUSIVE", "PRAGMA journal_mode=WAL", "CREATE TABLE world (id)"):
        link.execute(words)
    started = time.monotonic()
    first = take_backup(to=tmp_path / "b", keep=None, at=dt.datetime(2026, 11, 22, 1, tzinfo=dt.UTC))
    assert time.monotonic() - started < 30
    assert "sandbox.sqlite" not in first.manifest.parts
    link.commit()
    link.close()
    second = take_backup(to=tmp_path / "b", keep=None, at=dt.datetime(2026, 11, 22, 2, tzinfo=dt.UTC))
    assert "sandbox.sqlite" in second.manifest.parts
