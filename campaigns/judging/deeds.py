"""What one person did, as far as it was seen."""

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

REPOST, COMMENT, MENTION = "repost", "comment", "mention"


class Deed(NamedTuple):
    """One repost, comment or mention. `gone`: seen to be deleted. None: our app is not told."""

    kind: str
    at: dt.datetime
    gone: bool
    text: str
    name: str
    followers: int | None = None
    follows: bool | None = None
    print: int | None = None
    circle: int | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """One account with all its deeds, which are put in order of time whatever order they come in."""

    uid: str
    deeds: list[Deed]

    def __post_init__(self) -> None:
        if len(self.deeds) > 1:
            object.__setattr__(self, "deeds", sorted(self.deeds, key=_order))

    @property
    def name(self) -> str:
        """The latest one; people rename themselves."""
        return self.deeds[-1].name

    @property
    def names(self) -> set[str]:
        """All that were seen."""
        return {deed.name for deed in self.deeds}

    @property
    def follows(self) -> bool | None:
        """As last heard; None when nobody ever said."""
        return next((deed.follows for deed in reversed(self.deeds) if deed.follows is not None), None)

    @property
    def followers(self) -> int | None:
        """As last heard."""
        return next((deed.followers for deed in reversed(self.deeds) if deed.followers is not None), None)


def _order(deed: Deed) -> tuple[object, ...]:
    return (deed.at, deed.kind, deed.name, deed.text, deed.gone, str(deed.follows), str(deed.followers))
