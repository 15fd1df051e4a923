"""The wordings within a group of near-identical mentions, each with what differs from the first (M4)."""

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher

from monitoring.kin.carried import carried_all
from monitoring.models import Mention, MentionGroup

READ, SHOWN, LONGEST = 2_000, 12, 500
_PARTED = re.compile(r"//\s*@[^:：\s]{1,40}\s*[:：]|【转发】")


@dataclass(frozen=True)
class Piece:
    """Part of a wording: `same`, `new` (not in the first wording) or `gone` (only there)."""

    kind: str
    text: str


@dataclass(frozen=True)
class Wording:
    """A way in which it is said: how often among those read, one mention with it, and its pieces."""

    mention_id: int
    count: int
    pieces: tuple[Piece, ...]
    changed: int


@dataclass(frozen=True)
class Wordings:
    """The most frequent wordings, the first post's before all. `kinds` is how many there are among `read`."""

    rows: tuple[Wording, ...]
    kinds: int
    read: int


def wordings_of(group: MentionGroup) -> Wordings:
    """From the first post and the newest `READ` of a group: one query, then pure."""
    found = Mention.objects.filter(group_id=group.pk).order_by("-pk").values_list("pk", "text")[:READ]
    rows = sorted(found, key=lambda row: (row[0] != group.shown_id, row[0]))
    words = carried_all([text for _pk, text in rows])
    counts, firsts = Counter(words), dict[str, tuple[int, str]]()
    for said, (pk, text) in zip(words, rows, strict=True):
        firsts.setdefault(said, (pk, text))
    order = [words[0]] if words else []
    order += [said for said, _n in counts.most_common(SHOWN + 1) if said not in order]
    head = _core(firsts[order[0]][1]) if order else ""
    made = [_wording(head, *firsts[said], counts[said]) for said in order[:SHOWN]]
    return Wordings(tuple(made), len(counts), len(rows))


def _wording(head: str, pk: int, text: str, count: int) -> Wording:
    pieces = tuple(differing(head, _core(text)))
    return Wording(pk, count, pieces, sum(len(one.text) for one in pieces if one.kind != "same"))


def differing(first: str, other: str) -> list[Piece]:
    """`other` in pieces, with what it leaves out of `first` in its place."""
    pieces = []
    for tag, begin, end, start, stop in SequenceMatcher(None, first, other, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", other[start:stop]))
            continue
        if end > begin:
            pieces.append(Piece("gone", first[begin:end]))
        if stop > start:
            pieces.append(Piece("new", other[start:stop]))
    return pieces


def _core(text: str) -> str:
    """The part that is carried on, as it was written."""
    return max(_PARTED.split(text), key=len).strip()[:LONGEST]
