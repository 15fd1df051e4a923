"""Static files: hashed and compressed by WhiteNoise, and of the front-end packages only what a browser asks for."""

import hashlib
from pathlib import Path
from typing import Any, ClassVar, Final

from django.conf import settings
from django.core.management import call_command
from whitenoise.storage import CompressedManifestStaticFilesStorage

from weibo_ops.env import ROOT

IGNORED: Final = (
    "*.map",
    "*.d.ts",
    "*.md",
    "*.rtl.*",
    "*.esm.*",
    "package.json",
    "LICENSE*",
    "modular",
    "libs",
    "types",
    "extension",
    "*flags*",
    "*payments*",
    "*social*",
)
"""Patterns of names for collectstatic: source maps, other module formats, and what Tabler merely brings along."""


class Storage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Leaves references to source maps alone: packages name maps that they do not ship, which would be an error."""

    patterns: ClassVar[Any] = (("*.css", CompressedManifestStaticFilesStorage.patterns[0][1][:2]),)


def collect_static() -> None:
    """`collectstatic`, when a file that it reads has changed."""
    target = Path(settings.STATIC_ROOT)
    stamp = target / ".stamp"
    value = static_state()
    if stamp.is_file() and stamp.read_text(encoding="ascii") == value:
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0, ignore_patterns=list(IGNORED))
    stamp.write_text(value, encoding="ascii")


def static_state() -> str:
    """A hash of our own static files and of everything that decides which others there are."""
    total = hashlib.sha256(str((ROOT / "node_modules").exists()).encode())
    own = sorted(path for path in (ROOT / "static").rglob("*") if path.is_file())
    for path in [
        *own,
        ROOT / "package-lock.json",
        ROOT / "requirements.txt",
        ROOT / "weibo_ops" / "settings.py",
        ROOT / "weibo_ops" / "static_files.py",
    ]:
        total.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()
