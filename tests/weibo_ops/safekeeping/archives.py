"""Archives for the tests, good ones and hostile ones."""

import hashlib
import io
import json
import tarfile
from pathlib import Path
from typing import Any

DUMP = b"PGDMP not really"


def manifest(parts: dict[str, bytes], **changes: Any) -> bytes:
    """The manifest of these parts."""
    found = {
        "made_at": "2026-11-22T10:00:00+00:00",
        "versions": {},
        "migrations": [],
        "rows": {},
        "keys": {},
        "parts": {
            name: {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()} for name, data in parts.items()
        },
        "format": 1,
    }
    return json.dumps({**found, **changes}).encode()


def member(name: str, data: bytes = b"", **fields: Any) -> tuple[tarfile.TarInfo, bytes]:
    """One member; `fields` overwrite what a regular file has."""
    info = tarfile.TarInfo(name)
    info.size = len(data)
    for field, value in fields.items():
        setattr(info, field, value)
    return info, data


def write(path: Path, *members: tuple[tarfile.TarInfo, bytes], mode: Any = "w") -> Path:
    """A tar of these members."""
    with tarfile.open(path, mode) as tar:
        for info, data in members:
            tar.addfile(info, io.BytesIO(data))
    return path


def good(path: Path, parts: dict[str, bytes] | None = None, **changes: Any) -> Path:
    """An archive as ours are."""
    parts = {"database.dump": DUMP, "uploads/a/b.png": b"picture"} if parts is None else parts
    members = [member(name, data) for name, data in parts.items()]
    return write(path, *members, member("manifest.json", manifest(parts, **changes)))
