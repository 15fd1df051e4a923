"""The list of a draw is published by a job: files first, then one transaction that makes them count (P8).

Nothing that a killed worker left behind counts: a try writes into a folder of its own, under a key of its own, and the
next one takes what it finds away. While the job is open nobody changes entries (`services.closing`).
"""

import datetime as dt
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Final

import structlog
from django.db import OperationalError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.access import require_somewhere
from accounts.models import User
from accounts.roles import Can
from accounts.secrets import seal
from campaigns import beacon, draw_files, events
from campaigns.draw import ENGINE
from campaigns.models import Campaign, Draw, DrawState, Entry, Picking, Verdict
from campaigns.planning.record import record_of, snapshot
from campaigns.queries.draws import LIST_KIND, list_job, rules_of
from campaigns.queries.readiness import why_not_ready
from campaigns.services.changing import locked
from core import notices
from core.audit import SYSTEM, Change, record
from core.dates import BEIJING
from core.errors import Conflict, UserError
from core.jobs import JobCancelled, advance_job, begin_job, create_job, finish_job
from core.locks import only_one
from core.models import Job, JobState, NoticeLevel

log = structlog.get_logger(__name__)
JOB_KIND: Final = LIST_KIND
AHEAD: Final = dt.timedelta(minutes=10)
"""A value must lie at least so far ahead when the list is asked for: time enough to show the commitment to people."""
LEAST: Final = dt.timedelta(minutes=5)
"""The same when the list is there: a job that waited too long would publish beside a value that exists."""
FAILED: Final = gettext_noop("活动“%(name)s”的名单没有公布：%(why)s")
Clock = Callable[[], dt.datetime]


@dataclass(frozen=True)
class DrawPlan:
    """What is named in advance. `number_name` empty: no agreed number. `number_form`: an earlier value as example."""

    due_at: dt.datetime
    reserves: int
    by_drand: bool = True
    number_name: str = ""
    number_where: str = ""
    number_form: str = ""


def start_list(*, campaign: Campaign, plan: DrawPlan, by: User, at: dt.datetime) -> Job:
    """P8: queue the publishing of the list; from here on entries stand still.

    Raises `Conflict` when something stands in the way, `UserError` for a plan that cannot hold.
    """
    require_somewhere(by, Can.CAMPAIGN)
    sources_of(plan, at)
    with transaction.atomic():
        row = locked(campaign)
        _refuse(row, at)
        if list_job(row, is_open=True) is not None:
            raise Conflict(_("名单正在公布，请等它结束。"), code="draw.publishing")
        if not Entry.objects.filter(campaign=row, verdict=Verdict.VALID).exists():
            raise Conflict(_("没有一个有效参与，不能抽奖。"), code="draw.nobody")
        told = {**asdict(plan), "due_at": plan.due_at.isoformat()}
        params = {"campaign": row.pk, "slug": secrets.token_urlsafe(12), "plan": told}
        job = create_job(
            kind=JOB_KIND, title=_("公布“%(name)s”的名单") % {"name": row.name}, params=params, by=by, at=at
        )
        record("campaigns.draw.list_started", row, by=by, at=at, change=Change(after=told))
        notices.settle(key_prefix=f"draw-list:{row.pk}", at=at)
        events.entries_queued.send_on_commit(job_id=job.pk, kind=JOB_KIND)
    return job


def run_list(job_id: int, *, clock: Clock) -> Draw | None:
    """Write and publish the list. None when it is over, stopped, failed, or another worker has this campaign."""
    params = Job.objects.filter(pk=job_id, kind=JOB_KIND).values_list("params", flat=True).first()
    if params is None:
        return None
    with only_one(f"{JOB_KIND}.{params['campaign']}") as mine:
        job = begin_job(job_id, at=clock()) if mine else None
        if job is None:
            return None
        try:
            return _publish(job, clock)
        except JobCancelled:
            _give_up(job, JobState.CANCELLED, _("已停止，没有公布任何内容。"), at=clock())
        except UserError as error:
            _give_up(job, JobState.FAILED, str(error), at=clock())
        except OperationalError:
            raise  # the database went away: the job stays open and the next sweep begins it again
        except Exception:
            log.exception("publishing_list_failed", job=job.pk)
            _give_up(job, JobState.FAILED, _("公布中断，没有公布任何内容，请联系系统管理员。"), at=clock())
            raise
        return None


@dataclass(frozen=True)
class _Try:
    """One try to publish: its own folder and key, and what stands in the file beside the entries."""

    campaign: Campaign
    plan: DrawPlan
    folder: str
    key: bytes
    bound: dict[str, Any]


def _publish(job: Job, clock: Clock) -> Draw:
    """Files outside of any transaction, since a million lines take their time; then all or nothing."""
    campaign = Campaign.objects.get(pk=job.params["campaign"])
    told = job.params["plan"]
    plan = DrawPlan(**{**told, "due_at": dt.datetime.fromisoformat(told["due_at"])})
    draw_files.remove(_home(job))  # of a try that was killed
    folder, bound = f"{_home(job)}/{secrets.token_hex(4)}", _bound(campaign, plan)
    one = _Try(campaign, plan, folder, secrets.token_bytes(32), bound)
    total = 2 * Entry.objects.filter(campaign=campaign).count()

    def tell(done: int) -> None:
        advance_job(job, done=done, total=total)

    made = draw_files.write(campaign, folder=folder, key=one.key, tell=tell, **bound)
    with transaction.atomic():
        return _commit(job, one, made, at=clock())


