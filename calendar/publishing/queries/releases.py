"""Freezes for people: what they held, what became of it, what waits for a second person."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User, WeiboAccount
from content.models import Category
from publishing.models import (
    Attempt,
    Freeze,
    FreezeOrigin,
    Release,
    ReleasedSlot,
    ReleaseKind,
    ReleaseState,
    Slot,
    SlotState,
)
from publishing.models.slots import SlotQuerySet
from publishing.queries.freezes import Reach, calls_under_way, claimed_in_reach, live_freezes, slots_in_scope
from weibo.text import find_words

NEXT = 10
DONE = Q(release__state=ReleaseState.DONE)


def freeze_url(freeze_id: int | None) -> str:
    """The page of a freeze."""
    return reverse("calendar:freeze", args=[freeze_id]) if freeze_id else reverse("calendar:board")


def where_of(freeze: Freeze, names: dict[int, str]) -> str:
    """What a freeze covers, in words; `names` of categories by id."""
    parts = []
    if freeze.account is not None:
        parts.append(freeze.account.nickname)
    elif freeze.group is not None:
        parts.append(_("分组“%(name)s”") % {"name": freeze.group.name})
    if freeze.campaign is not None:
        parts.append(_("活动“%(name)s”") % {"name": freeze.campaign.name})
    if freeze.category_ids:
        listed = _("、").join(names.get(pk, "") for pk in freeze.category_ids)
        parts.append(_("分类“%(names)s”") % {"names": listed})
    if freeze.words:
        parts.append(_("含有“%(words)s”") % {"words": _("”或“").join(freeze.words)})
    return " · ".join(parts) or _("全部账号")


def names_of_categories(freezes: "list[Freeze]") -> dict[int, str]:
    """The names of all categories that these freezes name; one query, none when they name none."""
    ids = {pk for freeze in freezes for pk in freeze.category_ids}
    return dict(Category.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}


def named_freezes() -> list[tuple[Freeze, str]]:
    """What is frozen now, each with what it covers in words."""
    rows = live_freezes()
    names = names_of_categories(rows)
    return [(row, where_of(row, names)) for row in rows]


@dataclass(frozen=True, slots=True)
class Tally:
    """One freeze with its numbers."""

    freeze: Freeze
    where: str
    held: int = 0
    released: int = 0
    cancelled: int = 0
    asked: int = 0
    second: str = ""


def tallies(freezes: "list[Freeze]") -> list[Tally]:
    """Freezes with what they hold and what became of the rest; a constant number of queries."""
    names = names_of_categories(freezes)
    held = _counts(Slot.objects.filter(held_by__in=freezes, state=SlotState.HELD), "held_by")
    decided = ReleasedSlot.objects.filter(DONE, release__freeze__in=freezes)
    released = _counts(decided.exclude(release__kind=ReleaseKind.CANCEL), "release__freeze")
    cancelled = _counts(Slot.objects.filter(held_by__in=freezes, state=SlotState.CANCELLED), "held_by")
    asked = _counts(
        ReleasedSlot.objects.filter(release__freeze__in=freezes, release__state=ReleaseState.ASKED), "release__freeze"
    )
    seconds = {
        row.freeze_id: row.decided_by.name
        for row in Release.objects.filter(freeze__in=freezes, state=ReleaseState.DONE).select_related("decided_by")
        if row.decided_by is not None and row.decided_by_id != row.asked_by_id
    }
    return [
        Tally(
            freeze,
            where_of(freeze, names),
            held[freeze.pk],
            released[freeze.pk],
            cancelled[freeze.pk],
            asked[freeze.pk],
            seconds.get(freeze.pk, ""),
        )
        for freeze in freezes
    ]


def _counts(rows: "QuerySet[Slot] | QuerySet[ReleasedSlot]", by: str) -> Counter[int]:
    found = rows.order_by().values_list(by).annotate(n=Count("pk"))
    return Counter({pk: n for pk, n in found if pk is not None})


def earlier_freezes(ids: set[int] | None) -> "QuerySet[Freeze]":
    """Freezes that are over, of these accounts (None: all) or of more than one; silence days only if they held."""
    held = Q(releases__isnull=False) | Q(held_slots__isnull=False) | ~Q(origin=FreezeOrigin.SILENCE)
    over = Freeze.objects.filter(held, ended_at__isnull=False)
    rows = over if ids is None else over.filter(Q(account__isnull=True) | Q(account__in=ids))
    used = Freeze.objects.filter(pk__in=rows.values("pk"))
    return used.select_related("group", "account", "campaign", "started_by", "ended_by", "day")


def held_by(freeze: Freeze, accounts: "QuerySet[WeiboAccount]") -> SlotQuerySet:
    """What a freeze holds of these accounts, by time; with the proposal that waits for a second person."""
    waiting = ReleasedSlot.objects.filter(release__state=ReleaseState.ASKED).select_related("release__asked_by")
    slots = Slot.objects.filter(held_by=freeze, state=SlotState.HELD, account__in=accounts)
    read = slots.select_related("account", "post__category", "post__version", "post__author", "held_by")
    return read.prefetch_related(Prefetch("releases", queryset=waiting, to_attr="asked"))


def asked_of(freeze: Freeze) -> list[Release]:
    """Proposals of a freeze that wait for a second person."""
    rows = freeze.releases.filter(state=ReleaseState.ASKED).select_related("asked_by")
    return list(rows.prefetch_related("slots__slot__account", "slots__slot__post__version"))


def decided_of(freeze: Freeze) -> list[Release]:
    """What was decided about a freeze, newest first."""
    rows = freeze.releases.exclude(state=ReleaseState.ASKED).select_related("asked_by", "decided_by")
    return list(rows.annotate(n=Count("slots"))[:50])


def leaving_of(freeze: Freeze) -> list[Attempt]:
    """The calls that had begun when it started, with what became of them."""
    rows = Attempt.objects.filter(pk__in=freeze.leaving)
    return list(rows.select_related("slot__account", "slot__post__version", "slot__publication").order_by("pk"))


def is_settling(leaving: list[Attempt]) -> bool:
    """Whether one of them is still without an answer: worth asking again."""
    return any(not attempt.outcome for attempt in leaving)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text; `hit`: one of the words stands there."""

    text: str
    hit: bool = False


