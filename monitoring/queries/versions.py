"""What a set was: its versions with what each changed (M1)."""

from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, Final

from monitoring.models import KeywordSet, SetVersion

SHOWN: Final = 12
LISTS: Final = ("words", "requires", "exclusions")


@dataclass(frozen=True)
class VersionRow:
    """A version with the lines that came and went against the one before; `settings`: names of changed settings."""

    version: SetVersion
    came: list[str]
    went: list[str]
    settings: list[str]
    is_newest: bool
    is_first: bool


def version_rows(keyword_set: KeywordSet) -> list[VersionRow]:
    """The newest versions; one query."""
    found = list(keyword_set.versions.all()[: SHOWN + 1])
    pairs = list(zip_longest(found, found[1:]))[:SHOWN]
    return [_row(version, before, newest=number == 0) for number, (version, before) in enumerate(pairs)]


def undo_of(keyword_set: KeywordSet) -> int | None:
    """The number of the version before the newest; None when there is none."""
    numbers = keyword_set.versions.values_list("number", flat=True)[:2]
    return numbers[1] if len(numbers) == 2 else None


def _row(version: SetVersion, before: SetVersion | None, *, newest: bool) -> VersionRow:
    old: dict[str, Any] = before.facts if before else {}
    new = version.facts
    came = [line for name in LISTS for line in new[name] if line not in set(old.get(name, ()))]
    went = [line for name in LISTS for line in old.get(name, ()) if line not in set(new[name])]
    changed = [str(_label(name)) for name in new if name not in LISTS and before and new[name] != old.get(name)]
    return VersionRow(version, came, went, changed, newest, version.number == 1)


def _label(name: str) -> object:
    return getattr(KeywordSet._meta.get_field(name), "verbose_name", name)
