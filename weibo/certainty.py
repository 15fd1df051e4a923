"""How sure it is what an endpoint does: the public documents of the platform are old and partly contradict each other.

The marks are those of the reference that the gateway was written from: several sources say the same, one does, none was
found and it is from memory, or the sources disagree. What is not sure is to be tried before anything rests on it.
"""

from enum import StrEnum
from typing import Final


class Certainty(StrEnum):
    """From sure to unsure."""

    SEVERAL = "several"
    ONE = "one"
    MEMORY = "memory"
    UNSURE = "unsure"


LISTENING: Final = {
    "statuses/mentions": Certainty.SEVERAL,
    "statuses/mentions/biz": Certainty.SEVERAL,
    "comments/to_me": Certainty.SEVERAL,
    "comments/to_me/biz": Certainty.SEVERAL,
    "statuses/count": Certainty.SEVERAL,
    "statuses/repost_timeline": Certainty.SEVERAL,
    "statuses/user_timeline": Certainty.SEVERAL,
    "statuses/user_timeline/biz": Certainty.SEVERAL,
    "statuses/user_timeline/other": Certainty.SEVERAL,
    "search/statuses/limited": Certainty.SEVERAL,
    "subscribe/create": Certainty.MEMORY,
    "commercial/push": Certainty.UNSURE,
}
"""The endpoints by which we listen, as in `statuses/count`."""
