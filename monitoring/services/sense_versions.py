"""Versions of the model (M4): made of the company's corrections by a job, measured beside the one in use, put in use by
a person only. Every version is kept and can be returned to; so can the shipped one."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.audit import Actor, Change, record
from core.errors import Conflict, UserError
from core.jobs import JobCancelled, advance_job, ask_to_cancel, begin_job, create_job, finish_job
from core.locks import only_one, wait_in_line
from core.models import Job, JobState
from monitoring import events
from monitoring.collect.understanding import look_again
from monitoring.models import Aspect, MentionCorrection, SenseVersion, VersionState
from monitoring.sense.adapting import Said, adapted, compared
from monitoring.sense.judging import shipped
from monitoring.sense.model import Model, dumped, loaded

JOB_KIND: Final = "monitoring.train_sense"
FEWEST: Final = 20
"""Corrections without which there is nothing to learn, and nothing to measure."""
TRIES: Final = 3
"""A training that ends so often without finishing is given up; `resume_jobs` wakes what stands open."""
Clock = Callable[[], datetime]


def start_training(*, by: Actor, at: datetime) -> SenseVersion:
    """Queue the making of the next version. `UserError` with too few corrections, `Conflict` during a training."""
    number = MentionCorrection.objects.filter(ended_at=None).count()
    if number < FEWEST:
        raise UserError(
            _("至少要有 %(least)d 条更正才能训练，现在有 %(n)d 条。") % {"least": FEWEST, "n": number},
            code="sense.too_few",
        )
    with transaction.atomic():
        wait_in_line(JOB_KIND)  # two clicks at once start one training
        if SenseVersion.objects.filter(state=VersionState.TRAINING).exists():
            raise Conflict(_("已经有一次训练在进行。"), code="sense.training")
        job = create_job(kind=JOB_KIND, title=_("用更正训练下一版"), params={}, by=by, at=at)
        version = SenseVersion.objects.create(base=in_use(), job=job, made_by_id=by.pk, made_at=at)
        record("monitoring.sense.training", version, by=by, at=at, change=Change(after={"corrections": number}))
        events.training_queued.send_on_commit(job_id=job.pk)
    return version


def run_training(job_id: int, *, clock: Clock) -> SenseVersion | None:
    """Make the version of a queued job; it can be stopped. None when it is over or another worker has it."""
    with only_one(f"{JOB_KIND}.{job_id}") as mine:
        job = begin_job(job_id, at=clock()) if mine else None
        if job is None:
            return None
        version = SenseVersion.objects.select_related("base").get(job=job)
        if _gave_up(version, job, clock()):
            return None
        try:
            _make(version, job)
        except JobCancelled:
            SenseVersion.objects.filter(pk=version.pk).update(state=VersionState.FAILED)
            finish_job(job, state=JobState.CANCELLED, at=clock(), message=_("训练已停止，使用中的版本没有变。"))
            return None
        message = _("训练完成，请比较后决定是否启用。")
        finish_job(job, state=JobState.DONE, at=clock(), result={"version": version.pk}, message=message)
        return version


def _gave_up(version: SenseVersion, job: Job, now: datetime) -> bool:
    """Count this try; after `TRIES` that ended without a word (a crash, a full disk) the training has failed."""
    tries = int(job.checkpoint.get("tries", 0)) + 1
    if tries <= TRIES:
        job.checkpoint = {"tries": tries}
        job.save(update_fields=["checkpoint"])
        return False
    SenseVersion.objects.filter(pk=version.pk).update(state=VersionState.FAILED)
    message = _("训练试了 %(n)d 次都没有完成，使用中的版本没有变。请联系管理员查看日志。") % {"n": TRIES}
    finish_job(job, state=JobState.FAILED, at=now, message=message)
    return True


def cancel_training(*, version: SenseVersion) -> None:
    """Ask the job to stop."""
    if version.job is not None:
        ask_to_cancel(version.job)


def switch_version(*, version: SenseVersion | None, by: User, at: datetime) -> None:
    """Judge with this version from now on; None is the shipped model. What is judged already stays as it is.

    Raises `Conflict` for a version that is not ready or is in use already.
    """
    with transaction.atomic():
        current = SenseVersion.objects.select_for_update().filter(state=VersionState.IN_USE).first()
        known = SenseVersion.objects.select_for_update(of=("self",)).get(pk=version.pk) if version else None
        if known is not None and known.state not in {VersionState.READY, VersionState.KEPT}:
            raise Conflict(_("这一版不能启用：还没训练完，或者已经在用。"), code="sense.not_ready")
        if known is None and current is None:
            raise Conflict(_("正在使用的就是随产品提供的版本。"), code="sense.in_use")
        if current is not None:
            current.state = VersionState.KEPT
            current.save(update_fields=["state"])
        if known is not None:
            known.state, known.switched_by, known.switched_at = VersionState.IN_USE, by, at
            known.save(update_fields=["state", "switched_by", "switched_at"])
        target = known or current
        change = Change(before={"version": current and current.pk}, after={"version": known and known.pk})
        if target is not None:
            record("monitoring.sense.switched", target, by=by, at=at, change=change)
        transaction.on_commit(look_again)


def in_use() -> SenseVersion | None:
    """The version that judges; None: the shipped model."""
    return SenseVersion.objects.filter(state=VersionState.IN_USE).first()


def corrections_said() -> list[Said]:
    """What people said and did not take back, one line a text."""
    sides: dict[str, int] = {}
    kinds: dict[str, str] = {}
    rows = MentionCorrection.objects.filter(ended_at=None).order_by("pk").values_list("text", "aspect", "now")
    for text, aspect, value in rows:
        if aspect == Aspect.POLARITY:
            sides[text] = int(value)
        else:
            kinds[text] = value
    return [Said(text, sides.get(text), kinds.get(text)) for text in dict.fromkeys([*sides, *kinds])]


def _make(version: SenseVersion, job: Job) -> None:
    said = corrections_said()
    advance_job(job, done=0, total=3)
    old = _model(version.base)
    new = adapted(old, said)
    advance_job(job, done=1)
    figures = compared(old, new, said)
    advance_job(job, done=2)
    version.data, version.figures, version.state = dumped(new), figures, VersionState.READY
    version.corrections = sum(not one.is_held_out for one in said)
    version.save(update_fields=["data", "figures", "state", "corrections"])
    advance_job(job, done=3)


def _model(version: SenseVersion | None) -> Model:
    return shipped().model if version is None else loaded(bytes(version.data))
