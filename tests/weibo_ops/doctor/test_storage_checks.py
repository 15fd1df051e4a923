"""PostgreSQL, its structure, the disks: each is broken, and the doctor says so."""

import os
from pathlib import Path

import django
import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from psycopg2.errors import DiskFull
from pytest_django import Settings

from tests.weibo_ops.doctor.breaking import breaks, look, mark
from weibo_ops.doctor import Mark
from weibo_ops.doctor.checks import storage

pytestmark = pytest.mark.django_db


@breaks("postgres.answers")
def test_it_notices_that_postgresql_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    assert mark("postgres.answers") == Mark.OK
    monkeypatch.setitem(connection.settings_dict, "HOST", "127.0.0.1")
    monkeypatch.setitem(connection.settings_dict, "PORT", "1")
    assert mark("postgres.answers") == Mark.BROKEN
    assert mark("clock.database") == Mark.UNKNOWN


def test_it_notices_a_postgresql_that_is_not_supported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "NEWEST_POSTGRES", 17)
    assert mark("postgres.answers") == Mark.WARNING
    monkeypatch.setattr(storage, "OLDEST_POSTGRES", 99)
    assert mark("postgres.answers") == Mark.BROKEN


def test_it_notices_that_connections_run_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "CONNECTIONS_FULL", 0.0)
    assert "max_connections" in look("postgres.answers").mend


@breaks("postgres.writes")
def test_it_notices_that_nothing_can_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    assert mark("postgres.writes") == Mark.OK
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", {"options": "-c default_transaction_read_only=on"})
    found = look("postgres.writes")
    assert found.mark == Mark.BROKEN and "只读" in found.sentence


def test_it_notices_that_the_databases_disk_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    def full() -> None:
        raise DiskFull

    monkeypatch.setattr(storage, "postgres", full)
    found = look("postgres.writes")
    assert found.mark == Mark.BROKEN and found.command == "df -h"


@breaks("postgres.migrations")
def test_it_notices_pending_migrations() -> None:
    assert mark("postgres.migrations") == Mark.OK
    MigrationRecorder(connection).record_unapplied("core", "0002_audit_chain")
    found = look("postgres.migrations")
    assert found.mark == Mark.BROKEN and found.command == "script/manage migrate"


def test_it_notices_a_database_that_is_newer_than_the_code() -> None:
    MigrationRecorder(connection).record_applied("core", "9999_from_the_future")
    assert mark("postgres.migrations") == Mark.WARNING


@breaks("storage.disk")
@pytest.mark.parametrize(
    ("free", "files", "state"), [(3e9, 10**6, "warning"), (2e8, 10**6, "broken"), (9e9, 9, "broken")]
)
def test_it_notices_a_full_disk(monkeypatch: pytest.MonkeyPatch, free: float, files: int, state: str) -> None:
    real = os.statvfs("/")
    fields = list(real)
    fields[1], fields[4], fields[5], fields[7] = 4096, int(free // 4096), files + 1, files
    monkeypatch.setattr(os, "statvfs", lambda place: os.statvfs_result(fields))
    assert mark("storage.disk") == state


def test_a_file_system_without_a_limit_of_files_is_fine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fields = list(os.statvfs("/"))
    fields[5] = fields[7] = 0
    monkeypatch.setattr(os, "statvfs", lambda place: os.statvfs_result(fields))
    assert storage.room(tmp_path)[1] >= storage.FEW_FILES


@breaks("storage.writable")
def test_it_notices_uploads_that_cannot_be_written(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MEDIA_ROOT = tmp_path / "not-yet" / "uploads"
    assert mark("storage.writable") == Mark.OK
    monkeypatch.setattr(os, "access", lambda place, mode: False)  # root may write everywhere
    assert str(settings.MEDIA_ROOT) in look("storage.writable").command


@breaks("storage.versions")
def test_it_notices_another_django(monkeypatch: pytest.MonkeyPatch) -> None:
    assert mark("storage.versions") == Mark.OK
    monkeypatch.setattr(django, "VERSION", (4, 2, 0, "final", 0))
    assert mark("storage.versions") == Mark.BROKEN
