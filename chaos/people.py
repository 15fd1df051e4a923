"""What colleagues do while everything breaks: withdraw posts, and freeze a scope."""

import datetime as dt
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import structlog
from django.db import Error, close_old_connections
from django.utils import timezone

from accounts.models import WeiboAccount
from chaos.company import Company
from content.services import DraftInput, cancel_post, save_draft
from core.errors import UserError
from publishing.models import Freeze, FreezeScope, Slot, SlotState
from publishing.services import cancel_slot, freeze, unfreeze
from weibo_ops.demo.control import SandboxControl

log = structlog.get_logger(__name__)
SHARE_OF_POSTS: Final = 0.06
"""So many of the posts are withdrawn while they are due."""
AROUND: Final = 8.0
"""Seconds before and after its time at which somebody withdraws a post."""


@dataclass(frozen=True, order=True)
class Act:
    """Somebody withdraws a post at a moment."""

    at: dt.datetime
    slot_id: int
    kind: str


@dataclass(frozen=True)
class Frozen:
    """A freeze that returned. `arrived_before`: the sandbox's clock when it answered a question asked after that;
    what lay in its sockets before has been read by then."""

    freeze: Freeze
    uids: frozenset[str]
    arrived_before: float
    thawed_at: list[float] = field(default_factory=list)


class People:
    """The acts of one run, done when their time has come (`work`)."""

    def __init__(self, company: Company, *, sandbox: SandboxControl, rng: random.Random) -> None:
        self.company, self.sandbox, self.rng = company, sandbox, rng
        self.withdrawn: set[int] = set()
        """Slots whose withdrawal came back without an error: their posts must not be on Weibo."""
        self.refused = 0
        self.unsure = 0
        self.freezes: list[Frozen] = []
        self._plan = self._planned()

    def _planned(self) -> list[Act]:
        rows = list(Slot.objects.filter(pk__in=self.company.slot_ids).values_list("pk", "scheduled_at"))
        chosen = self.rng.sample(rows, round(len(rows) * SHARE_OF_POSTS))
        acts = [
            Act(due + dt.timedelta(seconds=self.rng.uniform(-AROUND, AROUND)), pk, self.rng.choice(list(KINDS)))
            for pk, due in chosen
        ]
        return sorted(acts, reverse=True)

    def work(self) -> None:
        """Do what is due, one act a call, so that the faults go on in between."""
        if self._plan and self._plan[-1].at <= timezone.now():
            self._do(self._plan.pop())

    def _do(self, act: Act) -> None:
        try:
            close_old_connections()
            slot = Slot.objects.select_related("post__account", "post__category", "account").get(pk=act.slot_id)
            KINDS[act.kind](slot, self)
        except UserError:  # it is on its way or out: told so
            self.refused += 1
        except Error:  # the database went away: whether it was done, the rows say afterwards
            self.unsure += 1
        else:
            self.withdrawn.add(act.slot_id)

    # --- freezes

    def freeze(self, target: WeiboAccount | None) -> Frozen:
        """Freeze an account or everything; answers once the call has returned."""
        scope = FreezeScope.ALL if target is None else FreezeScope.ACCOUNT
        row, _held = freeze(scope=scope, reason="演练", by=self.company.chief, at=timezone.now(), target=target)
        for _ in range(2):
            frontier = float(self.sandbox.get("state")["now"])
        uids = self.company.uids if target is None else {target.uid or ""}
        done = Frozen(row, frozenset(uids), frontier)
        self.freezes.append(done)
        return done

    def thaw(self, frozen: Frozen) -> None:
        """End it. What it holds stays held: that is what the ledger finds in front of a person."""
        frozen.thawed_at.append(time.time())
        unfreeze(freeze=frozen.freeze, by=self.company.chief, at=timezone.now())

    def thaw_all(self) -> None:
        """At the end of a run, so that the next one is not frozen."""
        for frozen in self.freezes:
            if not frozen.thawed_at:
                self.thaw(frozen)


def _edit(slot: Slot, people: People) -> None:
    post = slot.post
    draft = DraftInput(
        account=post.account, category=post.category, text=f"改过的{people.company.texts[slot.pk]}", post=post,
        base_version_id=post.version_id,
    )  # fmt: skip
    save_draft(draft=draft, by=people.company.writer, at=timezone.now())


def _give_up(slot: Slot, people: People) -> None:
    cancel_post(post=slot.post, by=people.company.writer, at=timezone.now())


def _take_off(slot: Slot, people: People) -> None:
    if slot.state != SlotState.PLANNED:
        raise UserError("not planned any more")
    cancel_slot(slot=slot, by=people.company.chief, at=timezone.now())


KINDS: Final[dict[str, Callable[[Slot, People], None]]] = {"edit": _edit, "give_up": _give_up, "take_off": _take_off}
