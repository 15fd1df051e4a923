"""What all entrants of a campaign have in common: needed to tell whether one of them stands out."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Crowd:
    """Only what reaches the bound of its rule is in here; circles from two people on.

    `prints`: text → people; `waves`: (text, minute since 1970) → people; `circles`: people mentioned → who did;
    `stems`: name without its numbers → people; `campaigns`: uid → other campaigns of ours.
    """

    prints: Mapping[int, int] = field(default_factory=dict)
    waves: Mapping[tuple[int, int], int] = field(default_factory=dict)
    circles: Mapping[int, int] = field(default_factory=dict)
    stems: Mapping[str, int] = field(default_factory=dict)
    campaigns: Mapping[str, int] = field(default_factory=dict)


NOBODY = Crowd()
