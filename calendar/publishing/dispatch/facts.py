"""The facts of a round: all that the checks of the last look may know, read for the whole round at once."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Self

from django.core.files.storage import default_storage

from accounts import gateway
from accounts.queries import Abilities, abilities_of
from content import lint
from content.models import Media
from content.queries.facts import sent_draft
from content.queries.lexicons import stopped_by_words
from publishing.dispatch.turns import Turns, read_turns
from publishing.models import Slot
from publishing.queries.budgets import Budgets, read_budgets
from publishing.queries.freezes import Frozen, frozen_now
from publishing.queries.rhythm import Rhythm, read_rhythm
from publishing.queries.sending import media_of


@dataclass(frozen=True, slots=True)
class Facts:
    """One attribute per subject. `now` is the moment that is judged: the clock's, or the slot's own when looking
    ahead (`looking_at`)."""

    now: dt.datetime
    frozen: Frozen
    tokens: gateway.Grants
    turns: Turns
    budgets: Budgets
    media: Mapping[int, Sequence[Media]]  # by slot
    lost_files: frozenset[str]
    rhythm: Rhythm
    listed: Mapping[int, lint.Finding]
    """By version: a word of today's lists that stops it (C13)."""
    _abilities: dict[tuple[object, ...], Abilities] = field(default_factory=dict)
    _drafts: dict[int, lint.Draft] = field(default_factory=dict)

    def looking_at(self, now: dt.datetime) -> Self:
        """The same facts for another moment."""
        return replace(self, now=now)

    def abilities(self, slot: Slot) -> Abilities:
        """What the account of this slot can post, or the person who publishes it. Accounts of which the same is known
        differ only by their link, and by when it became known, which no check asks."""
        account = slot.account
        known = tuple((row.app, row.name, row.allowed, row.source, row.code) for row in account.capabilities.all())
        key = (account.channel, slot.post.by_hand, account.link, known)
        if key not in self._abilities:
            self._abilities[key] = abilities_of(account, by_hand=slot.post.by_hand)
        return self._abilities[key]

    def draft(self, slot: Slot) -> lint.Draft:
        """The post as it would be sent now."""
        if slot.pk not in self._drafts:
            pictures = len(self.media[slot.pk])
            self._drafts[slot.pk] = sent_draft(slot.post, pictures=pictures, abilities=self.abilities(slot))
        return self._drafts[slot.pk]


def read_facts(slots: Collection[Slot], *, now: dt.datetime, taking: bool = False) -> Facts:
    """Read everything about slots of `load_slots`, in a constant number of queries. `taking`: they are about to be
    claimed, so what must not be judged twice at once is locked."""
    media = {slot.pk: media_of(slot) for slot in slots}
    return Facts(
        now,
        frozen_now(),
        gateway.grants_of([slot.account for slot in slots]),
        read_turns(slots, lock=taking),
        read_budgets(slots, now),
        media,
        _lost_files(media.values()),
        read_rhythm(slots, now=now, lock=taking),
        stopped_by_words(slot.post.version for slot in slots if slot.post.version is not None),
    )


def _lost_files(media: Iterable[Sequence[Media]]) -> frozenset[str]:
    names = {str(item.file.name) for items in media for item in items}
    return frozenset(name for name in names if not default_storage.exists(name))
