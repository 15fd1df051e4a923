"""The embedded PostgreSQL and Redis: started for whoever needs them, gone when nobody does, whatever was killed."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import psutil
import psycopg2
import pytest
import redis

from tests.scripts.conftest import processes_naming
from weibo_ops.embedded import hold_data, needed, revive, services
from weibo_ops.env import ROOT, BadSetting, embedded_database_url, socket_dir
from weibo_ops.processes import birth_of, wait_until

pytestmark = pytest.mark.usefixtures("bare")


def ask(query: str) -> object:
    connection = psycopg2.connect(os.environ["DATABASE_URL"])
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(query)
            row = cursor.fetchone() if cursor.description else None
            return None if row is None else row[0]
    finally:
        connection.close()


def store(key: str, value: str) -> None:
    with redis.from_url(os.environ["REDIS_URL"]) as client:
        client.set(key, value)


def fetch(key: str) -> object:
    with redis.from_url(os.environ["REDIS_URL"]) as client:
        return client.get(key)


def keeper_of(data: Path) -> psutil.Process:
    return psutil.Process(int((data / "keeper.lock").read_text(encoding="ascii")))


def test_it_serves_both_and_leaves_nothing(tmp_path: Path) -> None:
    data = tmp_path / "数据 目录" / ("长" * 60)
    with services(data):
        assert "18." in str(ask("SELECT version()"))
        assert ask("SELECT current_setting('fsync') || current_setting('synchronous_commit')") == "onon"
        assert ask("SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
        assert ask("SELECT current_setting('listen_addresses')") == ""
        store("clé", "值")
        assert fetch("clé") == "值".encode()
        sockets = socket_dir(data)
    assert "DATABASE_URL" not in os.environ
    assert processes_naming(data) == []
    assert not sockets.exists()


def test_it_is_shared_and_stays_for_the_last_one(tmp_path: Path, bare: Mapping[str, str]) -> None:
    environ = dict(bare)  # before the addresses are in it: who has those needs nothing started
    command = [sys.executable, "-m", "weibo_ops.embedded", "run", "--data-dir", str(tmp_path), "--", "sleep", "60"]
    with services(tmp_path, durable=False):
        keeper = keeper_of(tmp_path)
        other = subprocess.Popen(command, cwd=ROOT, env=environ, stdin=subprocess.DEVNULL)
        assert wait_until(lambda: len(psutil.Process(other.pid).children()) == 1, seconds=20)
    assert birth_of(keeper.pid) is not None
    other.send_signal(signal.SIGTERM)
    assert other.wait(20) == 128 + signal.SIGTERM
    assert birth_of(keeper.pid) is None


@pytest.mark.journey
def test_it_ends_with_a_killed_user_and_loses_nothing(tmp_path: Path) -> None:
    write = (
        "import os, psycopg2, redis, time;"
        "c = psycopg2.connect(os.environ['DATABASE_URL']); c.autocommit = True;"
        "c.cursor().execute('CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)');"
        "redis.from_url(os.environ['REDIS_URL']).set('kept', 'yes'); print('done', flush=True); time.sleep(60)"
    )
    run = [sys.executable, "-m", "weibo_ops.embedded", "run", "--data-dir", str(tmp_path), "--"]
    user = subprocess.Popen([*run, sys.executable, "-c", write], cwd=ROOT, stdout=subprocess.PIPE)
    assert user.stdout is not None
    assert user.stdout.readline() == b"done\n"
    user.kill()
    user.wait()
    user.stdout.close()
    assert wait_until(lambda: processes_naming(tmp_path) == [], seconds=15)
    with services(tmp_path):
        assert ask("SELECT n FROM kept") == 7
        assert fetch("kept") == b"yes"


@pytest.mark.journey
def test_it_comes_back_after_its_keeper_was_killed(tmp_path: Path) -> None:
    with services(tmp_path):
        ask("CREATE TABLE kept AS SELECT 7 AS n")
        keeper_of(tmp_path).kill()
        assert wait_until(lambda: revive(tmp_path), seconds=15)
        assert ask("SELECT n FROM kept") == 7
    assert processes_naming(tmp_path) == []


@pytest.mark.journey
def test_it_comes_back_after_both_servers_were_killed(tmp_path: Path) -> None:
    with services(tmp_path):
        ask("CREATE TABLE kept AS SELECT 7 AS n")
        store("kept", "yes")
        for server in keeper_of(tmp_path).children():
            server.kill()
        assert wait_until(lambda: revive(tmp_path), seconds=15)
        assert ask("SELECT n FROM kept") == 7


def test_it_is_not_misled_by_the_number_of_a_stranger(tmp_path: Path) -> None:
    with services(tmp_path, durable=False):
        pass
    (tmp_path / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n/elsewhere\n", encoding="ascii")
    with services(tmp_path, durable=False):
        assert ask("SELECT 1") == 1


def test_it_starts_nothing_when_both_addresses_are_given(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://h/n")
    monkeypatch.setenv("REDIS_URL", "redis://h")
    with services(tmp_path / "none"):
        assert not (tmp_path / "none").exists()


def test_it_refuses_half_a_pair(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://h")
    with pytest.raises(BadSetting, match="只设置了 REDIS_URL"):
        needed()


def test_it_lets_one_server_have_the_data(tmp_path: Path) -> None:
    with hold_data(tmp_path, name="first"), pytest.raises(BadSetting, match=r"正在被另一个进程使用（first, PID \d+）"):
        hold_data(tmp_path, name="second")
    hold_data(tmp_path, name="third").release()


def test_it_says_why_postgresql_did_not_start(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("15\n", encoding="ascii")
    with pytest.raises(BadSetting, match="PostgreSQL 未能启动，详情见"), services(tmp_path):
        pass
    assert processes_naming(tmp_path) == []


def test_it_names_its_address_without_starting(tmp_path: Path, bare: Mapping[str, str]) -> None:
    assert embedded_database_url(tmp_path) == embedded_database_url(tmp_path)
    socket_dir(tmp_path).rmdir()
