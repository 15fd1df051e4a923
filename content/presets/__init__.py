"""Word lists that are shipped as data files, each with its source and its date (C13, C14)."""

import datetime as dt
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from content.importing.words import WordRow

FOLDER = Path(__file__).resolve().parent / "words"
_LEVELS = {"words": "", "errors": "error", "warnings": "warning", "hints": "hint"}


@dataclass(frozen=True, slots=True)
class Preset:
    """A shipped list: the fields of `content.models.WordList`, and its words."""

    slug: str
    version: str
    fields: dict[str, Any] = field(repr=False)
    terms: tuple[WordRow, ...] = field(repr=False)


@cache
def presets() -> dict[str, Preset]:
    """All shipped lists by slug."""
    found = [read_preset(path) for path in sorted(FOLDER.glob("*.toml"))]
    return {preset.slug: preset for preset in found}


def read_preset(path: Path) -> Preset:
    """One file. Tables `words`, `errors`, `warnings`, `hints` hold words by subject; `allowed` the whitelist."""
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    names = ("name", "kind", "level", "importance", "override_by", "reason", "origin")
    fields = {name: raw[name] for name in names} | {"origin_on": _day(raw.get("origin_on"))}
    terms = {term.word: term for term in (*_terms(raw), *_allowed(raw))}
    return Preset(raw["slug"], raw["version"], fields, tuple(terms.values()))


def _terms(raw: Mapping[str, Any]) -> Iterator[WordRow]:
    for table, level in _LEVELS.items():
        for subject, words in raw.get(table, {}).items():
            note = words.get("note", "") if level else ""
            for word, suggestion in words.items():
                if word != "note" or not level:
                    yield WordRow(word, suggestion, level=level, subject=subject, note=note)


def _allowed(raw: Mapping[str, Any]) -> Iterator[WordRow]:
    return (WordRow(word, is_allowed=True) for word in raw.get("allowed", {}).get("words", []))


def _day(value: object) -> dt.date | None:
    return value if isinstance(value, dt.date) else None
