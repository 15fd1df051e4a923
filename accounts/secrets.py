"""Encryption of secrets at rest: MultiFernet, the first key encrypts, all keys decrypt (rotation).

Every column that holds something sealed is in `SEALED`, so that `manage.py rotate_keys` and the backup know of it.
"""

import hashlib
import secrets
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.core.signing import BadSignature, Signer

LINK_SALT = "accounts.invitation"


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


SEALED: Final[list[SealedColumn]] = [
    SealedColumn("accounts.Token", "ciphertext"),
    SealedColumn("accounts.PersonalRecord", "ciphertext"),
    SealedColumn("accounts.Robot", "url_sealed"),
    SealedColumn("accounts.Robot", "secret_sealed"),
    # allauth keeps them for us, sealed by accounts.sign_in.factors: of an authenticator app, and of recovery codes
    SealedColumn("mfa.Authenticator", "data", "secret"),
    SealedColumn("mfa.Authenticator", "data", "seed"),
]
"""Apps add their own in `apps.py`."""


def new_link_token(salt: str = LINK_SALT) -> tuple[str, str]:
    """A token for the address of an invitation, or of another link by its `salt`, signed so that nonsense costs no
    query, and the hash that is kept."""
    secret = secrets.token_urlsafe(32)
    return Signer(salt=salt).sign(secret), _hash(secret)


def hash_of_link(token: str, salt: str = LINK_SALT) -> str | None:
    """The hash behind a token; None when we did not sign it."""
    try:
        return _hash(Signer(salt=salt).unsign(token))
    except BadSignature:
        return None


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
