"""K8: accept a proposal for a week, whole or in part."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import WeiboAccount
from content.models import Post
from core import audit
from core.dates import Week
from core.errors import UserError
from publishing.models import Slot
from publishing.planner import Choice, Gap
from publishing.queries.stock import propose_week
from publishing.services.slots import place_slot


@dataclass(frozen=True, slots=True)
class Filled:
    """What was placed, and what stays empty with the reason."""

    slots: tuple[Slot, ...]
    gaps: tuple[Gap, ...]


def plan_week(*, accounts: Iterable[WeiboAccount], week: Week, by: audit.Actor, at: dt.datetime) -> Filled:
    """Propose and accept everything for the rest of `week` after `at`."""
    filling = propose_week(accounts, week, at=at)
    accepted = accept_choices(choices=filling.choices, by=by, at=at)
    return Filled(accepted.slots, tuple(sorted([*filling.gaps, *accepted.gaps], key=lambda gap: gap.at)))


def accept_choices(*, choices: Iterable[Choice], by: audit.Actor, at: dt.datetime) -> Filled:
    """Place what a person has accepted, each by itself: what no longer fits stays empty with the sentence why."""
    wanted = list(choices)
    posts = Post.objects.in_bulk([choice.post_id for choice in wanted])
    slots: list[Slot] = []
    gaps: list[Gap] = []
    for choice in wanted:
        post = posts.get(choice.post_id)
        if post is None:
            gaps.append(Gap(choice.account_id, choice.at, _("这条内容已不存在。")))
            continue
        try:
            slots.append(place_slot(post=post, scheduled_at=choice.at, by=by, at=at))
        except UserError as error:
            gaps.append(Gap(choice.account_id, choice.at, str(error)))
    return Filled(tuple(slots), tuple(gaps))
