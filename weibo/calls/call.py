"""A call to the platform as data: nothing here touches the network."""

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")
Answer_co = TypeVar("Answer_co", covariant=True)

Value = str | int | bool | None
_SECRET_NAMES = ("access_token", "client_secret", "code")
_SIGNATURES = (
    (b"\xff\xd8\xff", "image/jpeg", "jpg"),
    (b"\x89PNG\r\n\x1a\n", "image/png", "png"),
    (b"GIF8", "image/gif", "gif"),
)


class Host(enum.StrEnum):
    """Which of the platform's hosts a call goes to."""

    API = "api"
    C_API = "c_api"
    RM = "rm"
    M = "m"


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture for the multipart field ``pic``; JPEG, GIF or PNG below 5 MB."""

    data: bytes = field(repr=False)

    @property
    def content_type(self) -> str:
        """The type by content, not by name."""
        return next((kind for magic, kind, _ in _SIGNATURES if self.data.startswith(magic)), "application/octet-stream")

    @property
    def file_name(self) -> str:
        """A neutral name: the original one would tell more than Weibo needs to know."""
        return "pic." + next((ending for magic, _, ending in _SIGNATURES if self.data.startswith(magic)), "bin")


@dataclass(frozen=True, slots=True)
class Paging:
    """Bounds of a list: ``since_id`` exclusive, ``max_id`` inclusive, ``page`` from 1; None = not sent."""

    since_id: str | None = None
    max_id: str | None = None
    count: int | None = None
    page: int | None = None

    def params(self) -> dict[str, Value]:
        """Return the request parameters."""
        return {"since_id": self.since_id, "max_id": self.max_id, "count": self.count, "page": self.page}


FIRST_PAGE = Paging()


@dataclass(frozen=True, slots=True)
class Call(Generic[Answer_co]):
    """One request and how its answer is read. ``write`` = the outcome matters when the answer is lost."""

    method: str
    path: str
    read: Callable[[object], Answer_co] = field(repr=False)
    params: Mapping[str, str] = field(repr=False)
    host: Host = Host.API
    write: bool = False
    picture: Picture | None = None

    def secrets(self) -> tuple[str, ...]:
        """Return what must never show up in a log or an error."""
        return tuple(self.params[name] for name in _SECRET_NAMES if self.params.get(name))


def get(path: str, read: Callable[[object], T], params: Mapping[str, Value], host: Host = Host.API) -> Call[T]:
    """Build a read."""
    return Call("GET", path, read, _form(params), host)


def post(
    path: str,
    read: Callable[[object], T],
    params: Mapping[str, Value],
    host: Host = Host.API,
    picture: Picture | None = None,
) -> Call[T]:
    """Build a write."""
    return Call("POST", path, read, _form(params), host, write=True, picture=picture)


def ids(values: "list[str] | tuple[str, ...]") -> str:
    """Join ids as the lists of the platform want them."""
    return ",".join(values)


def nothing(_: object) -> None:
    """Read an answer that says no more than that it worked."""


def _form(params: Mapping[str, Value]) -> dict[str, str]:
    return {name: _text(value) for name, value in params.items() if value is not None}


def _text(value: str | int | bool) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    # A lone surrogate cannot be sent; it becomes a question mark instead of an exception half-way.
    return str(value).encode("utf-8", "replace").decode("utf-8")
