"""What the team forgets after a draw: messages not sent, prizes not claimed, parcels not on their way (P9)."""

import datetime as dt
from typing import Any, Final

from django.db.models import Count, DateTimeField, ExpressionWrapper, F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_noop

from campaigns.models import Draw, DrawState, Winner, WinnerState
from core import notices
from core.models import NoticeLevel

SOON: Final = dt.timedelta(days=1)
SHIP_SOON: Final = dt.timedelta(days=3)
TEXTS: Final = {
    "unsent": gettext_noop("活动“%(name)s”有 %(n)d 位中奖者还没有收到私信，领奖期限要等私信发出才开始算。"),
    "unclaimed": gettext_noop("活动“%(name)s”有 %(n)d 位中奖者一天内就要过领奖期限，可以再提醒一次。"),
    "unshipped": gettext_noop("活动“%(name)s”有 %(n)d 份奖品三天内必须寄出。"),
}


def remind_of_winners(*, now: dt.datetime) -> int:
    """Tell owners of campaigns, once for each matter; what is settled disappears. Returns how many were told."""
    told = 0
    for kind, text in TEXTS.items():
        found = {row["draw__campaign"]: row for row in _counted(_waiting(kind, now))}
        for pk, row in found.items():
            url = f"{reverse('campaigns:campaign', args=[pk])}?part=winners"
            params = {"name": row["draw__campaign__name"], "n": row["n"]}
            message = notices.Message(text, params, url, NoticeLevel.WARNING, mail=True)
            owner, key = row["draw__campaign__owner"], f"winners:{pk}:{kind}"
            told += notices.notify(to=[owner], key=key, message=message, at=now)
        drawn = (
            Draw.objects.filter(state=DrawState.DRAWN).exclude(campaign__in=found).values_list("campaign", flat=True)
        )
        notices.settle_keys(keys=[f"winners:{pk}:{kind}" for pk in drawn], at=now)
    return told


def _waiting(kind: str, now: dt.datetime) -> "QuerySet[Winner]":
    rows = Winner.objects.filter(draw__state=DrawState.DRAWN, draw__campaign__owner__isnull=False)
    if kind == "unsent":
        unsent = Q(state=WinnerState.WON) | Q(state=WinnerState.TOLD, claim__handed_at__isnull=True)
        return rows.filter(unsent, prize__is_physical=True, changed_at__lt=now - SOON)
    if kind == "unclaimed":
        told = rows.filter(state=WinnerState.TOLD, prize__is_physical=True, claim__handed_at__isnull=False)
        return told.filter(claim__due_at__range=(now, now + SOON))
    days = ExpressionWrapper(F("prize__delivery_days") * dt.timedelta(days=1), output_field=DateTimeField())
    due = ExpressionWrapper(F("claim__claimed_at") + days, output_field=DateTimeField())
    claimed = rows.filter(state__in=(WinnerState.CLAIMED, WinnerState.RETURNED), prize__is_physical=True)
    return claimed.annotate(send_by=due).filter(send_by__lt=now + SHIP_SOON)


def _counted(rows: "QuerySet[Winner]") -> list[dict[str, Any]]:
    names = ("draw__campaign", "draw__campaign__name", "draw__campaign__owner")
    return [dict(row) for row in rows.order_by().values(*names).annotate(n=Count("pk"))]
