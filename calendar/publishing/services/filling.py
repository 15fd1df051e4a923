"""K8: accept a proposal for some weeks, whole or in part; take it back."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import WeiboAccount
from content.models import Post
from core import audit
from core.dates import Week, local_day, week_of
from core.errors import Conflict, UserError
from publishing.models import Slot
from publishing.planner import Candidate, Choice, Gap
from publishing.planner.usable import why_unusable
from publishing.queries.proposals import propose_week
from publishing.queries.stock import Facts, read_facts
from publishing.services.locks import lock_schedules
from publishing.services.placing import Wish, place_slots
from publishing.services.slots import UNDO_WITHIN, cancel_slot


@dataclass(frozen=True, slots=True)
class Filled:
    """What was placed, and what stays empty with the reason."""

    slots: tuple[Slot, ...]
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """The accounts and weeks that a proposal was for."""

    accounts: Sequence[WeiboAccount]
    weeks: Sequence[Week]


def plan_week(*, accounts: Iterable[WeiboAccount], week: Week, by: audit.Actor, at: dt.datetime) -> Filled:
    """Propose and accept everything for the rest of `week` after `at`."""
    filling = propose_week(accounts, week, at=at)
    accepted = accept_choices(choices=filling.choices, by=by, at=at)
    return Filled(accepted.slots, tuple(sorted([*filling.gaps, *accepted.gaps], key=lambda gap: gap.at)))


def accept_wanted(*, span: Span, wanted: Iterable[tuple[int, dt.datetime]], by: audit.Actor, at: dt.datetime) -> Filled:
    """Place the posts (id, time) that a person has ticked. Each is asked again whether it may stand there; what has
    changed since the page was drawn stays empty with the sentence why."""
    facts = read_facts(span.accounts, span.weeks, at=at)
    accounts = {account.pk: account for account in span.accounts}
    posts = {one.post_id: (key, one) for key, rows in facts.pool.candidates.items() for one in rows}
    choices: list[Choice] = []
    gaps: list[Gap] = []
    for post_id, when in wanted:
        account_id, one = posts.get(post_id, (0, None))
        why = _why_changed(facts, accounts.get(account_id), one, when)
        if why:
            gaps.append(Gap(account_id, when, why))
        else:
            choices.append(Choice(account_id, when, post_id, ""))
    accepted = accept_choices(choices=choices, by=by, at=at)
    return Filled(accepted.slots, (*gaps, *accepted.gaps))


def _why_changed(facts: Facts, account: WeiboAccount | None, one: Candidate | None, when: dt.datetime) -> str:
    if account is None or one is None:
        return _("这条内容已经不能排期。")
    week = week_of(local_day(when))
    if when not in facts.openings.get((account.pk, week), ()):
        return _("这个时段已经不空。")
    return why_unusable(facts.stock(account, week), one, when)


def accept_choices(*, choices: Iterable[Choice], by: audit.Actor, at: dt.datetime) -> Filled:
    """Place what a person has accepted, each by itself: what no longer fits stays empty with the sentence why.

    Advertisements come last, so that what keeps two of them apart stands before they are judged.
    """
    wanted = list(choices)
    accounts = {choice.post_id: choice.account_id for choice in wanted}
    rows = Post.objects.filter(pk__in=accounts, category__is_promotional=True)
    promotional = set(rows.values_list("pk", flat=True))
    wanted.sort(key=lambda choice: (choice.post_id in promotional, choice.at, choice.account_id))
    placed = place_slots(wishes=[Wish(choice.post_id, choice.at) for choice in wanted], by=by, at=at)
    gaps = [Gap(accounts[row.wish.post_id], row.wish.at, str(row.error)) for row in placed.refused]
    return Filled(tuple(placed.slots), tuple(gaps))


@dataclass(slots=True)
class TakenBack:
    """How many left the calendar again, and why others stayed."""

    count: int
    refused: list[str]


@transaction.atomic
def take_back(*, slot_ids: Sequence[int], placed_at: dt.datetime, by: audit.Actor, at: dt.datetime) -> TakenBack:
    """Undo an acceptance: what nobody has touched since leaves the calendar, its post waits for a time again.

    Raises `Conflict` when the time to undo is over.
    """
    if at - placed_at > UNDO_WITHIN:
        raise Conflict(_("撤销的时限已过，或有人又改动了它。"), code="calendar.undo_over")
    placed = Slot.objects.filter(pk__in=slot_ids)
    lock_schedules(set(placed.values_list("account_id", flat=True)))
    slots = list(placed.filter(updated_at=placed_at).select_related("post", "account"))
    back = TakenBack(0, [_("有人又改动了它。")] * (len(slot_ids) - len(slots)))
    for slot in slots:
        try:
            with transaction.atomic():
                cancel_slot(slot=slot, by=by, at=at, reason=_("撤销填满时段"))
            back.count += 1
        except UserError as error:
            back.refused.append(str(error))
    return back