def marked(text: str, words: tuple[str, ...], *, around: int = 24) -> list[Piece]:
    """A text in pieces, words marked; cut to what stands around the first word."""
    spans = find_words(text, words)
    start = max(spans[0][0] - around, 0) if spans else 0
    end = min(len(text), start + 3 * around + (spans[0][1] - spans[0][0] if spans else 0))
    pieces = [Piece("…")] if start else []
    at = start
    for first, last in spans:
        if first >= end:
            break
        pieces += [Piece(text[at:first]), Piece(text[first:last], hit=True)]
        at = last
    pieces.append(Piece(text[at:end] + ("…" if end < len(text) else "")))
    return [piece for piece in pieces if piece.text]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a freeze would do this instant."""

    posts: int
    accounts: int
    leaving: int
    next_posts: list[tuple[Slot, list[Piece]]] = field(default_factory=list)
    people: list[tuple[str, int]] = field(default_factory=list)
    more_people: int = 0


def preview(reach: Reach) -> Preview:
    """Numbers, the next posts by time, whose they are, and what is leaving and cannot be stopped any more."""
    slots = slots_in_scope(reach)
    numbers = slots.aggregate(posts=Count("pk"), accounts=Count("account", distinct=True))
    soon = slots.select_related("account", "post__version", "post__category").order_by("scheduled_at", "pk")[:NEXT]
    people = list(
        slots.order_by().values_list("post__author__name").annotate(n=Count("pk")).order_by("-n", "post__author__name")
    )
    return Preview(
        numbers["posts"] + claimed_in_reach(reach),
        numbers["accounts"],
        len(calls_under_way(reach)),
        [(slot, marked(slot.post.version.text if slot.post.version else "", reach.words)) for slot in soon],
        [(name or _("无作者"), n) for name, n in people[:6]],
        max(len(people) - 6, 0),
    )


def may_decide(release: Release, user: User, ids: set[int] | None) -> bool:
    """Whether a person may be the second one: neither who asked nor who froze for a case; with the right for all."""
    accounts = {item.slot.account_id for item in release.slots.all()}
    barred = release.freeze is not None and release.freeze.bars(user.pk)
    return release.asked_by_id != user.pk and not barred and (ids is None or accounts <= ids)


def cancelled_in_crisis(post_ids: Iterable[int]) -> set[int]:
    """Those posts that a crisis held and that were then taken off the calendar, and have no newer approval."""
    gone = Slot.objects.filter(post__in=list(post_ids), state=SlotState.CANCELLED, held_by__origin=FreezeOrigin.CRISIS)
    return set(gone.exclude(updated_at__lt=F("post__approved_at")).values_list("post_id", flat=True))
