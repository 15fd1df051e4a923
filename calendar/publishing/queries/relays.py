"""Reads of relays (A11): their steps with what became of each, and what a moment would break."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.access import Person, rights_of
from accounts.models import AccountKind, WeiboAccount
from accounts.roles import Can
from content.models import LOCKED_STATES, Idea, Post
from core.dates import BEIJING
from publishing.models import Publication, Relay, RelayPreset, RelayState, RelayStep, Slot, SlotState, StepKind
from publishing.planner.stagger import Wave, nearest
from publishing.queries.rules import ON_THE_CALENDAR, by_a_person

OPEN = (RelayState.ARMED, RelayState.RUNNING, RelayState.HELD)
NOT_IN_A_RELAY = Q(relay_step__isnull=True) | Q(relay_step__relay__state=RelayState.CANCELLED)
"""A11: what a relay has planned is not placed elsewhere."""
GONE = frozenset({20101, 20112, 20120, 20135})
"""Weibo's codes for a first post that cannot be reposted any more (weibo-api 2.3)."""


@dataclass(frozen=True, slots=True)
class StepLife:
    """One step as people see it; `at` is the real time, else the planned one."""

    step: RelayStep
    slot: Slot | None
    publication: Publication | None
    at: dt.datetime | None
    visible: bool
    by_hand: bool

    @property
    def state(self) -> str:
        """A word of the state colours."""
        if self.slot is None or self.slot.state == SlotState.CANCELLED:
            return self.step.post.state
        return "due" if self.slot.handed_over_at and self.slot.state == SlotState.PLANNED else self.slot.state

    @property
    def label(self) -> str:
        """The state in words."""
        if self.slot is None or self.slot.state == SlotState.CANCELLED:
            return str(self.step.post.get_state_display())
        if self.slot.state == SlotState.PLANNED and self.slot.waits_for_id is not None:
            return _("等首发")
        if self.state == "due":
            return _("请人工发布")
        return str(self.slot.get_state_display())

    @property
    def ended(self) -> bool:
        """Nothing more will happen to it by itself."""
        return self.slot is None or self.slot.state in {SlotState.PUBLISHED, SlotState.CANCELLED}

    @property
    def in_trouble(self) -> bool:
        """A person has to look."""
        return self.slot is not None and self.slot.state in {SlotState.FAILED, SlotState.MISSED}


def steps_of(relay: Relay, user: Person | None = None) -> list[StepLife]:
    """The steps with their latest slot and publication, in the order of time; four queries."""
    steps = list(
        relay.steps.select_related("account", "post__account", "post__version").prefetch_related(
            "post__account__capabilities"
        )
    )
    slots = {slot.post_id: slot for slot in Slot.objects.filter(post__relay_step__relay=relay).order_by("pk")}
    stands = {row.post_id: row for row in Publication.objects.filter(post__relay_step__relay=relay)}
    start, rights = relay.started_at or relay.starts_at, rights_of(user) if user is not None else None
    found = []
    for step in steps:
        slot, publication = slots.get(step.post_id), stands.get(step.post_id)
        planned = slot.scheduled_at if slot else (start + dt.timedelta(minutes=step.minute) if start else None)
        at = publication.published_at if publication else planned
        visible = rights is None or rights.may(Can.VIEW, step.account_id)
        found.append(StepLife(step, slot, publication, at, visible, by_a_person(step.post)))
    return sorted(found, key=lambda life: (life.step.position > 0, life.step.minute, life.step.position))


def first_publication(relay: Relay) -> Publication | None:
    """What the reposts repost."""
    rows = Publication.objects.filter(post__relay_step__relay=relay, post__relay_step__position=0)
    return rows.order_by("-pk").first()


def relays_for(user: Person) -> "QuerySet[Relay]":
    """The relays in which a person may see at least one account, with how many steps and how many are out."""
    ids = rights_of(user).account_ids(Can.VIEW)
    rows = Relay.objects.all() if ids is None else Relay.objects.filter(Q(steps__account_id__in=ids)).distinct()
    out = Count("steps", filter=Q(steps__post__state="published"), distinct=True)
    return rows.annotate(total=Count("steps", distinct=True), out=out).select_related("created_by").order_by("-pk")


def step_of(post: Post) -> RelayStep | None:
    """The step a post is in; a cancelled relay holds nobody."""
    step: RelayStep | None = RelayStep.objects.select_related("relay").filter(post_id=post.pk).first()
    return None if step is None or step.relay.state == RelayState.CANCELLED else step


