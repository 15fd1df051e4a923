"""The rules of one campaign as plain data, with the hash that names their version."""

import datetime as dt
import json
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from campaigns.judging.machines import MachineRules
from weibo.text import squeeze


@dataclass(frozen=True, slots=True)
class Demand:
    """One condition: `number` of friends to mention; `words` are topics or the answers taken as right."""

    kind: str
    number: int = 0
    words: tuple[str, ...] = ()

    @property
    def sought(self) -> frozenset[str]:
        """The words as texts are compared with them."""
        return frozenset(filter(None, (squeeze(word.strip().strip("#")) for word in self.words)))


@dataclass(frozen=True, slots=True)
class Terms:
    """Everything that a verdict depends on beside what people did.

    `own_names` in lower case. `left_out` and `winners` are uids that may not take part. `check_winners`: who may or may
    not follow takes part, and is asked once he wins.
    """

    demands: tuple[Demand, ...]
    combine: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    own_uids: frozenset[str] = frozenset()
    own_names: frozenset[str] = frozenset()
    left_out: frozenset[str] = frozenset()
    winners: frozenset[str] = frozenset()
    check_winners: bool = False
    machines: MachineRules | None = field(default=None)

    @property
    def reads_texts(self) -> bool:
        """Whether a demand looks into what people wrote."""
        return any(demand.kind in {"mention", "topic", "answer"} for demand in self.demands)


def terms_data(terms: Terms) -> dict[str, Any]:
    """The rules as they are kept and published. Lists of people appear as number and hash only."""
    return {
        "conditions": [
            {"kind": demand.kind, "number": demand.number, "words": sorted(demand.sought)} for demand in terms.demands
        ],
        "combine": terms.combine,
        "starts_at": terms.starts_at.astimezone(dt.UTC).isoformat(),
        "ends_at": terms.ends_at.astimezone(dt.UTC).isoformat(),
        "own_accounts": _people(terms.own_uids),
        "own_names": _people(terms.own_names),
        "left_out": _people(terms.left_out),
        "earlier_winners": _people(terms.winners),
        "unknown_follows": "check_winners" if terms.check_winners else "apart",
        "machines": terms.machines.data if terms.machines else None,
    }


def hash_of(data: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON (sorted keys, no blanks, UTF-8), in hex."""
    return sha256(json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()


def _people(ids: frozenset[str]) -> dict[str, Any]:
    return {"number": len(ids), "sha256": sha256("\n".join(sorted(ids)).encode()).hexdigest()}
