"""Encryption of secrets at rest: MultiFernet, the first key encrypts, all keys decrypt (rotation).

Every column that holds something sealed is in `SEALED`, so that `manage.py rotate_keys` and the backup know of it.
"""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


@lru_cache(maxsize=1)
def _box() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.FERNET_KEYS])


def seal(text: str) -> bytes:
    """Encrypt a secret."""
    return _box().encrypt(text.encode())


def unseal(ciphertext: bytes | memoryview) -> str:
    """Decrypt a secret. Raises `cryptography.fernet.InvalidToken` when no key fits."""
    return _box().decrypt(bytes(ciphertext)).decode()


def fingerprint(key: str) -> str:
    """A name for a key that tells nothing about it: the first 12 digits of its SHA-256."""
    return hashlib.sha256(key.strip().encode()).hexdigest()[:12]


@dataclass(frozen=True)
class SealedColumn:
    """A column of sealed values, bytes or text; with `json_key`, the value under that key of a JSON object."""

    model: str  # "accounts.Token"
    field: str
    json_key: str = ""


SEALED: Final[list[SealedColumn]] = [SealedColumn("accounts.Token", "ciphertext")]
"""Apps add their own in `apps.py`."""
