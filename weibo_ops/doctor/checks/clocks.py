"""Posts go out at the instant, so every clock that takes part must show the same time."""

import time
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import gateway
from core.models import Heartbeat
from weibo_ops.doctor.findings import Group, Verdict, Visit, broken, check, fine, unknown, warning
from weibo_ops.doctor.stores import postgres, redis_client
from weibo_ops.pulse import WORKER

NOTICED: Final = 1.0
"""Seconds of difference from which a clock is worth a warning."""
WRONG: Final = 5.0
"""Seconds from which posts leave noticeably early or late and OAuth answers look stale."""
WHOLE_SECONDS: Final = 1.0
"""A `Date` header tells whole seconds only."""
SIGN_OF_LIFE: Final = timedelta(minutes=1)
MEND: Final = "timedatectl set-ntp true"
EXPECTED_ZONE: Final = "Asia/Shanghai"


def here() -> float:
    """Seconds since 1970 on the clock of this machine."""
    return time.time()


def database_clock() -> float:
    """Seconds since 1970 on PostgreSQL's clock."""
    with postgres() as cursor:
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        return float(cursor.fetchone()[0])


def redis_clock() -> float:
    """Seconds since 1970 on Redis's clock."""
    with redis_client() as client:
        seconds, micros = client.time()
        return float(seconds) + float(micros) / 1e6


def weibo_clock() -> float | None:
    """Seconds since 1970 as the platform's answer is dated; None when it does not answer or does not say."""
    request = urllib.request.Request(gateway.hosts().api + "/2/emotions.json", method="HEAD")  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=3) as answer:  # noqa: S310 - the address of the settings
            date = answer.headers.get("Date")
    except urllib.error.HTTPError as error:
        date = error.headers.get("Date")
    except (OSError, ValueError):
        return None
    try:
        return parsedate_to_datetime(date).timestamp() if date else None
    except ValueError:
        return None


def compare(read: Callable[[], float | None], *, slack: float = 0.0) -> float | None:
    """How far another clock is ahead of ours in seconds, the way there and back halved; None when it says nothing."""
    before = here()
    other = read()
    after = here()
    if other is None:
        return None
    difference = other - (before + after) / 2
    return difference if abs(difference) > slack + (after - before) / 2 else 0.0


def _judge(name: str, difference: float) -> Verdict:
    values = {"name": name, "seconds": f"{abs(difference):.1f}"}
    if abs(difference) <= NOTICED:
        return fine(_("与%(name)s的时钟一致，相差不到 1 秒。") % values)
    ahead = (
        _("%(name)s的时钟比本机快 %(seconds)s 秒。") if difference > 0 else _("%(name)s的时钟比本机慢 %(seconds)s 秒。")
    )
    mend = _("在时钟不准的那台机器上开启对时，定时发布以数据库所在机器为准。")
    state = broken if abs(difference) > WRONG else warning
    return state((ahead % values).strip(), mend, command=MEND)


@check("clock.database", Group.CLOCK, gettext_lazy("与数据库的时差"))
def against_database(visit: Visit) -> Verdict:
    """Slots are claimed by the clock of the sender, leases end by the same rows."""
    return _judge(" PostgreSQL ", compare(database_clock) or 0.0)


@check("clock.processes", Group.CLOCK, gettext_lazy("各进程的时钟"), database=True)
def of_processes(visit: Visit) -> Verdict:
    """With every sign of life a worker tells how far its own clock is ahead of the database's."""
    live = Heartbeat.objects.filter(at__gt=visit.at - SIGN_OF_LIFE, detail__has_key="ahead")
    apart = {row.name.removeprefix(WORKER): float(row.detail["ahead"]) for row in live}
    if not apart:
        return unknown(_("没有在岗的进程报告过时钟。"), _("先按“工作进程”那一项处理。"))
    name, worst = max(apart.items(), key=lambda each: abs(each[1]))
    if abs(worst) <= NOTICED:
        return fine(_("%(count)d 个进程的时钟都与数据库一致，相差不到 1 秒。") % {"count": len(apart)})
    values = {"name": name, "seconds": f"{abs(worst):.1f}"}
    fast, slow = (
        _("进程 %(name)s 的时钟比数据库快 %(seconds)s 秒。"),
        _("进程 %(name)s 的时钟比数据库慢 %(seconds)s 秒。"),
    )
    mend = _("在那台机器上开启对时，再重新启动该进程。发布时刻以数据库的时钟为准，不会早发。")
    return (broken if abs(worst) > WRONG else warning)((fast if worst > 0 else slow) % values, mend, command=MEND)


@check("clock.redis", Group.CLOCK, gettext_lazy("与 Redis 的时差"))
def against_redis(visit: Visit) -> Verdict:
    """Limits of calls are counted in windows by Redis."""
    return _judge(" Redis ", compare(redis_clock) or 0.0)


@check("clock.weibo", Group.CLOCK, gettext_lazy("与微博的时差"))
def against_weibo(visit: Visit) -> Verdict:
    """A post that Weibo dates differently is looked for at the wrong place."""
    difference = compare(weibo_clock, slack=WHOLE_SECONDS)
    if difference is None:
        return unknown(_("微博没有应答，无法比较时钟。"), _("先按“微博接口”那一项处理。"))
    return _judge(_("微博"), difference)


@check("clock.zone", Group.CLOCK, gettext_lazy("时区"))
def zone(visit: Visit) -> Verdict:
    """What people read is Beijing time; the rows are in UTC."""
    if settings.TIME_ZONE != EXPECTED_ZONE or not settings.USE_TZ:
        return broken(
            _("时区设置是 %(zone)s，页面和排期会差几个小时。") % {"zone": settings.TIME_ZONE},
            _("把 weibo_ops/settings.py 的 TIME_ZONE 恢复为 Asia/Shanghai，USE_TZ 恢复为 True。"),
        )
    now = datetime.fromtimestamp(here(), UTC)
    if now.astimezone(ZoneInfo(EXPECTED_ZONE)).utcoffset() != now.astimezone(ZoneInfo("Etc/GMT-8")).utcoffset():
        return broken(
            _("系统的时区数据不对，北京时间不是 UTC+8。"), _("更新时区数据。"), command="pip install --upgrade tzdata"
        )
    return fine(_("页面按北京时间显示，数据库按 UTC 保存。"))
