"""A source that turned blind, or brings far less than usual: its owner is told once, until it hears again (M2)."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext_noop

from accounts.access import people_who_may
from accounts.roles import Can
from core.models import NoticeLevel
from core.notices import Message, notify, settle
from monitoring.models import FILE_KINDS, Source
from monitoring.queries.alerting import listeners
from monitoring.queries.hearing import Hearing, source_rows
from monitoring.queries.volumes import Volume, volumes_of

BLIND = gettext_noop("来源“%(name)s”读不到：%(reason)s没有新内容不代表没人说话。")
LATE = gettext_noop("来源“%(name)s”该来的采集文件没有来，没有新内容不代表没人说话。")
QUIET = gettext_noop("来源“%(name)s”近 6 小时只有 %(n)d 条，同一时段通常 %(low)d 至 %(high)d 条，请看看采集是否正常。")


def mind_sources(*, now: datetime) -> int:
    """Tell of sources that cannot be heard, settle what is over. Returns how many are blind or far too quiet."""
    rows = [row for row in source_rows(now) if row.hearing is not Hearing.PAUSED]
    for row in rows:
        if row.hearing is Hearing.LATE or (row.hearing is Hearing.BLIND and _lasts(row.source, now)):
            _turn_blind(row.source, now, is_late=row.hearing is Hearing.LATE)
        elif row.hearing is not Hearing.BLIND:
            _hear_again(row.source, now)
    heard = [row.source for row in rows if row.hearing in {Hearing.OK, Hearing.FILE}]
    quiet = {pk: volume for pk, volume in volumes_of(heard, now=now).items() if volume.is_far_less}
    for source in heard:
        _mind_volume(source, quiet.get(source.pk), now)
    return len(rows) - len(heard) + len(quiet)


def _lasts(source: Source, now: datetime) -> bool:
    """One read that fails is no alarm; the next one will tell."""
    if source.blind_since is not None or source.last_ok_at is None:
        return True
    return source.last_ok_at < now - 2 * timedelta(minutes=source.interval_minutes)


def _turn_blind(source: Source, now: datetime, *, is_late: bool) -> None:
    if source.blind_since is None:
        Source.objects.filter(pk=source.pk).update(blind_since=source.last_ok_at or now)
    params = {"name": source.name} if is_late else {"name": source.name, "reason": source.last_error}
    message = Message(LATE if is_late else BLIND, params, _url(source), NoticeLevel.DANGER, mail=True)
    notify(to=_people(source), key=f"source:{source.pk}:blind", message=message, at=now)


def _hear_again(source: Source, now: datetime) -> None:
    if source.blind_since is not None:
        Source.objects.filter(pk=source.pk).update(blind_since=None)
        settle(key_prefix=f"source:{source.pk}:blind", at=now)


def _mind_volume(source: Source, volume: Volume | None, now: datetime) -> None:
    if volume is None:
        if source.quiet_since is not None:
            Source.objects.filter(pk=source.pk).update(quiet_since=None)
            settle(key_prefix=f"source:{source.pk}:quiet", at=now)
        return
    if source.quiet_since is None:
        Source.objects.filter(pk=source.pk).update(quiet_since=volume.start)
    params = {"name": source.name, "n": volume.count, "low": volume.low, "high": volume.high}
    message = Message(QUIET, params, _url(source), NoticeLevel.WARNING)
    notify(to=_people(source), key=f"source:{source.pk}:quiet", message=message, at=now)


def _people(source: Source) -> set[int]:
    """The owner; else those who monitor for its account; else all who monitor."""
    if source.owner is not None and source.owner.is_active:
        return {source.owner.pk}
    if source.account is not None and source.kind not in FILE_KINDS:
        return {user.pk for user in people_who_may(Can.MONITOR, source.account)} or listeners()
    return listeners()


def _url(source: Source) -> str:
    return reverse("monitoring:source", args=[source.pk])
