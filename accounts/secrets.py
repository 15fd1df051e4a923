"""Encryption of tokens at rest: MultiFernet, the first key encrypts, all keys decrypt (rotation)."""

from functools import lru_cache

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
