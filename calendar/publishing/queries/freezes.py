"""What is frozen now, and what a freeze would hold."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.access import groups_below
from accounts.models import AccountGroup, WeiboAccount
from campaigns.models import Campaign
from content.contributions import crisis_answers
from content.models import Category
from publishing.models import Attempt, Freeze, FreezeOrigin, FreezeScope, Slot, SlotState
from publishing.models.slots import SlotQuerySet
from weibo.text import holds_words, squeeze

NEAR = dt.timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Reach:
    """What a freeze covers: everything that fits each of those that are given; nothing given = everything."""

    group: AccountGroup | None = None
    account: WeiboAccount | None = None
    campaign: Campaign | None = None
    category_ids: tuple[int, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def scope(self) -> FreezeScope:
        """The narrowest that is named."""
        named = (
            (FreezeScope.WORDS, self.words),
            (FreezeScope.CAMPAIGN, self.campaign),
            (FreezeScope.CATEGORY, self.category_ids),
            (FreezeScope.ACCOUNT, self.account),
            (FreezeScope.GROUP, self.group),
        )
        return next((scope for scope, value in named if value), FreezeScope.ALL)


def reach_of(freeze: Freeze) -> Reach:
    """What a stored freeze covers."""
    return Reach(freeze.group, freeze.account, freeze.campaign, tuple(freeze.category_ids), tuple(freeze.words))


@dataclass(frozen=True, slots=True)
class Stop:
    """One live freeze, ready to be asked slot by slot; None or empty = not narrowed by this."""

    freeze_id: int
    reason: str = ""
    group_ids: frozenset[int] | None = None
    account_id: int | None = None
    campaign_id: int | None = None
    category_ids: frozenset[int] = frozenset()
    words: tuple[str, ...] = ()
    span: tuple[dt.datetime, dt.datetime] | None = None
    spares: frozenset[int] = frozenset()

    def fits(self, slot: Slot, moment: dt.datetime) -> bool:
        """Everything but the words, for a slot that would go out at `moment`."""
        if self.span is not None and not self.span[0] <= moment < self.span[1]:
            return False
        return (
            slot.post_id not in self.spares
            and (self.account_id is None or self.account_id == slot.account_id)
            and (self.group_ids is None or slot.account.group_id in self.group_ids)
            and (self.campaign_id is None or self.campaign_id == slot.post.campaign_id)
            and (not self.category_ids or slot.post.category_id in self.category_ids)
        )


@dataclass(frozen=True, slots=True)
class Frozen:
    """The live freezes, those of a crisis first."""

    stops: tuple[Stop, ...] = ()
    by_id: dict[int, Stop] = field(default_factory=dict)

    def freeze_of(self, slot: Slot, *, text: str | None = None, at: dt.datetime | None = None) -> int | None:
        """The id of a freeze that covers the slot, or None. Reads `slot.account` and `slot.post`.

        `text`: what is sent; without it the post's version is looked at, only when a freeze is by words. `at`: the
        clock, for silence days: what was planned before one and is late into it is covered too.
        """
        moment = max(at or slot.scheduled_at, slot.scheduled_at)
        for stop in self.stops:
            if stop.fits(slot, moment) and (not stop.words or holds_words(_text_of(slot, text), stop.words)):
                return stop.freeze_id
        return None

    def sentence(self, freeze_id: int) -> str:
        """Why a slot that this freeze covers does not go out."""
        stop = self.by_id.get(freeze_id)
        return frozen_sentence(stop.reason, silence=stop.span is not None) if stop else _("发布已冻结，等待放回。")


def frozen_sentence(reason: str, *, silence: bool = False) -> str:
    """The sentence on a slot that a freeze holds."""
    if silence:
        return _("静默日“%(name)s”，这类内容暂停发布。") % {"name": reason}
    return _("已冻结：%(reason)s") % {"reason": reason}


def _text_of(slot: Slot, text: str | None) -> str:
    if text is not None:
        return text
    return slot.post.version.text if slot.post.version else ""


def frozen_now() -> Frozen:
    """The live freezes; a freeze of a group covers every group below it. One query when there is none.

    What a crisis case froze spares the posts that answer for a crisis: the statement must get out.
    """
    rows = sorted(open_freezes(), key=lambda freeze: (freeze.origin != FreezeOrigin.CRISIS, freeze.pk))
    spared = crisis_answers() if any(row.is_of_case for row in rows) else frozenset()
    stops = tuple(
        replace(_stop_of_row(freeze), spares=spared) if freeze.is_of_case else _stop_of_row(freeze) for freeze in rows
    )
    return Frozen(stops, {stop.freeze_id: stop for stop in stops})


def stop_of(freeze_id: int, reach: Reach, reason: str = "") -> Stop:
    """A reach with its groups spread out and its words in the one form in which they are compared."""
    return Stop(
        freeze_id,
        reason,
        group_ids=None if reach.group is None else frozenset(groups_below(reach.group.pk)),
        account_id=None if reach.account is None else reach.account.pk,
        campaign_id=None if reach.campaign is None else reach.campaign.pk,
        category_ids=frozenset(reach.category_ids),
        words=tuple(word for each in reach.words if (word := squeeze(each))),
    )


def _stop_of_row(freeze: Freeze) -> Stop:
    stop = stop_of(freeze.pk, reach_of(freeze), freeze.reason)
    if freeze.from_at is None or freeze.until_at is None:
        return stop
    return replace(stop, span=(freeze.from_at, freeze.until_at))


def open_freezes() -> "QuerySet[Freeze]":
    """Freezes that nobody has ended, oldest first, silence days of the next days among them."""
    rows = Freeze.objects.filter(ended_at__isnull=True).order_by("pk")
    return rows.select_related("group", "account", "campaign", "started_by", "day")


def live_freezes() -> list[Freeze]:
    """Freezes that hold now, by the clock of the database, oldest first."""
    begun = Q(from_at__isnull=True) | Q(from_at__lte=Now(), until_at__gt=Now())
    return list(open_freezes().filter(begun))


def stops_near(now: dt.datetime) -> bool:
    """Whether anything may be frozen at `now`: asked right before every send, so one short query."""
    near = Q(from_at__isnull=True) | Q(from_at__lte=now + NEAR)
    return Freeze.objects.filter(near, ended_at__isnull=True).exists()


def in_reach(slots: SlotQuerySet, reach: Reach) -> SlotQuerySet:
    """Those of `slots` that a freeze of this reach covers; for words their texts are read."""
    fits = Q()
    if reach.group is not None:
        fits &= Q(account__group_id__in=groups_below(reach.group.pk))
    if reach.account is not None:
        fits &= Q(account_id=reach.account.pk)
    if reach.campaign is not None:
        fits &= Q(post__campaign_id=reach.campaign.pk)
    if reach.category_ids:
        fits &= Q(post__category_id__in=reach.category_ids)
    found = slots.filter(fits)
    if not reach.words:
        return found
    words = stop_of(0, reach).words
    texts = found.order_by().values_list("pk", "post__version__text").iterator(chunk_size=2000)
    return slots.filter(pk__in=[pk for pk, text in texts if text and holds_words(text, words)])


def slots_in_scope(reach: Reach) -> SlotQuerySet:
    """The planned slots that a freeze of this reach holds."""
    return in_reach(Slot.objects.filter(state=SlotState.PLANNED), reach)


def calls_under_way(reach: Reach) -> list[int]:
    """Attempts whose call has begun and has no answer yet: no freeze can stop them."""
    open_calls = Attempt.objects.filter(called_at__isnull=False, outcome="", slot__generation=F("generation"))
    slots = in_reach(Slot.objects.filter(state=SlotState.SENDING), reach)
    return list(open_calls.filter(slot__in=slots).order_by("pk").values_list("pk", flat=True))


def claimed_in_reach(reach: Reach) -> int:
    """Slots taken a few seconds ahead whose call has not begun: begin turns them back, so they count as held."""
    waiting = Slot.objects.filter(
        state=SlotState.SENDING, attempts__outcome="", attempts__called_at__isnull=True,
        attempts__generation=F("generation"),
    )  # fmt: skip
    return in_reach(waiting, reach).count()


def category_names(ids: Iterable[int]) -> list[str]:
    """The names of categories in their order."""
    return list(Category.objects.filter(pk__in=list(ids)).values_list("name", flat=True))
