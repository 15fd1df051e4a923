"""One clear sentence instead of a traceback for whatever can be foreseen at the start."""

import importlib.util
import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from script import bootstrap, prepare, serve
from script.terminal import read_dotenv
from tests.scripts.conftest import Run, one_sentence
from weibo_ops.embedded import hold_data
from weibo_ops.env import ROOT, BadSetting
from weibo_ops.secrets_file import ensure_secrets

pytestmark = pytest.mark.usefixtures("bare")


def shell(folder: Path, *, locale: str) -> subprocess.CompletedProcess[str]:
    """script/run on a machine whose every Python is too old."""
    for name in ("python3", "python3.11", "python3.12", "python3.13", "python3.14", "python"):
        (folder / name).write_text("#!/bin/sh\nexit 1\n", encoding="ascii")
        (folder / name).chmod(0o755)
    (folder / "dirname").symlink_to("/usr/bin/dirname")
    return subprocess.run(
        [str(ROOT / "script" / "server")],
        env={"PATH": str(folder), "LC_ALL": locale},
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_asks_for_a_newer_python(tmp_path: Path) -> None:
    one_sentence(shell(tmp_path, locale="zh_CN.UTF-8"), "没有找到 Python 3.11 或更高版本")


def test_it_asks_in_english_where_the_locale_does(tmp_path: Path) -> None:
    one_sentence(shell(tmp_path, locale="en_US.UTF-8"), "Python 3.11 or newer was not found")


def test_it_asks_for_the_venv_module(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(bootstrap, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "ensurepip" else object())
    with pytest.raises(bootstrap.Problem, match="缺少 ensurepip 模块，请先安装"):
        bootstrap.ensure_venv()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("OSError: [Errno 28] No space left on device", "磁盘空间不足。"),
        ("error: EACCES: permission denied", "没有写入权限。"),
        ("npm error code EAI_AGAIN", "无法从软件源下载"),
        ("something else", "详情见"),
    ],
)
def test_it_tells_why_an_installer_failed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words: str, sentence: str
) -> None:
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    with pytest.raises(bootstrap.Problem, match=f"^失败。{sentence}"):
        bootstrap.install(["/bin/sh", "-c", f"echo '{words}'; exit 1"], chinese="失败。", english="Failed.")


def test_it_tells_when_pip_finds_no_network(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "PYTHON", Path(sys.executable))
    for name, value in {
        "PIP_INDEX_URL": "http://127.0.0.1:9/",
        "PIP_RETRIES": "0",
        "PIP_CONFIG_FILE": "/dev/null",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PIP_EXTRA_INDEX_URL", "")
    with pytest.raises(bootstrap.Problem, match=r"^Python 依赖安装失败。无法从软件源下载"):
        bootstrap.pip_install(["--dry-run", "weibo-ops-package-that-nobody-has==1"])


def test_it_names_the_taken_port_and_proposes_another(run: Run, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("script.serve", "--port", str(port), "--data-dir", str(tmp_path))
    one_sentence(done, f"端口 {port} 已被占用，请换一个，例如 --port ")


def test_it_refuses_data_that_another_server_has(run: Run, tmp_path: Path) -> None:
    with hold_data(tmp_path, name="script/server"):
        one_sentence(run("script.serve", "--data-dir", str(tmp_path)), "正在被另一个进程使用（script/server, PID ")


def test_it_names_the_folder_it_cannot_write(run: Run) -> None:
    one_sentence(run("script.serve", "--data-dir", "/dev/null/数据"), "无法写入 /dev/null/数据")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"PORT": "eighty"}, "设置 PORT 应是整数"),
        ({"PORT": "70000"}, "设置 PORT 应在 1…65535 之间"),
        ({"DATABASE_URL": "postgresql://h/n"}, "只设置了 DATABASE_URL"),
        ({"DATABASE_URL": "mysql://h/n", "REDIS_URL": "redis://h"}, "DATABASE_URL 应写作 postgresql://"),
        ({"DATABASE_URL": "postgresql://u@127.0.0.1:1/n", "REDIS_URL": "redis://127.0.0.1:1"}, "数据库无法使用："),
    ],
)
def test_it_stops_at_a_wrong_setting(run: Run, tmp_path: Path, given: Mapping[str, str], sentence: str) -> None:
    settings = {"PORT": str(serve.free_port()), **given}
    one_sentence(run("script.serve", "--data-dir", str(tmp_path), **settings), sentence)


def test_it_names_the_benchmarks_there_are(run: Run) -> None:
    one_sentence(run("script.benchmarks", "no-such"), "没有名为 no-such 的基准")


def test_it_reads_dotenv_and_lets_the_environment_win(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("DOT_A", "DOT_B"):
        monkeypatch.setenv(name, "x")
        monkeypatch.delenv(name)
    monkeypatch.setenv("DOT_C", "environment")
    path = tmp_path / ".env"
    path.write_text("# c\nDOT_A='一 二'\nexport DOT_B=b=c\nDOT_C=file\n", encoding="utf-8")
    read_dotenv(path)
    assert [os.environ[name] for name in ("DOT_A", "DOT_B", "DOT_C")] == ["一 二", "b=c", "environment"]
    path.write_text("DOT_A\n", encoding="utf-8")
    with pytest.raises(BadSetting, match=r"\.env 第 1 行"):
        read_dotenv(path)


def test_it_makes_secrets_once_and_keeps_them_private(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("SECRET_KEY", "FERNET_KEYS"):
        monkeypatch.delenv(name, raising=False)
    ensure_secrets(tmp_path)
    kept = tmp_path / "secrets.env"
    first = kept.read_text(encoding="utf-8")
    assert kept.stat().st_mode & 0o777 == 0o600
    ensure_secrets(tmp_path)
    assert kept.read_text(encoding="utf-8") == first
    kept.write_text(first.replace("FERNET_KEYS", "OTHER"), encoding="utf-8")
    ensure_secrets(tmp_path)
    assert next(x for x in first.splitlines() if x.startswith("SECRET_KEY")) in kept.read_text(encoding="utf-8")


def test_it_remembers_the_port_of_the_sandbox(tmp_path: Path) -> None:
    port = serve.sandbox_port(tmp_path)
    assert serve.sandbox_port(tmp_path) == port
    with socket.create_server(("127.0.0.1", port)):
        assert serve.sandbox_port(tmp_path) != port


def test_prepare_has_options() -> None:
    with pytest.raises(SystemExit):
        prepare.main(["--nonsense"])