def _commit(job: Job, one: _Try, made: draw_files.Written, *, at: dt.datetime) -> Draw:
    """From here on it counts, when nothing that it binds became another meanwhile."""
    row, header = locked(one.campaign), made.header
    _refuse(row, at)
    if one.plan.due_at < at + LEAST:
        raise Conflict(_("排队太久，约定的时间快到了。请换一个更晚的时间再公布。"), code="draw.waited")
    if _bound(row, one.plan) != one.bound or row.name != header.campaign:
        raise Conflict(_("公布期间活动有改动，请核对后再公布。"), code="draw.moved")
    if not made.valid:
        raise Conflict(_("没有一个有效参与，不能抽奖。"), code="draw.nobody")
    by = User.objects.filter(pk=job.created_by_id or 0).first()
    draw = Draw.objects.create(
        campaign=row, slug=job.params["slug"], engine=ENGINE, commitment=header.commitment, root=header.root,
        rules_hash=header.rules_hash, entries=header.entries, valid=made.valid, reserves=one.plan.reserves,
        places=sum(quantity for _tier, _name, quantity in header.prizes), sources=list(header.sources),
        value_due_at=one.plan.due_at, folder=one.folder, salt_key=seal(one.key.hex()), committed_at=at, committed_by=by,
    )  # fmt: skip
    after = {"commitment": draw.commitment, "entries": draw.entries, "valid": draw.valid}
    record("campaigns.draw.committed", draw, by=by or SYSTEM, at=at, change=Change(after=after))
    message = _("名单已公布，共 %(n)d 人。") % {"n": draw.entries}
    finish_job(job, state=JobState.DONE, at=at, result=after, message=message)
    return draw


def _bound(row: Campaign, plan: DrawPlan) -> dict[str, Any]:
    """What stands in the file beside the entries."""
    prizes = tuple((prize.tier, prize.name, prize.quantity) for prize in row.prizes.order_by("tier"))
    rules = {"judged": rules_of(row), "told": snapshot(record_of(row))}
    sources, due = _named(plan), _written(plan.due_at)
    return {"prizes": prizes, "reserves": plan.reserves, "sources": sources, "due": due, "rules": rules}


def _home(job: Job) -> str:
    return f"draws/{job.params['slug']}"


def _give_up(job: Job, state: JobState, message: str, *, at: dt.datetime) -> None:
    """Nothing is left; who asked hears why, unless he stopped it himself."""
    draw_files.remove(_home(job))
    campaign = Campaign.objects.get(pk=job.params["campaign"])
    with transaction.atomic():
        finish_job(job, state=state, at=at, message=message)
        record(f"campaigns.draw.list_{state}", campaign, by=SYSTEM, at=at, change=Change(reason=message))
        if state == JobState.FAILED and job.created_by_id is not None:
            url, params = reverse("campaigns:campaign", args=[campaign.pk]), {"name": campaign.name, "why": message}
            told = notices.Message(FAILED, params, f"{url}?part=draw", NoticeLevel.WARNING, mail=True)
            notices.notify(to=[job.created_by_id], key=f"draw-list:{campaign.pk}:{job.pk}", message=told, at=at)


def _refuse(row: Campaign, at: dt.datetime) -> None:
    if row.picking != Picking.DRAW:
        raise Conflict(_("这个活动不是随机抽取的，没有名单可公布。"), code="draw.picking")
    if row.draws.exclude(state=DrawState.VOID).exists():
        raise Conflict(_("名单已经公布过了。"), code="draw.exists")
    if at < row.ends_at:
        raise Conflict(_("活动还没有截止，不能公布名单。"), code="draw.running")
    if not row.prizes.exists():
        raise Conflict(_("还没有奖品，不能抽奖。"), code="draw.prizes")
    if stops := why_not_ready(row):
        raise Conflict(stops[0], code="draw.entries")


def sources_of(plan: DrawPlan, at: dt.datetime) -> tuple[dict[str, Any], ...]:
    """The public values as the file names them. Raises `UserError` for a plan that cannot hold."""
    if plan.due_at < at + AHEAD:
        raise UserError(_("公开数值的时间至少要在 10 分钟以后。"), code="draw.due", field="due_at")
    if not 0 <= plan.reserves <= 100_000:
        raise UserError(_("候补人数应在 0 到 100000 之间。"), code="draw.reserves", field="reserves")
    sources = _named(plan)
    if any(not one["form"] for one in sources if one["kind"] == "number"):
        raise UserError(_("请填写这个数值上一次公布的样子，用来约定写法。"), code="draw.form", field="number_form")
    if not sources:
        raise UserError(_("请至少约定一个公开数值。"), code="draw.sources", field="by_drand")
    return sources


def _named(plan: DrawPlan) -> tuple[dict[str, Any], ...]:
    due, sources = _written(plan.due_at), list[dict[str, Any]]()
    if plan.by_drand:
        number = beacon.round_at(dt.datetime.fromisoformat(due))  # of the time as it is written in the file
        sources.append({"kind": "drand", "chain": beacon.CHAIN, "round": number, "at": due})
    if plan.number_name.strip():
        form = [len(group) for group in "".join(c if c.isdigit() else " " for c in plan.number_form).split()]
        named = {"name": plan.number_name.strip(), "where": plan.number_where.strip(), "form": form}
        sources.append({"kind": "number", **named, "at": due})
    return tuple(sources)


def _written(moment: dt.datetime) -> str:
    return moment.astimezone(BEIJING).replace(microsecond=0).isoformat()
