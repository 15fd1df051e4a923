"""Signs that an entrant is a machine: stated rules with points and a version, published as data (P7).

Monitoring has a score of its own for speakers; this one is about what entries show, and must be explainable to the
person whom it strikes. Rules are data (`campaigns/presets/machine_rules.toml`); what they mean stands here.
"""

import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from campaigns.judging.crowd import Crowd
from campaigns.judging.deeds import Person

SHIPPED: Final = Path(__file__).resolve().parent.parent / "presets" / "machine_rules.toml"
SIGNS: Final = (
    "same_text", "wave", "same_circle", "hammer", "default_name", "name_series", "no_followers", "many_campaigns",
)  # fmt: skip
_GIVEN = re.compile(r"(?:手机)?用户[0-9A-Za-z]{5,}")
_TAIL = re.compile(r"[A-Za-z_\-]{1,12}([0-9]+)")
_DIGITS = re.compile(r"[0-9]+")


@dataclass(frozen=True)
class MachineRules:
    """The rules of one version. `data` is what is kept, hashed and published."""

    data: dict[str, Any]

    @property
    def version(self) -> int:
        """Named wherever somebody is set apart."""
        return int(self.data["version"])

    @property
    def threshold(self) -> int:
        """From so many points on somebody is set apart."""
        return int(self.data["threshold"])

    def bound(self, sign: str, name: str) -> int:
        """A figure of a rule; a rule that is not in the data strikes nobody."""
        rule = self.data.get(sign)
        return int(rule[name]) if rule else 1 << 60

    def score(self, person: Person, crowd: Crowd) -> tuple[int, dict[str, int]]:
        """Points, and the signs found with the number that each saw."""
        signs = {sign: seen for sign, seen in _seen(self, person, crowd) if sign in self.data}
        return sum(int(self.data[sign]["points"]) for sign in signs), signs


@cache
def shipped_rules() -> MachineRules:
    """The version that comes with the product."""
    data = tomllib.loads(SHIPPED.read_text("utf-8"))
    data["on"] = data["on"].isoformat()
    return MachineRules(data)


def stem_of(name: str) -> str:
    """What names of a series share: 小可爱001 and 小可爱002 → 小可爱#. Empty when there is no number or no stem."""
    stem = _DIGITS.sub("#", name)
    return stem if stem != name and len(stem) >= 3 else ""


def looks_given(name: str, digits: int) -> bool:
    """用户1234567890, or letters with a tail of at least so many digits."""
    if _GIVEN.fullmatch(name):
        return True
    tail = _TAIL.fullmatch(name)
    return tail is not None and len(tail[1]) >= digits


def _seen(rules: MachineRules, person: Person, crowd: Crowd) -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    least = rules.bound("same_circle", "people")
    for deed in person.deeds:
        if deed.print is not None and (people := crowd.prints.get(deed.print)):
            found.append(("same_text", people))
            if together := crowd.waves.get((deed.print, int(deed.at.timestamp()) // 60)):
                found.append(("wave", together))
        if deed.circle is not None and crowd.circles.get(deed.circle, 0) >= least:
            found.append(("same_circle", crowd.circles[deed.circle]))
    if len(person.deeds) >= rules.bound("hammer", "acts"):
        busiest = max(Counter(int(deed.at.timestamp()) // 60 for deed in person.deeds).values())
        found += [("hammer", busiest)] if busiest >= rules.bound("hammer", "acts") else []
    name, followers = person.name, person.followers
    if looks_given(name, rules.bound("default_name", "digits")):
        found.append(("default_name", 1))
    elif crowd.stems and (series := crowd.stems.get(stem_of(name))):
        found.append(("name_series", series))
    if followers is not None and followers <= rules.bound("no_followers", "followers"):
        found.append(("no_followers", followers))
    if others := crowd.campaigns.get(person.uid):
        found.append(("many_campaigns", others))
    return found
