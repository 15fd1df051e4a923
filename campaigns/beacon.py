"""The drand quicknet chain: which round comes when, and whether a signature is that of its round (P8).

Chain parameters as published by the League of Entropy (chain hash 52db9ba7…, scheme bls-unchained-g1-rfc9380): the
message is SHA-256 of the round as 8 bytes, the signature a point of G1, the randomness SHA-256 of the signature.
"""

import datetime as dt
import hashlib
import math
import re
import sys
from typing import Final

from py_ecc.bls.hash_to_curve import hash_to_G1
from py_ecc.bls.point_compression import decompress_G1, decompress_G2
from py_ecc.bls.typing import G1Compressed, G2Compressed
from py_ecc.optimized_bls12_381.optimized_curve import G2, curve_order, is_inf, multiply
from py_ecc.optimized_bls12_381.optimized_pairing import pairing

# py_ecc raises the limit to 100,000 when it is imported: a file of nested brackets would then end the whole process
# with a segmentation fault instead of a RecursionError. Checking a round works below
# Python's own limit, which is set here again.
sys.setrecursionlimit(1000)

CHAIN: Final = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"
KEY: Final = (
    "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d106451"
    "0d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a"
)
GENESIS: Final = dt.datetime.fromtimestamp(1692803367, dt.UTC)
PERIOD: Final = dt.timedelta(seconds=3)
_DOMAIN: Final = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"


def round_at(moment: dt.datetime) -> int:
    """The first round that is published at this moment or later."""
    return math.ceil((moment - GENESIS) / PERIOD) + 1


def time_of(number: int) -> dt.datetime:
    """When a round is published."""
    return GENESIS + (number - 1) * PERIOD


def randomness_of(signature: str, number: int) -> str | None:
    """The randomness (hex) of a round from its signature (96 hex digits); None when it is not the signature of it.

    Takes about a second of processor time: pairings in plain Python.
    """
    text = re.sub(r"\s", "", signature).lower()
    if not re.fullmatch(r"[0-9a-f]{96}", text):
        return None
    key = bytes.fromhex(KEY)
    try:
        point = decompress_G1(G1Compressed(int(text, 16)))
    except ValueError:
        return None
    if is_inf(point) or not is_inf(multiply(point, curve_order)):
        return None
    public = decompress_G2(G2Compressed((int.from_bytes(key[:48], "big"), int.from_bytes(key[48:], "big"))))
    message = hash_to_G1(hashlib.sha256(number.to_bytes(8, "big")).digest(), _DOMAIN, hashlib.sha256)  # type: ignore[arg-type]
    if pairing(G2, point) != pairing(public, message):
        return None
    return hashlib.sha256(bytes.fromhex(text)).hexdigest()
