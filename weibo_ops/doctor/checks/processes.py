"""Workers, beat, queues, and whether all of them run the code that lies on the disk."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.db.models import Min
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.models import Heartbeat, Job, JobState
from weibo_ops.celery import app
from weibo_ops.doctor.findings import Group, Verdict, Visit, broken, check, fine, unknown, warning
from weibo_ops.doctor.stores import BROKER, redis_client
from weibo_ops.pulse import BEAT, SENT_AT, WORKER, code_of_this_process, code_on_disk
from weibo_ops.queries.installation import beats

ALIVE: Final = timedelta(seconds=60)
"""Four pulses."""
GONE: Final = timedelta(days=1)
"""A worker that was silent for so long was taken away on purpose."""
LONG_QUEUE: Final = 200
LONG_WAIT: Final = timedelta(minutes=10)
LONGEST_WAIT: Final = timedelta(hours=2)
RESTART: Final = "systemctl restart weibo-ops"
QUEUE_NAMES: Final = {
    "send": gettext_lazy("发送（send）"),
    "default": gettext_lazy("日常（default）"),
    "slow": gettext_lazy("耗时（slow）"),
}


def queues() -> list[str]:
    """Every queue that the timetable fills."""
    return sorted({entry["options"]["queue"] for entry in app.conf.beat_schedule.values()})


def _name(queue: str) -> str:
    return str(QUEUE_NAMES.get(queue, queue))


def workers(now: datetime) -> list[tuple[Heartbeat, bool]]:
    """Every worker that was there within a day, and whether it is alive."""
    rows = Heartbeat.objects.filter(name__startswith=WORKER, at__gt=now - GONE).order_by("name")
    return [(row, now - row.at <= ALIVE) for row in rows]


@check("processes.workers", Group.PROCESSES, gettext_lazy("工作进程"), database=True)
def live_workers(visit: Visit) -> Verdict:
    """Each queue has somebody who works on it."""
    known = workers(visit.at)
    served = {queue for row, alive in known if alive for queue in row.detail.get("queues", [])}
    orphans = [queue for queue in queues() if queue not in served]
    if orphans:
        names = _("、").join(_name(queue) for queue in orphans)
        return broken(
            _("没有进程处理这些队列：%(names)s。") % {"names": names},
            _("重新启动服务；分开部署时启动 Procfile 里的 sender 和 worker。"),
            command=RESTART,
        )
    silent = [row.name.removeprefix(WORKER) for row, alive in known if not alive]
    if silent:
        return warning(
            _("有工作进程失去联系：%(names)s。") % {"names": _("、").join(silent)},
            _("看那台机器上的日志 var/log；不再使用的会在一天后从这里消失。"),
        )
    return fine(_("%(count)d 个工作进程在岗，各队列都有人处理。") % {"count": len(known)})


@check("processes.beat", Group.PROCESSES, gettext_lazy("定时器（beat）"), database=True)
def live_beat(visit: Visit) -> Verdict:
    """Without beat nothing is woken up: no post leaves."""
    row = Heartbeat.objects.filter(name=BEAT).first()
    mend = _("重新启动服务；分开部署时启动 Procfile 里的 beat。")
    if row is None:
        return broken(_("定时器还没有运行过，定时发布不会开始。"), mend, command=RESTART)
    if visit.at - row.at > ALIVE:
        minutes = int((visit.at - row.at).total_seconds() // 60)
        sentence = _("定时器 %(minutes)d 分钟没有动静，定时发布停着。") % {"minutes": minutes}
        return broken(sentence, mend, command=RESTART)
    return fine(_("定时器 %(seconds)d 秒前还在工作。") % {"seconds": max(0, int((visit.at - row.at).total_seconds()))})


@check("processes.sweeps", Group.PROCESSES, gettext_lazy("定期工作"), database=True)
def sweeps(visit: Visit) -> Verdict:
    """Every sweep has ended within its time."""
    found = list(beats(visit.at))
    late = [each.title for each in found if each.at is not None and each.late]
    never = [each.title for each in found if each.at is None]
    if late:
        return broken(
            _("这些工作停了：%(names)s。") % {"names": _("、").join(late)},
            _("先看工作进程和定时器两项；都正常时看 var/log/worker.log 里的错误。"),
        )
    if never:
        return unknown(
            _("这些工作还没有运行过：%(names)s。") % {"names": _("、").join(never)},
            _("新装的系统几分钟内会补上，每日的工作要等到第二天。"),
        )
    return fine(_("%(count)d 项定期工作都按时完成。") % {"count": len(found)})


def oldest_message(client: Any, queue: str) -> datetime | None:
    """When the message that waits longest was sent; None when the queue is empty or the message does not say."""
    raw = client.lindex(queue, -1)
    try:
        sent = json.loads(raw)["headers"][SENT_AT] if raw else None
    except (ValueError, KeyError, TypeError):
        return None
    return datetime.fromtimestamp(float(sent), UTC) if sent is not None else None


@check("processes.queues", Group.PROCESSES, gettext_lazy("任务队列"))
def queue_depth(visit: Visit) -> Verdict:
    """How many messages wait, and how long the oldest does."""
    with redis_client(BROKER) as client:
        found = [(queue, int(client.llen(queue)), oldest_message(client, queue)) for queue in queues()]
    parts = [
        _("%(queue)s：%(depth)d 件") % {"queue": _name(queue), "depth": depth}
        + (_("，最久的等了 %(seconds)d 秒") % {"seconds": (visit.at - oldest).total_seconds()} if oldest else "")
        for queue, depth, oldest in found
    ]
    sentence = _("；").join(parts) + _("。")
    waits = [visit.at - oldest for _queue, _depth, oldest in found if oldest]
    longest = max(waits, default=timedelta())
    if max(depth for _queue, depth, _oldest in found) < LONG_QUEUE and longest < LONG_WAIT:
        return fine(sentence)
    mend = _("工作进程跟不上或停了。加开工作进程；过期的任务会自动丢弃，不会补跑。")
    return (broken if longest >= LONGEST_WAIT else warning)(sentence, mend, command=RESTART)


@check("processes.jobs", Group.PROCESSES, gettext_lazy("导入等长任务"), database=True)
def waiting_jobs(visit: Visit) -> Verdict:
    """The oldest job that nobody has begun, imports that wait for a person aside."""
    waiting = Job.objects.filter(state=JobState.WAITING).exclude(kind="content.import", params__confirmed__isnull=True)
    oldest = waiting.aggregate(oldest=Min("created_at"))["oldest"]
    if oldest is None:
        return fine(_("没有长任务在排队。"))
    minutes = int((visit.at - oldest).total_seconds() // 60)
    sentence = _("有长任务在排队，最久的等了 %(minutes)d 分钟。") % {"minutes": minutes}
    if visit.at - oldest < LONG_WAIT:
        return fine(sentence)
    mend = _("看处理“耗时（slow）”队列的工作进程是否在岗、是否正在做一个很大的导入。")
    return (broken if visit.at - oldest >= LONGEST_WAIT else warning)(sentence, mend)


@check("processes.code", Group.SETTINGS, gettext_lazy("程序版本"), database=True)
def same_code(visit: Visit) -> Verdict:
    """After an update every process has to be restarted, or old code writes what new code reads."""
    disk = code_on_disk()
    rows = Heartbeat.objects.filter(at__gt=visit.at - ALIVE).exclude(detail__code=None)
    old = [row.name.removeprefix(WORKER) for row in rows if row.detail.get("code") != disk]
    if code_of_this_process() != disk:
        old.append(_("网页"))
    if old:
        return broken(
            _("磁盘上的程序已更新，这些进程还在运行旧程序：%(names)s。") % {"names": _("、").join(old)},
            _("重新启动服务。"),
            command=RESTART,
        )
    return fine(_("各进程都在运行磁盘上的程序（%(code)s）。") % {"code": disk})
