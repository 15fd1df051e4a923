"""Private messages and what an account may know of a fan (weibo-api section 10)."""

from dataclasses import dataclass
from typing import Self

from weibo.reading import Fields, unreadable


@dataclass(frozen=True, slots=True)
class Delivered:
    """A private message that the platform took. It may tell no id."""

    id: str = ""

    @classmethod
    def from_json(cls, value: object) -> Self:
        """Read the answer; one that does not say yes is unreadable: the outcome is unknown."""
        fields = Fields.of(value, "answer to a private message")
        if not fields.flag("result"):
            raise unreadable("result true", value)
        return cls(fields.identity("idstr", "id"))


@dataclass(frozen=True, slots=True)
class FanInfo:
    """A fan as the fans service shows him; of others only that they are none."""

    nickname: str = ""
    follows: bool = False

    @classmethod
    def from_json(cls, value: object) -> Self:
        """Read the answer."""
        fields = Fields.of(value, "fan")
        return cls(fields.text("nickname"), fields.flag("follow"))
