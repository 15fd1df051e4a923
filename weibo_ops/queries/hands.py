"""Blocks of the workbench for what a person's own hands have to do (K6): publish, and stay with the comments."""

import datetime as dt

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Channel
from accounts.roles import Can
from core.dates import BEIJING, local_day
from engagement.models import StayState, StayTask
from engagement.queries.stays import counted
from engagement.queries.targets import open_by_account
from publishing.models import Slot, SlotState
from weibo_ops.queries.search import address_of
from weibo_ops.queries.workbench import SHOWN, Block, Line, Reach, beginning, block_of, first_words

SOON = dt.timedelta(minutes=30)


def hand_overs(reach: Reach) -> Block:
    """What waits for a person to publish it, now and within half an hour."""
    by_hand = Q(post__by_hand=True) | Q(account__channel=Channel.HAND_OVER) | Q(handed_over_at__isnull=False)
    rows = Slot.objects.filter(by_hand, state=SlotState.PLANNED, scheduled_at__lte=reach.now + SOON)
    ids = reach.rights.account_ids(Can.SCHEDULE)
    seen = reach.limited(rows if ids is None else rows.filter(account_id__in=ids))
    found = seen.select_related("account", "post__version", "post__category", "hand_over__taken_by")
    lines = [
        Line(
            text=first_words(slot.post),
            url=address_of("calendar:sent_text", slot.pk),
            account=slot.account,
            at=slot.scheduled_at,
            note=_holder(slot),
            category=slot.post.category,
            is_bad=slot.scheduled_at < reach.now - dt.timedelta(minutes=2),
        )
        for slot in found.order_by("scheduled_at", "pk")[: SHOWN + 1]
    ]
    return block_of(
        lines,
        key="hands",
        title=_("请人工发布"),
        icon="hand-finger",
        empty="",  # the card is left out
        more_url=address_of("calendar:hand_overs"),
    )


def _holder(slot: Slot) -> str:
    hand = getattr(slot, "hand_over", None)
    return _("%(name)s在发") % {"name": hand.taken_by} if hand is not None and hand.taken_by else ""


def stays(reach: Reach) -> Block:
    """Posts whose first comments this person stays with, with how many wait for an answer."""
    due = Q(snoozed_until__isnull=True) | Q(snoozed_until__lte=reach.now)
    rows = StayTask.objects.filter(due, owner=reach.user, state=StayState.OPEN)
    lines = [
        Line(
            text=beginning(task.publication.text),
            url=address_of("engagement:stay", task.pk),
            account=task.account,
            at=task.due_at,
            note=_waiting(task),
            category=task.publication.post.category,
            is_bad=task.due_at < reach.now,
        )
        for task in counted(reach.limited(rows)).order_by("due_at", "pk")[: SHOWN + 1]
    ]
    return block_of(
        lines,
        key="stays",
        title=_("陪伴评论"),
        icon="message-heart",
        empty="",  # the card is left out
        more_url=address_of("engagement:stays"),
    )


def targets(reach: Reach) -> Block:
    """Five a day (E2): accounts with people left to meet today."""
    ids = reach.rights.account_ids(Can.REPLY)
    lines = [
        Line(
            text=ngettext("还有 %(n)d 位没有互动", "还有 %(n)d 位没有互动", left) % {"n": left},
            url=f"{address_of('engagement:plan')}?account={account.pk}",
            account=account,
        )
        for account, left in open_by_account(local_day(reach.now))
        if (ids is None or account.pk in ids) and (reach.only is None or account.pk in reach.only)
    ]
    return block_of(
        lines,
        key="targets",
        title=_("每日互动"),
        icon="users-plus",
        empty="",  # the card is left out
        more_url=address_of("engagement:plan"),
    )


def _waiting(task: StayTask) -> str:
    until = _("陪伴到 %(time)s") % {"time": f"{task.due_at.astimezone(BEIJING):%H:%M}"}
    count = int(getattr(task, "waiting", 0))
    if not count:
        return until
    return until + _("，") + ngettext("%(n)d 条没回", "%(n)d 条没回", count) % {"n": count}
