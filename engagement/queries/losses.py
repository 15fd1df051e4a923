"""What of the inbox fails when a grant ends: people who wait for an answer."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import ngettext

from accounts.consequences import End, Loss, Losses
from accounts.queries.tokens import main_ends
from engagement.models import Thread, ThreadState


def lost_replies(ends: Sequence[End], now: dt.datetime) -> Losses:
    """Open threads of the account: they can be read here, but not answered from here."""
    meant = main_ends(ends)
    rows = Thread.objects.filter(account_id__in={end.account_id for end in meant}, state=ThreadState.OPEN).order_by()
    waiting = dict(rows.values_list("account_id").annotate(Count("pk")))
    return {end: [_loss(end, waiting[end.account_id])] for end in meant if end.account_id in waiting}


def _loss(end: End, count: int) -> Loss:
    sentence = ngettext("%(n)d 条留言无法从这里回复。", "%(n)d 条留言无法从这里回复。", count) % {"n": count}
    return Loss(count, sentence, f"{reverse('engagement:inbox')}?account={end.account_id}")
