"""What a check may say about a slot that is about to be sent. No verdict means: go."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class No:
    """The slot does not go out now: its new state and why."""

    state: str
    sentence: str
    freeze_id: int | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """It stays planned and is looked at again at `until`; without a sentence it keeps the one it has."""

    until: dt.datetime
    sentence: str = ""


Verdict = No | Wait
