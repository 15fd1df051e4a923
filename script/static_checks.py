"""script/lint: every static check, all of them before it says what failed."""

import base64
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from script.missing_translations import missing_translations, wrong_placeholders
from script.terminal import exit_with
from weibo_ops.env import ROOT, say


@dataclass(frozen=True)
class Check:
    """A name for the terminal and what answers (passed, output)."""

    name: str
    run: Callable[[], tuple[bool, str]]


def main(arguments: list[str]) -> int:
    """Returns 1 when anything failed. Two at a time: mypy alone takes longer than all the others."""
    checks = all_checks()
    failed = []
    with ThreadPoolExecutor(max_workers=2) as pool:
        for check, (passed, output, seconds) in zip(checks, pool.map(timed, checks), strict=True):
            print(f"{'✓' if passed else '✗'} {check.name} ({seconds:.1f} s)", flush=True)
            if not passed:
                failed.append(check.name)
                print("\n".join(f"    {line}" for line in output.strip().splitlines()), flush=True)
    if failed:
        print(say(f"未通过：{'、'.join(failed)}", f"Failed: {', '.join(failed)}"))
    return 1 if failed else 0


def timed(check: Check) -> tuple[bool, str, float]:
    """The check's answer and the seconds it took."""
    start = time.monotonic()
    passed, output = check.run()
    return passed, output, time.monotonic() - start


def all_checks() -> list[Check]:
    """Slowest first, so that it runs beside all the others."""
    python = [sys.executable, "-P"]
    manage = [*python, "-W", "ignore::RuntimeWarning", "manage.py"]
    return [
        Check("mypy", command([*python, "-m", "mypy", "."])),
        Check("ruff check", command([*python, "-m", "ruff", "check", "."])),
        Check("ruff format", command([*python, "-m", "ruff", "format", "--check", "."])),
        Check("djlint", command([*python, "-m", "djlint", "templates", "--lint", "--quiet"])),
        Check("makemigrations --check", command([*manage, "makemigrations", "--check", "--dry-run"])),
        Check("check --deploy", command([*manage, "check", "--deploy", "--fail-level", "WARNING"])),
        Check("locale/en", catalogue_complete),
    ]


def production() -> Mapping[str, str]:
    """An environment as a real installation has it; nothing in it leads anywhere."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("WEIBO_", "SENTRY_", "DEBUG"))}
    return {
        **kept,
        "SECRET_KEY": "static-checks-" + "0123456789abcdef" * 4,
        "FERNET_KEYS": base64.urlsafe_b64encode(b"0" * 32).decode(),
        "BASE_URL": "https://ops.example.com",
        "ALLOWED_HOSTS": "ops.example.com",
        "DATABASE_URL": "postgresql://weibo_ops@127.0.0.1:1/weibo_ops",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "WEIBO_OPS_DATA_DIR": str(ROOT / "var" / "lint"),
    }


def command(words: Sequence[str]) -> Callable[[], tuple[bool, str]]:
    """A check that is a program: its exit status and all it prints."""

    def run() -> tuple[bool, str]:
        done = subprocess.run(
            list(words),
            cwd=ROOT,
            env=production(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode == 0, done.stdout + done.stderr

    return run


def catalogue_complete() -> tuple[bool, str]:
    """Every marked string has its English, which fills in the same values."""
    catalogue = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
    wrong = [*missing_translations(ROOT, catalogue), *wrong_placeholders(catalogue)]
    return not wrong, "\n".join(wrong)


if __name__ == "__main__":
    exit_with(main)
