"""What of listening fails when a grant ends: sources that are read with it, posts whose counts are still collected."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import ngettext

from accounts.consequences import End, Loss, Losses
from accounts.queries.tokens import main_ends
from monitoring.models import MetricSample, SampleState, Source


def lost_listening(ends: Sequence[End], now: dt.datetime) -> Losses:
    """Active sources of the account, and samples due after the end."""
    meant = main_ends(ends)
    ids = {end.account_id for end in meant}
    active = Source.objects.filter(account_id__in=ids, is_active=True).order_by()
    sources = dict(active.values_list("account_id").annotate(Count("pk")))
    due = MetricSample.objects.filter(state=SampleState.DUE, publication__account_id__in=ids, due_at__gt=now).order_by()
    posts = dict(due.values_list("publication__account_id").annotate(Count("publication_id", distinct=True)))
    return {end: _losses(sources.get(end.account_id, 0), posts.get(end.account_id, 0)) for end in meant}


def _losses(sources: int, posts: int) -> list[Loss]:
    found = []
    if sources:
        sentence = ngettext("%(n)d 个监测来源停止读取。", "%(n)d 个监测来源停止读取。", sources)
        found.append(Loss(sources, sentence % {"n": sources}, reverse("monitoring:home")))
    if posts:
        sentence = ngettext("%(n)d 条已发布的微博不再采集互动数据。", "%(n)d 条已发布的微博不再采集互动数据。", posts)
        found.append(Loss(posts, sentence % {"n": posts}))
    return found
