"""A talk as it went: their messages and happenings, and our answers between them (E1). Reads only."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from engagement.models import FansMessage, Reply, Thread, Window
from engagement.queries.windows import PRIVATE_LIMIT, WORDS, is_private, why_mute, why_shut
from weibo.text import LENGTH_LIMIT

SHOWN: Final = 200


@dataclass(frozen=True)
class Turn:
    """One thing said or done: a message of the person, or a reply of ours."""

    at: dt.datetime
    message: FansMessage | None = None
    reply: Reply | None = None

    @property
    def is_said(self) -> bool:
        """Words, and no happening."""
        return self.message is not None and self.message.kind in WORDS


@dataclass(frozen=True)
class Talk:
    """What the panel shows of a private side: `turns` oldest first, `heard` the newest message on the page, `why` the
    sentence that says that nothing can be written privately, `mute` the one that says that the app cannot comment."""

    turns: Sequence[Turn] = ()
    heard: int = 0
    window: Window | None = None
    why: str = ""
    only_private: bool = False
    mute: str = ""

    @property
    def limit(self) -> int:
        """How long an answer may be."""
        return PRIVATE_LIMIT if self.only_private else LENGTH_LIMIT

    @property
    def may_choose(self) -> bool:
        """Whether an answer can go either way: under the post, or to the person alone."""
        return not self.only_private and self.window is not None and not self.why


def talk_of(thread: Thread, replies: Sequence[Reply], now: dt.datetime) -> Talk:
    """The private side of a thread; an empty one for what never had any."""
    only = is_private(thread)
    if thread.person is None and not only:
        return Talk(mute=why_mute(thread))
    newest = list(FansMessage.objects.filter(thread=thread).order_by("-sent_at", "-pk")[:SHOWN]) if only else []
    turns = [Turn(row.sent_at, message=row) for row in newest] + [Turn(row.created_at, reply=row) for row in replies]
    why = why_shut(thread, now)
    return Talk(
        turns=sorted(turns, key=lambda turn: turn.at) if only else (),
        heard=max((row.pk for row in newest), default=0),
        window=thread.person.window(now) if thread.person else None,
        why=why,
        only_private=only,
        mute=why_mute(thread),
    )
