"""What somebody wants to be done with many threads (E1). Pure data."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be done with which threads; `value` is an id, a reason or a span, as the action needs."""

    action: str
    value: str
    thread_ids: list[int]
