"""What who connects accounts to the fans service wants to know: what came last, and what was turned away (E1)."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.core.cache import cache
from django.db.models import Count, Max, Q
from django.utils.translation import gettext_lazy as _

from engagement.models import EventState, FansEvent
from engagement.services.callbacks import REFUSED, Refusal

LATELY: Final = dt.timedelta(days=7)
WHY: Final = {
    "callback.signature": _("签名不正确：粉丝服务平台里填的应用与这里配置的 App Secret 不一致，或有人乱敲门。"),
    "callback.stale": _("签名里的时间与本机相差超过 5 分钟：请检查服务器的时钟。"),
    "callback.replayed": _("同一个签名又带来了别的内容，已拒绝。"),
    "callback.too_long": _("内容超过 64 KB，已拒绝。"),
}


@dataclass(frozen=True)
class Traffic:
    """The last week of the callback."""

    checked_at: dt.datetime | None
    event_at: dt.datetime | None
    events: int
    repeats: int
    strays: int
    unreadable: int
    failed: int
    waiting: int
    refusal: Refusal | None
    why: str


def traffic(now: dt.datetime) -> Traffic:
    """One query and a look into the cache."""
    lately = FansEvent.objects.filter(received_at__gte=now - LATELY)
    come = ~Q(state=EventState.CHECK)
    facts = lately.aggregate(
        checked_at=Max("received_at", filter=Q(state=EventState.CHECK)),
        event_at=Max("received_at", filter=come),
        events=Count("pk", filter=come & Q(is_repeat=False)),
        repeats=Count("pk", filter=Q(is_repeat=True)),
        strays=Count("pk", filter=Q(state=EventState.STRAY)),
        unreadable=Count("pk", filter=Q(state=EventState.UNREADABLE)),
        failed=Count("pk", filter=Q(state=EventState.FAILED)),
        waiting=Count("pk", filter=Q(state=EventState.NEW)),
    )
    refusal: Refusal | None = cache.get(REFUSED)
    return Traffic(**facts, refusal=refusal, why=str(WHY.get(refusal.why, "")) if refusal else "")
