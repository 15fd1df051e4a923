"""Processes that a command needs beside it: used as they run, or started for its duration.

`load_demo` needs the sandbox before script/server has started it; `rehearse` needs the workers and beat.
"""

import contextlib
import os
import subprocess
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings

from weibo_ops.celery import app
from weibo_ops.demo.control import SandboxControl
from weibo_ops.env import BadSetting, say
from weibo_ops.processes import Command, end_family, spawn, wait_until
from weibo_ops.procfile import Entry, read_procfile

READY_WITHIN = 30
WORKERS = frozenset({"sender", "worker", "slow", "beat"})


@contextlib.contextmanager
def sandbox_running() -> Iterator[SandboxControl]:
    """The sandbox at WEIBO_SANDBOX_URL. Raises `BadSetting` when it cannot be started."""
    control = SandboxControl(settings.WEIBO_SANDBOX_URL)
    if control.is_up():
        yield control
        return
    os.environ["WEIBO_SANDBOX_PORT"] = str(urlsplit(settings.WEIBO_SANDBOX_URL).port or 80)
    with _started(frozenset({"sandbox"})):
        if not wait_until(control.is_up, seconds=READY_WITHIN):
            raise BadSetting(say("沙箱没有启动成功，请查看日志。", "The sandbox did not start; see its log."))
        yield control


@contextlib.contextmanager
def workers_running() -> Iterator[bool]:
    """Celery workers and beat; yields whether they were started here. Raises `BadSetting` when they do not start."""
    if _answering() > 0:
        yield False
        return
    with _started(WORKERS):
        if not wait_until(lambda: _answering() >= 3, seconds=READY_WITHIN):
            raise BadSetting(say("后台进程没有启动成功，请查看日志。", "The workers did not start; see their logs."))
        yield True


def _answering() -> int:
    return len(app.control.inspect(timeout=1).ping() or {})


@contextlib.contextmanager
def _started(names: frozenset[str]) -> Iterator[None]:
    """Run these lines of the Procfile until the block ends."""
    environ = {"PORT": "0", "HOST": "127.0.0.1", "WEIBO_SANDBOX_PORT": "0", **os.environ}
    environ["WEIBO_OPS_DATA_DIR"] = str(settings.DATA_DIR)
    entries = [entry for entry in read_procfile(settings.ROOT / "Procfile", environ) if entry.name in names]
    processes = [_start(entry, environ) for entry in entries]
    try:
        yield
    finally:
        end_family([process.pid for process in processes], patience=10)
        for process in processes:
            process.wait()


def _start(entry: Entry, environ: dict[str, str]) -> subprocess.Popen[bytes]:
    folder = settings.DATA_DIR / "log"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{entry.name}.log").open("ab") as log:
        return spawn(Command(args=entry.args, cwd=settings.ROOT, env=environ), output=log)
