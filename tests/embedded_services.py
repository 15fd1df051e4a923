"""Starts PostgreSQL and Redis for a test run.

A plugin (`-p` in pyproject.toml), not a conftest.py: pytest-django reads the settings before any conftest is loaded.

`script/test` and a bare `pytest` do the same: with DATABASE_URL and REDIS_URL unset, the services of a scratch
folder (`var/test`, or the next free one when another run has it) serve this session. Workers of pytest-xdist inherit
the controller's environment; each has its own database (`test_…_gw0`) and its own numbers in Redis.
"""

import contextlib
import os
from pathlib import Path

import pytest

from weibo_ops.catalogue import compile_catalogues
from weibo_ops.embedded import hold_data, services
from weibo_ops.env import BadSetting, redis_number
from weibo_ops.secrets_file import ensure_secrets

ROOT = Path(__file__).resolve().parent.parent
RUNS_AT_ONCE = 4
FOREIGN = ("WEIBO_", "SENTRY_", "EMAIL_", "BASE_URL", "ALLOWED_HOSTS", "CSRF_", "SECURE_", "DEBUG", "LOG_LEVEL")
"""Settings of the machine's real installation, which must not reach a test."""

os.environ["STATIC_HASHED"] = "false"  # nothing has been collected

_stack = contextlib.ExitStack()


def _free_data() -> Path:
    """The first scratch folder that no other run holds; held until this run ends."""
    for number in range(1, RUNS_AT_ONCE + 1):
        data = ROOT / "var" / ("test" if number == 1 else f"test-{number}")
        try:
            _stack.enter_context(hold_data(data, name="pytest"))
        except BadSetting:
            if number == RUNS_AT_ONCE:
                raise
            continue
        return data
    raise AssertionError("unreachable")


def _own_redis(worker: str) -> None:
    """Databases 0 to 3 belong to a run without workers; worker `gw<n>` gets the four from 4n + 4 on."""
    os.environ["REDIS_URL"] = redis_number(os.environ["REDIS_URL"], 4 * int(worker.removeprefix("gw")) + 4)


try:
    for name in [name for name in os.environ if name.startswith(FOREIGN) and not name.startswith("WEIBO_OPS_")]:
        del os.environ[name]
    if "PYTEST_XDIST_WORKER" in os.environ:
        _own_redis(os.environ["PYTEST_XDIST_WORKER"])
    else:
        compile_catalogues(ROOT / "locale")
        data = _free_data()
        os.environ["WEIBO_OPS_DATA_DIR"] = str(data)
        ensure_secrets(data)
        _stack.enter_context(services(data, durable=False))
except BadSetting as problem:
    pytest.exit(str(problem), returncode=1)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what was started here."""
    _stack.close()
