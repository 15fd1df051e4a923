"""Readers of the environment: typed values, loud failures, addresses of databases."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weibo_ops import env
from weibo_ops.env import BadSetting


@pytest.fixture(autouse=True)
def chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    monkeypatch.delenv("X", raising=False)


def test_it_takes_an_empty_value_for_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X", "  ")
    assert env.env_str("X", "default") == "default"
    with pytest.raises(BadSetting, match="缺少设置 X。"):
        env.env_str("X")


@pytest.mark.parametrize(
    ("text", "value"), [("1", True), ("TRUE", True), ("on", True), ("0", False), ("No", False), ("off", False)]
)
def test_it_reads_booleans(monkeypatch: pytest.MonkeyPatch, text: str, value: bool) -> None:
    monkeypatch.setenv("X", text)
    assert env.env_bool("X") is value


def test_it_refuses_what_is_no_boolean(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X", "是")
    with pytest.raises(BadSetting, match="只能是 true 或 false"):
        env.env_bool("X", default=False)


@pytest.mark.parametrize(("text", "sentence"), [("８０a", "整数"), ("0", "1…65535"), ("65536", "1…65535")])
def test_it_refuses_numbers_out_of_bounds(monkeypatch: pytest.MonkeyPatch, text: str, sentence: str) -> None:
    monkeypatch.setenv("X", text)
    with pytest.raises(BadSetting, match=sentence):
        env.env_int("X", 8000, low=1, high=65535)


def test_it_reads_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X", " a, b ,,c")
    assert env.env_list("X") == ["a", "b", "c"]
    monkeypatch.delenv("X")
    assert env.env_list("X", []) == []


def test_it_reads_a_secret_from_a_file_or_the_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("WEIBO_OPS_DATA_DIR", str(tmp_path))
    (tmp_path / "secrets.env").write_text("# made\nX=kept=1\n", encoding="utf-8")
    assert env.env_secret("X") == "kept=1"
    (tmp_path / "x").write_text("from file\n", encoding="utf-8")
    monkeypatch.setenv("X_FILE", str(tmp_path / "x"))
    assert env.env_secret("X") == "from file"
    monkeypatch.setenv("X", "given")
    assert env.env_secret("X") == "given"


def test_it_says_which_secret_file_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("X_FILE", str(tmp_path / "none"))
    with pytest.raises(BadSetting, match="X_FILE 指向的文件无法读取"):
        env.env_secret("X")


def test_it_speaks_the_language_of_the_terminal() -> None:
    assert env.chinese_terminal({"LANG": "zh_CN.UTF-8"})
    assert env.chinese_terminal({}), "the product's first language"
    assert env.chinese_terminal({"LANG": "C.UTF-8"})
    assert not env.chinese_terminal({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_US.UTF-8"})


@given(
    st.lists(
        st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=60),
        max_size=12,
    )
)
def test_it_finds_a_short_private_socket_folder_for_any_path(parts: list[str]) -> None:
    names = [part for part in parts if part not in {".", ".."} and len(part.encode()) < 200]
    folder = env.socket_dir(Path("/nowhere", *names))
    try:
        assert len(os.fsencode(folder / "pg" / ".s.PGSQL.5432.lock")) < env.SOCKET_PATH_LIMIT
        assert folder.stat().st_mode & 0o777 == 0o700
    finally:
        folder.rmdir()


def test_it_refuses_a_socket_folder_that_others_can_write(tmp_path: Path) -> None:
    folder = env.socket_dir(tmp_path)
    try:
        folder.chmod(0o777)
        with pytest.raises(BadSetting, match="不是当前用户的私有文件夹"):
            env.socket_dir(tmp_path)
    finally:
        folder.rmdir()


def test_it_reads_the_address_of_a_database() -> None:
    assert env.parse_database_url("postgres://us%40r:p%2Fw@db.example.com:5433/na%20me?sslmode=require") == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "na me",
        "USER": "us@r",
        "PASSWORD": "p/w",
        "HOST": "db.example.com",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }


def test_it_reads_back_the_address_of_the_embedded_database(tmp_path: Path) -> None:
    entry = env.parse_database_url(env.embedded_database_url(tmp_path / "空 格?&"))
    folder = env.socket_dir(tmp_path / "空 格?&")
    folder.rmdir()
    assert (entry["HOST"], entry["NAME"], entry["PORT"]) == (str(folder / "pg"), "weibo_ops", "")


@pytest.mark.parametrize("url", ["sqlite:///x", "postgresql://host", "postgresql://h:x/n", "mysql://u:geheim@h/n"])
def test_it_refuses_other_databases_without_repeating_the_password(url: str) -> None:
    with pytest.raises(BadSetting) as caught:
        env.parse_database_url(url)
    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "number", "broker"),
    [
        (
            "unix:///tmp/a/redis.sock?db=4",
            "unix:///tmp/a/redis.sock?db=6",
            "redis+socket:///tmp/a/redis.sock?virtual_host=5",
        ),
        ("redis://:p%40@h:6379/2", "redis://:p%40@h:6379/4", "redis://:p%40@h:6379/3"),
        ("rediss://h?ssl_cert_reqs=none", "rediss://h/2?ssl_cert_reqs=none", "rediss://h/1?ssl_cert_reqs=none"),
    ],
)
def test_it_counts_on_in_the_numbers_of_redis(url: str, number: str, broker: str) -> None:
    assert env.redis_number(url, 2) == number
    assert env.celery_broker_url(url) == broker
