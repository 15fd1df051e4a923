"""Ids as the platform mints them (the time sits in the id) and the base62 form that post addresses use."""

from __future__ import annotations

from collections.abc import Callable

EPOCH = 515483463
SEQUENCE_BITS = 22
ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_VALUES = {char: value for value, char in enumerate(ALPHABET)}


def first_id_at(seconds: float) -> int:
    """The smallest id that a post of this second (Unix time) can have."""
    return (int(seconds) - EPOCH) << SEQUENCE_BITS


def seconds_of(id_: int) -> int:
    """Unix second in which an id was minted."""
    return (id_ >> SEQUENCE_BITS) + EPOCH


class Minter:
    """Mints strictly increasing ids; ids of the past (history that is filled in later) only avoid the taken ones."""

    def __init__(self, last: int = 0) -> None:
        self.last = last

    def mint(self, now: float) -> int:
        self.last = max(first_id_at(now), self.last + 1)
        return self.last

    def mint_past(self, at: float, taken: Callable[[int], bool]) -> int:
        candidate = first_id_at(at)
        while taken(candidate):
            candidate += 1
        self.last = max(self.last, candidate)
        return candidate


def _encode_group(number: int) -> str:
    digits = ""
    while True:
        number, rest = divmod(number, 62)
        digits = ALPHABET[rest] + digits
        if not number:
            return digits


def to_base62(mid: int | str) -> str:
    """Decimal mid to the short form of the post address: groups of 7 digits become 4 characters, from the right."""
    text = str(int(mid))
    groups = []
    while text:
        text, group = text[:-7], text[-7:]
        encoded = _encode_group(int(group))
        groups.append(encoded.rjust(4, "0") if text else encoded)
    return "".join(reversed(groups))


def from_base62(short: str) -> int:
    """The reverse of `to_base62`; raises ValueError for anything that is not base62."""
    if not short or any(char not in _VALUES for char in short):
        raise ValueError(f"not base62: {short!r}")
    digits = ""
    while short:
        short, group = short[:-4], short[-4:]
        number = 0
        for char in group:
            number = number * 62 + _VALUES[char]
        digits = (str(number).rjust(7, "0") if short else str(number)) + digits
    return int(digits)
