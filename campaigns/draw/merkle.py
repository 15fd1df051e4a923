"""A Merkle tree over the lines of the entries file, as in RFC 6962: leaves and nodes are hashed apart (P8)."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

LEAF, NODE = b"\x00", b"\x01"
EMPTY = hashlib.sha256(b"").hexdigest()
Proof = list[tuple[str, str]]
"""From the leaf up: ("left" or "right", the hash that stands there), hex."""


def leaf_of(line: bytes) -> bytes:
    return hashlib.sha256(LEAF + line).digest()


def root_of(lines: Iterable[bytes]) -> str:
    """The root, hex; of no lines: the hash of nothing."""
    level = _leaves(lines)
    while len(level) > 1:
        level = _above(level)
    return level[0].hex() if level else EMPTY


@dataclass(frozen=True)
class Tree:
    """All levels, the leaves first: 32 bytes a node, end to end, so that a proof is a few reads from a file."""

    levels: list[bytes]

    @classmethod
    def over(cls, lines: Sequence[bytes]) -> "Tree":
        level = _leaves(lines)
        levels = [b"".join(level)]
        while len(level) > 1:
            level = _above(level)
            levels.append(b"".join(level))
        return cls(levels)

    @property
    def root(self) -> str:
        return self.levels[-1].hex() or EMPTY

    def proof(self, place: int) -> Proof:
        """Of the line with this number, from 0. Raises `IndexError`."""
        return proof_from([len(level) // 32 for level in self.levels], place, self._node)

    def _node(self, level: int, place: int) -> bytes:
        return self.levels[level][32 * place : 32 * place + 32]


def proof_from(sizes: Sequence[int], place: int, node: Callable[[int, int], bytes]) -> Proof:
    """The siblings on the way up, read by `node(level, place)`; a node without a sibling is carried up as it is."""
    if not 0 <= place < sizes[0]:
        raise IndexError(place)
    proof: Proof = []
    for level, size in enumerate(sizes[:-1]):
        sibling = place ^ 1
        if sibling < size:
            proof.append(("left" if sibling < place else "right", node(level, sibling).hex()))
        place //= 2
    return proof


def proof_holds(line: bytes, proof: Proof, root: str) -> bool:
    """The line is one of those under the root."""
    found = leaf_of(line)
    for side, other in proof:
        pair = bytes.fromhex(other) + found if side == "left" else found + bytes.fromhex(other)
        found = hashlib.sha256(NODE + pair).digest()
    return found.hex() == root


def _leaves(lines: Iterable[bytes]) -> list[bytes]:
    sha = hashlib.sha256
    return [sha(LEAF + line).digest() for line in lines]


def _above(level: list[bytes]) -> list[bytes]:
    sha = hashlib.sha256
    above = [sha(NODE + left + right).digest() for left, right in zip(level[::2], level[1::2], strict=False)]
    return above + level[len(above) * 2 :]
