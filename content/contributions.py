"""What higher layers know of a post: they register here when the apps start, nothing here knows them."""

import datetime as dt
from collections.abc import Callable

from content.lint.draft import Timing
from content.models import Post

TIMINGS: "list[Callable[[Post, dt.datetime], list[Timing]]]" = []
"""Each says what stands against publishing a post at its time (K2, K4)."""


def timings_of(post: Post | None) -> tuple[Timing, ...]:
    """Everything against the time of a post; nothing for one that has none."""
    if post is None or post.due_at is None:
        return ()
    return tuple(timing for ask in TIMINGS for timing in ask(post, post.due_at))
