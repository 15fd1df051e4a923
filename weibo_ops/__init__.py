"""Composition root: imports all, imported by none."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# calendar/ has no __init__.py and holds one package, `publishing` (see calendar/README.md). Append, never insert.
if str(ROOT / "calendar") not in sys.path:
    sys.path.append(str(ROOT / "calendar"))

from weibo_ops.celery import app as celery_app  # noqa: E402  after the path is set

__all__ = ["celery_app"]
