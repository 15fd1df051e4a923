"""What the simulated people say: sentences with places to fill, from `phrases.txt`."""

from __future__ import annotations

import random
import re
from pathlib import Path

SLOT = re.compile(r"\{(\w+)\}")
SECTION = re.compile(r"\[[a-z.]+\]")
EMPTY = "-"


def read(path: Path) -> dict[str, list[str]]:
    """Section name to its entries. Raises ValueError for an entry before the first section or an unknown place."""
    sections: dict[str, list[str]] = {}
    name = ""
    for line in path.read_text("utf-8").splitlines():
        if SECTION.fullmatch(line):
            name = line.strip("[]")
            sections[name] = []
        elif line and not line.startswith("#"):
            if not name:
                raise ValueError(f"{path.name}: an entry before the first section: {line}")
            sections[name] += ["" if entry == EMPTY else entry for entry in line.split(" | ")]
    for entries in sections.values():
        for place in SLOT.findall(" ".join(entries)):
            if place != "name" and f"fill.{place}" not in sections:
                raise ValueError(f"{path.name}: no section [fill.{place}]")
    return sections


PHRASES = read(Path(__file__).with_name("phrases.txt"))


def say(rng: random.Random, section: str, **fixed: str) -> str:
    """A sentence of this section; every place is drawn anew, `fixed` ones are given."""

    def filled(match: re.Match[str]) -> str:
        place = match.group(1)
        return fixed[place] if place in fixed else rng.choice(PHRASES[f"fill.{place}"])

    return SLOT.sub(filled, rng.choice(PHRASES[section]))


def nickname(rng: random.Random, number: int) -> str:
    """A nickname within the platform's length, made unique by a number."""
    return f"{rng.choice(PHRASES['name.first'])}{rng.choice(PHRASES['name.last'])}{number}"
