"""What providers have in common: one round trip, its answer, and how they are asked."""

import base64
import hashlib
import ipaddress
import json
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urlencode, urlsplit

import requests

from core.errors import Sentence

TIMEOUTS = (5, 10)
"""Seconds to connect, and to wait for an answer."""
LARGEST = 1_000_000


class ProviderError(Exception):
    """The provider did not vouch for anybody. `str()` is for the log: it never holds a secret, a code or a token."""


@dataclass(frozen=True)
class Identity:
    """Who somebody is there. `email` only when the provider vouches that the company gave it to him."""

    subject: str
    name: str = ""
    email: str = ""


@dataclass(frozen=True)
class Round:
    """One way there and back: what was sent, to be compared with what comes."""

    redirect_uri: str
    state: str
    nonce: str
    verifier: str

    @property
    def challenge(self) -> str:
        """PKCE S256."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


class Provider(ABC):
    """A sign-in system. `conf` comes from the settings."""

    slug: ClassVar[str]
    label: ClassVar[Sentence]
    code_name: ClassVar[str] = "code"
    """The parameter in which the code comes back."""

    def __init__(self, conf: Mapping[str, str]) -> None:
        self.conf = conf

    @property
    def name(self) -> str:
        """What the button says."""
        return self.conf.get("name") or str(self.label)

    @abstractmethod
    def authorize_url(self, trip: Round) -> str:
        """Where the browser is sent."""

    @abstractmethod
    def identity(self, code: str, trip: Round) -> Identity:
        """Who came back. Raises `ProviderError`."""


def address(base: str, path: str, **query: str) -> str:
    """`base` + `path` with its query."""
    return f"{base.rstrip('/')}{path}" + (f"?{urlencode(query)}" if query else "")


def ask(method: str, url: str, **options: Any) -> dict[str, Any]:
    """A JSON object from a provider: with time-outs, without redirects, of limited size. Raises `ProviderError`."""
    where = urlsplit(url)
    if where.scheme != "https" and not _is_here(where.hostname or ""):
        raise ProviderError(f"{where.hostname}: not https")
    try:
        with requests.request(method, url, timeout=TIMEOUTS, allow_redirects=False, stream=True, **options) as response:
            body = response.raw.read(LARGEST + 1, decode_content=True)
            if response.status_code != 200 or len(body) > LARGEST:
                raise ProviderError(f"{where.hostname}{where.path}: status {response.status_code}")
        found = json.loads(body)
    except (requests.RequestException, OSError, ValueError) as error:
        raise ProviderError(f"{where.hostname}{where.path}: {type(error).__name__}") from None
    if not isinstance(found, dict):
        raise ProviderError(f"{where.hostname}{where.path}: no object")
    return found


def text(found: Mapping[str, Any], name: str) -> str:
    """A field as text; raises `ProviderError` when it is not there."""
    value = found.get(name)
    if not isinstance(value, str) or not value:
        raise ProviderError(f"{name} is missing")
    return value


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
