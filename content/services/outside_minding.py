"""The sweep over questions to people outside (K5): tells who asked of links that end, passes what waits for nothing."""

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext_noop

from content.models import OutsideAsk, OutsideState, ReviewStage, StageState
from content.services.outside import KEY, go_on_waiting
from core.dates import BEIJING
from core.models import NoticeLevel
from core.notices import Message, notify

SOON = dt.timedelta(days=1)
AT_ONCE = 200

ENDING = gettext_noop("外部审核人%(who)s还没有回复“%(account)s”的一条内容，链接到 %(time)s 失效。")
ENDED = gettext_noop("外部审核人%(who)s没有回复“%(account)s”的一条内容，链接已失效，需要时请重新生成。")


def mind_outside(*, now: dt.datetime) -> int:
    """Do everything that is due; safe to repeat. Answers how many things were done."""
    return _warn(now) + _end(now) + _go_on(now)


def _open(now: dt.datetime, **which: object) -> list[OutsideAsk]:
    rows = OutsideAsk.objects.filter(decided_at=None, revoked_at=None, ended_told_at=None, **which)
    return list(rows.select_related("post__account").order_by("expires_at")[:AT_ONCE])


def _warn(now: dt.datetime) -> int:
    """A day before; not for links that were made for a day or less."""
    due = _open(now, reminded_at=None, expires_at__gt=now, expires_at__lte=now + SOON)
    told = sum(_tell(ask, ENDING, "soon", now) for ask in due if ask.state_at(now) == OutsideState.OPEN)
    OutsideAsk.objects.filter(pk__in=[ask.pk for ask in due]).update(reminded_at=now)
    return told


def _end(now: dt.datetime) -> int:
    due = _open(now, expires_at__lte=now)
    told = sum(_tell(ask, ENDED, "ended", now) for ask in due if ask.state_at(now) == OutsideState.EXPIRED)
    OutsideAsk.objects.filter(pk__in=[ask.pk for ask in due]).update(ended_told_at=now)
    return told


def _go_on(now: dt.datetime) -> int:
    """Steps whose outside voices are all there, but that something stopped when the last one came."""
    waiting = ReviewStage.objects.filter(state=StageState.OPEN, step__outside__gt=0, post__state="in_review")
    heard = waiting.filter(version__reviews__outside__isnull=False, version__reviews__decision="approved")
    ids = list(heard.order_by("post_id").values_list("post_id", flat=True).distinct())
    # All of them, a batch at a time: those that something stops stay, and must not hold up the rest.
    return sum(go_on_waiting(ids[start : start + AT_ONCE], at=now) for start in range(0, len(ids), AT_ONCE))


def _tell(ask: OutsideAsk, text: str, what: str, now: dt.datetime) -> int:
    time = f"{ask.expires_at.astimezone(BEIJING):%m-%d %H:%M}"
    params = {"who": ask.name, "account": ask.post.account.nickname, "time": time}
    people = [pk for pk in (ask.asked_by_id,) if pk is not None]
    url = reverse("content:post", args=[ask.post_id])
    message = Message(text, params, url, NoticeLevel.WARNING, mail=True)
    return notify(to=people, key=f"{KEY}{ask.pk}:{what}", message=message, at=now)
