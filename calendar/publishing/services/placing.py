"""Put approved posts on the calendar, one or ten thousand: the same rules, judged in memory (K2, K4, K5, K6, A11)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import require_actor
from accounts.roles import Can
from content import services as posts
from content.models import Post, PostState
from core import audit
from core.errors import Conflict, NotFound, UserError
from publishing.events import slot_changed
from publishing.models import Slot
from publishing.planner import Breach, Neighbour
from publishing.queries.relays import waiting_on, why_not_in_relay
from publishing.queries.rules import by_a_person, silence_breach, why_not_send
from publishing.queries.stage import Stage, read_stage
from publishing.services.changes import picture
from publishing.services.locks import lock_schedules


class PolicyBroken(UserError):
    """Rules are broken; somebody may do it all the same with a reason (K2)."""

    status = 409

    def __init__(self, found: list[Breach]) -> None:
        self.breaches = found
        super().__init__(" ".join(breach.sentence for breach in found), code="calendar.needs_reason", field="reason")


@dataclass(frozen=True, slots=True)
class Manner:
    """How a post goes out at its time. Without a rule of its own it gets that of its category."""

    late_rule: str = ""
    late_minutes: int | None = None
    exact: bool = False
    """K6: to the minute, whatever the account's policy spreads."""

    def lateness(self, post: Post) -> tuple[str, int]:
        """Rule and minutes."""
        rule = self.late_rule or post.category.late_rule
        return rule, post.category.late_minutes if self.late_minutes is None else self.late_minutes


PRESET = Manner()
_NEEDED = (
    *("account", "category", "campaign", "state", "approved_version", "approved_hash", "is_visible", "by_hand"),
    *("approved_from", "approved_until", "approved_seal", "is_repost", "version__content_hash"),
)


@dataclass(frozen=True, slots=True)
class Wish:
    """A post and the minute that somebody wants for it. `reason` overrides K2 and K4."""

    post_id: int
    at: dt.datetime
    reason: str = ""
    manner: Manner = PRESET
    waits_for: Slot | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """A wish that could not be granted, with the sentence for people in `error`."""

    wish: Wish
    error: UserError


@dataclass(slots=True)
class Placement:
    """What became of the wishes, each in the order in which it was made."""

    slots: list[Slot] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


def place_slot(
    *,
    post: Post,
    scheduled_at: dt.datetime,
    by: audit.Actor,
    at: dt.datetime,
    reason: str = "",
    manner: Manner = PRESET,
    waits_for: Slot | None = None,
) -> Slot:
    """Put an approved post on the calendar. A11: a follower in a relay waits for `waits_for`, the first's slot.

    Raises `Conflict` when the approval does not hold or it stands there already, `PolicyBroken` when K2 or K4 is
    broken without a reason, `UserError` for the past or an account that cannot send.
    """
    placed = place_slots(wishes=[Wish(post.pk, scheduled_at, reason, manner, waits_for)], by=by, at=at)
    if placed.refused:
        raise placed.refused[0].error
    return placed.slots[0]


@transaction.atomic
def place_slots(*, wishes: Iterable[Wish], by: audit.Actor, at: dt.datetime) -> Placement:
    """Put approved posts on the calendar, each wish by itself: what cannot be placed is answered with the sentence why.

    A constant number of queries, relays aside. Later wishes see the places that earlier ones were given.
    """
    wanted, done = list(wishes), Placement()
    accounts = Post.objects.filter(pk__in=[wish.post_id for wish in wanted]).values_list("account_id", flat=True)
    lock_schedules(set(accounts))
    rows = _locked_posts([wish.post_id for wish in wanted])
    stage = read_stage(list(rows.values()), [wish.at for wish in wanted])
    for wish in sorted(wanted, key=lambda wish: wish.at):
        if wish.post_id in rows:
            stage.expected.setdefault(rows[wish.post_id].account_id, []).append(wish.at)
    gate = _Gate(stage, by, at)
    for wish in wanted:
        try:
            done.slots.append(gate.let_in(wish, rows.get(wish.post_id)))
        except UserError as error:
            done.refused.append(Refused(wish, error))
    _write(done.slots, by=by, at=at)
    return done


def _locked_posts(ids: list[int]) -> dict[int, Post]:
    """The posts as they are now; those of one account or category share its object, which is read once."""
    rows = Post.objects.select_for_update(of=("self",)).select_related("version")
    rows = rows.only(*_NEEDED).filter(pk__in=ids).order_by("pk")
    return {post.pk: post for post in rows.prefetch_related("account", "category", "campaign")}


