"""Hand-over to a person (K6): whom to ask, what is to be published, what waits, and how late it may be."""

import datetime as dt
from dataclasses import dataclass
from urllib.parse import quote

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.access import Person, people_who_may
from accounts.models import Channel, User, WeiboAccount
from accounts.roles import Can
from content.models import VersionMedia
from content.queries.facts import sent_draft
from publishing.dispatch.hand_over_match import differences
from publishing.models import HandOver, HandOverDuty, LateRule, Slot, SlotState
from publishing.models.slots import SlotQuerySet
from publishing.queries.life import pictures_of, repost_url
from publishing.queries.rules import by_a_person

SOON = dt.timedelta(minutes=15)
"""How long before its time people are told."""
HAND_GRACE = dt.timedelta(minutes=15)
"""Nobody's hand keeps a second: by hand a post is late only after this, whatever its rule of lateness."""
STILL_LOOKED_FOR = dt.timedelta(hours=2)
"""For so long after it was missed the timeline is still read: somebody may have published and told nobody."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Who is asked first, who after a quarter of an hour, who after half an hour."""

    first: list[User]
    stand_in: list[User]
    everybody: list[User]


def asked_for(slot: Slot) -> Asked:
    """The people of one slot: who is named for the account, else the author, else its owner, else whoever may schedule;
    only such who may confirm what they publish."""
    everybody = people_who_may(Can.SCHEDULE, slot.account)
    may = {user.pk: user for user in everybody}
    duty = HandOverDuty.objects.filter(account=slot.account_id).first()
    named = duty.person_id if duty else None
    first = next((may[pk] for pk in (named, slot.post.author_id, slot.account.owner_id) if pk in may), None)
    wanted = (duty.stand_in_id if duty else None, slot.account.deputy_id, slot.account.owner_id)
    next_one = next((may[pk] for pk in wanted if pk in may and may[pk] != first), None)
    if first is None:
        return Asked(everybody, [], everybody)
    return Asked([first], [next_one] if next_one else [], everybody)


def base_of(slot: Slot) -> dt.datetime:
    """The instant from which a person can publish it: lateness and escalation count from here."""
    return max(slot.scheduled_at, slot.handed_over_at or slot.scheduled_at)


def latest_by_hand(slot: Slot) -> dt.datetime:
    """After this it is missed: the lateness rule, with the patience that a hand needs."""
    allowed = dt.timedelta(minutes=slot.late_minutes) if slot.late_rule == LateRule.SEND else HAND_GRACE
    return base_of(slot) + max(allowed, HAND_GRACE)


def hand_overs_until(until: dt.datetime) -> list[Slot]:
    """Planned slots due by `until` that a person publishes and that wait for no other slot."""
    likely = Q(post__by_hand=True) | Q(account__channel=Channel.HAND_OVER) | Q(post__is_repost=True)
    rows = Slot.objects.filter(likely, state=SlotState.PLANNED, waits_for__isnull=True, scheduled_at__lte=until)
    rows = rows.select_related("account", "post__account", "post__version", "hand_over")
    found = rows.prefetch_related("post__account__capabilities").order_by("scheduled_at", "pk")[:1000]
    return [slot for slot in found if by_a_person(slot.post)]


def text_to_publish(slot: Slot) -> str:
    """Exactly what a person posts: the approved text, with whatever its channel adds by rule."""
    return sent_draft(slot.post, pictures=0).text_as_sent


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the page of one hand-over shows."""

    text: str
    pictures: list[VersionMedia]
    repost_url: str
    hand: HandOver | None
    at: dt.datetime
    due_at: dt.datetime
    latest: dt.datetime
    asked: Asked
    is_mine: bool
    is_others: bool
    waits: bool
    difference: list[tuple[str, str]]

    @property
    def app_url(self) -> str:
        """Opens the editor of the Weibo app on a phone, with the text where the app takes it."""
        return f"sinaweibo://compose?content={quote(self.text)}"

    @property
    def minutes(self) -> int:
        """Minutes from now to its time; negative when it is late."""
        return round((self.due_at - self.at).total_seconds() / 60)

    @property
    def clock(self) -> str:
        """How it stands with its time, in a sentence."""
        if self.minutes > 0:
            return _("还有 %(n)d 分钟") % {"n": self.minutes}
        return _("现在发布") if self.minutes > -2 else _("已迟 %(n)d 分钟") % {"n": -self.minutes}

    @property
    def is_late(self) -> bool:
        return self.minutes <= -2


def sheet_of(slot: Slot, user: Person, *, at: dt.datetime) -> Sheet:
    """Everything for the page of one hand-over."""
    hand, text = HandOver.objects.select_related("taken_by").filter(slot=slot).first(), text_to_publish(slot)
    if hand is not None and hand.due_at != slot.scheduled_at:
        hand = None
    taken = hand.taken_by_id if hand else None
    return Sheet(
        text=text,
        pictures=pictures_of(slot),
        repost_url=repost_url(slot),
        hand=hand,
        at=at,
        due_at=base_of(slot),
        latest=latest_by_hand(slot),
        asked=asked_for(slot),
        is_mine=taken is not None and taken == user.pk,
        is_others=taken is not None and taken != user.pk,
        waits=slot.state in {SlotState.PLANNED, SlotState.MISSED} and by_a_person(slot.post),
        difference=differences(text, hand.near["text"]) if hand and hand.near else [],
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """The list of hand-overs: what waits now, what comes within a day, what was done lately."""

    now: list[Slot]
    soon: list[Slot]
    done: list[Slot]


def waiting_hand_overs(slots: SlotQuerySet, *, at: dt.datetime) -> Waiting:
    """Of these slots, those that people publish."""
    by_hand = slots.filter(Q(post__by_hand=True) | Q(account__channel=Channel.HAND_OVER) | Q(post__is_repost=True))
    rows = by_hand.select_related("account", "post__account", "post__version", "post__category", "hand_over__taken_by")
    rows = rows.prefetch_related("post__account__capabilities").order_by("scheduled_at", "pk")
    open_ones = rows.filter(state=SlotState.PLANNED, scheduled_at__lte=at + dt.timedelta(days=1))
    planned = [slot for slot in open_ones[:200] if by_a_person(slot.post)]
    done = rows.filter(state=SlotState.PUBLISHED, updated_at__gte=at - dt.timedelta(days=1), hand_over__isnull=False)
    return Waiting(
        now=[slot for slot in planned if slot.handed_over_at is not None],
        soon=[slot for slot in planned if slot.handed_over_at is None],
        done=list(done.select_related("publication").order_by("-updated_at")[:30]),
    )


@dataclass(frozen=True, slots=True)
class DutyLine:
    """Who publishes by hand for one account."""

    account: WeiboAccount
    duty: HandOverDuty | None


def duties_of(accounts: "QuerySet[WeiboAccount]") -> list[DutyLine]:
    """Accounts with who is named for them; those that always work by hand first."""
    rows = accounts.exclude(state="retired").order_by("nickname")
    named = HandOverDuty.objects.filter(account__in=rows).select_related("person", "stand_in")
    duties = {duty.account_id: duty for duty in named}
    found = [DutyLine(account, duties.get(account.pk)) for account in rows[:500]]
    return sorted(found, key=lambda line: (line.account.channel != Channel.HAND_OVER, line.duty is None))


def duty_of(account: WeiboAccount) -> HandOverDuty | None:
    """Who is named for one account."""
    return HandOverDuty.objects.filter(account=account).first()
