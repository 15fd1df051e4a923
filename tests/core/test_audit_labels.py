"""Timelines speak words: every audit code that the product writes has one."""

import re
from pathlib import Path

from core.audit import LABELS

ROOT = Path(__file__).resolve().parents[2]
CODE = re.compile(r'record\(\s*"([a-z_]+\.[a-z_]+\.[a-z_]+)"')
FOLDERS = ("accounts", "campaigns", "content", "calendar", "monitoring", "engagement", "reports")


def test_every_audit_code_has_a_word() -> None:
    written = {
        code
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*.py")
        for code in CODE.findall(path.read_text(encoding="utf-8"))
    }
    assert len(written) > 30
    assert sorted(written - LABELS.keys()) == []