@dataclass(slots=True)
class _Gate:
    """Judges wishes one after the other."""

    stage: Stage
    by: audit.Actor
    at: dt.datetime
    allowed: dict[int, UserError | None] = field(default_factory=dict)

    def let_in(self, wish: Wish, post: Post | None) -> Slot:
        """A slot, unsaved. Raises `UserError` with the sentence why not."""
        if post is None:
            raise NotFound(_("没有找到这条内容。"))
        self._refuse_person(post.account_id)
        refuse_unready(post, placed=post.pk in self.stage.placed)
        if post.pk in self.stage.crisis:
            raise Conflict(_("这条内容被危机冻结后取消了排期，请重新送审后再排期。"), code="calendar.crisis")
        refuse_past(wish.at, self.at)
        refuse_outside_window(post, wish.at)
        refuse_account(post)
        waits_for = wish.waits_for
        if post.pk in self.stage.in_relay:
            refuse_in_relay(post, wish.at)
            waits_for = waits_for or waiting_on(post)
        found = [] if wish.reason.strip() else self._breaches(post, wish.at)
        if found:
            raise PolicyBroken(found)
        spread = 0 if wish.manner.exact else self.stage.spread_for(post, wish.at)
        if not post.approved_for(wish.at + dt.timedelta(seconds=spread)):
            spread = 0
        slot = self._slot(wish, post, wish.at + dt.timedelta(seconds=spread), spread, waits_for)
        self.stage.placed.add(post.pk)
        self.stage.timelines[post.account_id].add(Neighbour(slot.scheduled_at, post.category.is_promotional))
        return slot

    def _slot(self, wish: Wish, post: Post, leaves_at: dt.datetime, spread: int, waits_for: Slot | None) -> Slot:
        rule, minutes = wish.manner.lateness(post)
        return Slot(
            account=post.account,
            post=post,
            scheduled_at=leaves_at,
            spread_seconds=spread,
            late_rule=rule,
            late_minutes=minutes,
            reason=wish.reason.strip(),
            waits_for=waits_for,
            created_by_id=self.by.pk,
            created_at=self.at,
            updated_at=self.at,
        )

    def _refuse_person(self, account_id: int) -> None:
        if account_id not in self.allowed:
            try:
                require_actor(self.by, Can.SCHEDULE, account_id)
                self.allowed[account_id] = None
            except UserError as error:
                self.allowed[account_id] = error
        if (refusal := self.allowed[account_id]) is not None:
            raise refusal

    def _breaches(self, post: Post, at: dt.datetime) -> list[Breach]:
        found = self.stage.timelines[post.account_id].breaches(at, promotional=post.category.is_promotional)
        silence = self.stage.quiet.of(post, at)
        return found if silence is None else [*found, silence_breach(silence.day.name, post.category.name)]


def _write(slots: list[Slot], *, by: audit.Actor, at: dt.datetime) -> None:
    if not slots:
        return
    Slot.objects.bulk_create(slots, batch_size=2000)
    posts.mark_scheduled_many(due={slot.post_id: slot.scheduled_at for slot in slots}, at=at)
    audit.record_many(
        audit.Entry(
            "calendar.slot.placed",
            slot,
            at,
            by,
            audit.Change({}, picture(slot), slot.reason, account_id=slot.account_id),
        )
        for slot in slots
    )
    slot_changed.send_on_commit(slot_id=slots[0].pk if len(slots) == 1 else None)


def refuse_unready(post: Post, *, placed: bool) -> None:
    """K5: only what is approved, and stands nowhere yet."""
    if not post.is_visible:
        raise NotFound(_("没有找到这条内容。"))
    if post.state not in {PostState.APPROVED, PostState.FAILED} or not post.approval_holds():
        sentence = _("这条内容现在是“%(state)s”，只有审核通过的内容才能排期。")
        raise Conflict(sentence % {"state": post.get_state_display()}, code="calendar.not_approved")
    if placed:
        raise Conflict(_("这条内容已经在日历上。"), code="calendar.already_placed")


def refuse_past(scheduled_at: dt.datetime, at: dt.datetime) -> None:
    """Nothing is planned for a time that is over."""
    if scheduled_at < at:
        raise UserError(_("不能排到已经过去的时间。"), code="calendar.past", field="scheduled_at")


def refuse_outside_window(post: Post, when: dt.datetime) -> None:
    """K5: the approval is for certain times only."""
    if sentence := posts.why_outside(post, when):
        raise Conflict(sentence, code="calendar.outside_approval", field="scheduled_at")


def refuse_account(post: Post) -> None:
    """An account that cannot send."""
    if sentence := why_not_send(post.account, by_hand=by_a_person(post)):
        raise UserError(sentence, code="calendar.account")


def refuse_in_relay(post: Post, scheduled_at: dt.datetime) -> None:
    """A11: the accounts of one relay never publish at once, whoever moves what."""
    if sentence := why_not_in_relay(post, scheduled_at):
        raise UserError(sentence, code="calendar.relay", field="scheduled_at")