def why_not_in_relay(post: Post, at: dt.datetime) -> str:
    """The sentence why a post of a relay may not stand at this moment; empty when it may, or is in none."""
    step = step_of(post)
    if step is None:
        return ""
    relay = step.relay
    if relay.state == RelayState.DRAFT:
        return _("这条内容属于联动“%(title)s”，请在联动页安排时间。") % {"title": relay.title}
    if step.position == 0 and relay.started_at is None:
        return ""  # the others move along
    first = waiting_on(post)
    if first is not None and at <= first.scheduled_at:
        return _("这条要在联动的首发之后，首发定在 %(time)s。") % {
            "time": f"{first.scheduled_at.astimezone(BEIJING):%m-%d %H:%M}"
        }
    near = nearest(at, times_of_others(step), least=relay.min_gap_minutes)
    if near is None:
        return ""
    sentence = _("与同一联动里 %(time)s 的一条隔不到 %(gap)d 分钟，不能同时发。")
    return sentence % {"time": f"{near.astimezone(BEIJING):%m-%d %H:%M}", "gap": relay.min_gap_minutes}


def times_of_others(step: RelayStep) -> list[dt.datetime]:
    """When the other accounts of the relay publish or have published."""
    rows = Slot.objects.filter(post__relay_step__relay=step.relay_id, state__in=ON_THE_CALENDAR)
    spoken = Coalesce("publication__published_at", "scheduled_at")
    return list(rows.exclude(post_id=step.post_id).order_by().values_list(spoken, flat=True))


def waiting_on(post: Post) -> Slot | None:
    """The first's slot, while its publication is still to come and this post counts from it."""
    step = step_of(post)
    if step is None or step.position == 0 or step.relay.started_at is not None:
        return None
    firsts = Slot.objects.filter(post__relay_step__relay=step.relay_id, post__relay_step__position=0)
    return firsts.exclude(state=SlotState.CANCELLED).order_by("-pk").first()


@dataclass(frozen=True, slots=True)
class Mark:
    """One point on the line of a relay, in units of its drawing (1,000 wide), and its words."""

    account: str
    when: str
    x: int
    y: int
    anchor: str
    state: str
    label: str


def marks(points: Iterable[tuple[str, int, str, str]]) -> list[Mark]:
    """Where each account stands on the line: (account, minute, state, label) in; words alternate over three rows."""
    wanted = sorted(points, key=lambda point: point[1])
    length = max((point[1] for point in wanted), default=0) or 1
    found = []
    for number, (account, minute, state, label) in enumerate(wanted):
        x = 30 + round(940 * minute / length)
        anchor = "start" if x < 120 else "end" if x > 880 else "middle"
        when = minutes_text(minute)
        found.append(Mark(account[:10], when, x, 64 + 34 * (number % 3), anchor, state or "planned", label))
    return found


def minutes_text(minute: int) -> str:
    """A distance in minutes as people say it."""
    if minute < 60:
        return _("%(m)d 分钟后") % {"m": minute} if minute else _("首发")
    hours, rest = divmod(minute, 60)
    return _("%(h)d 小时 %(m)d 分后") % {"h": hours, "m": rest} if rest else _("%(h)d 小时后") % {"h": hours}


def people_of(relay: Relay, accounts: Iterable[WeiboAccount]) -> set[int]:
    """Whom to tell: who made it, and who is in charge of the accounts."""
    found = {relay.created_by_id}
    for account in accounts:
        found |= {account.owner_id, account.deputy_id}
    return {pk for pk in found if pk is not None}


def relay_presets() -> list[RelayPreset]:
    """The ready-made ways, the default first."""
    return list(RelayPreset.objects.all())


def chosen_preset(name: str) -> RelayPreset | None:
    """The preset with this key, else the first."""
    presets = relay_presets()
    return next((preset for preset in presets if str(preset.pk) == name), presets[0] if presets else None)


@dataclass(frozen=True, slots=True)
class PresetLine:
    """One wave of a preset as people read it."""

    who: str
    when: str
    what: str


def lines_of(preset: RelayPreset) -> list[PresetLine]:
    """A preset in words."""
    found = []
    for line in preset.waves:
        wave = Wave.from_json(line)
        who = _("、").join(str(AccountKind(kind).label) for kind in wave.kinds if kind in AccountKind.values)
        when = minutes_text(wave.offset)
        if wave.spread:
            when = _("%(from)s，随机错开 %(n)d 分钟") % {"from": when, "n": wave.spread}
        found.append(PresetLine(who or _("其他账号"), when, str(StepKind(wave.what).label)))
    return found


def posts_of_idea(idea: Idea, accounts: "QuerySet[WeiboAccount]") -> dict[int, Post]:
    """The latest version of an idea for each account that is not in a relay and not on its way (A11)."""
    free = Post.objects.visible().filter(NOT_IN_A_RELAY, idea=idea, account__in=accounts, is_repost=False)
    rows = free.exclude(state__in=[*LOCKED_STATES, "cancelled", "scheduled"]).select_related("version", "account")
    return {post.account_id: post for post in rows.order_by("pk")}
