"""All entries judged by the rules that hold now; each other set of rules is a version (P7)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

import structlog
from django.db import OperationalError, connection, transaction
from django.db.models import Count, Max
from django.utils.translation import gettext as _

from accounts.access import require_somewhere
from accounts.models import User
from accounts.roles import Can
from campaigns import events
from campaigns.collect.verdicts import Tally, judge_all, merge_verdicts
from campaigns.judging import hash_of, terms_data
from campaigns.models import Act, Campaign, Entry, Judgement
from campaigns.queries.terms import crowd_of, terms_of
from campaigns.services.closing import open_entries
from core.audit import SYSTEM, Actor, Change, record
from core.errors import Conflict
from core.jobs import JobCancelled, advance_job, begin_job, create_job, finish_job
from core.locks import only_one
from core.models import Job, JobState

log = structlog.get_logger(__name__)
JOB_KIND: Final = "campaigns.judge"
OPEN: Final = (JobState.WAITING, JobState.RUNNING)
Clock = Callable[[], datetime]


def start_judging(*, campaign: Campaign, by: Actor, at: datetime) -> Job:
    """Queue a judgement of everybody; one that already waits is enough."""
    if isinstance(by, User):
        require_somewhere(by, Can.CAMPAIGN)
    with transaction.atomic():
        open_entries(campaign)
        waiting = Job.objects.filter(kind=JOB_KIND, params__campaign=campaign.pk, state=JobState.WAITING).first()
        if waiting is not None:
            return waiting
        title = _("判定“%(name)s”的参与") % {"name": campaign.name}
        job = create_job(kind=JOB_KIND, title=title, params={"campaign": campaign.pk}, by=by, at=at)
        events.entries_queued.send_on_commit(job_id=job.pk, kind=JOB_KIND)
    return job


def run_judging(job_id: int, *, clock: Clock) -> Judgement | None:
    """Judge everybody. None when it is over, stopped, or another worker has this campaign."""
    params = Job.objects.filter(pk=job_id, kind=JOB_KIND).values_list("params", flat=True).first()
    if params is None:
        return None
    with only_one(f"{JOB_KIND}.{params['campaign']}") as mine:
        job = begin_job(job_id, at=clock()) if mine else None
        if job is None:
            return None
        try:
            return judge_entries(campaign=Campaign.objects.get(pk=params["campaign"]), job=job, at=clock())
        except JobCancelled:
            finish_job(job, state=JobState.CANCELLED, at=clock(), message=_("判定已取消，原来的结果不变。"))
        except Conflict as error:
            finish_job(job, state=JobState.FAILED, at=clock(), message=str(error))
        except OperationalError:
            raise  # the database went away: the job stays open and the next sweep begins it again
        except Exception:
            log.exception("judging_failed", job=job.pk)
            finish_job(
                job, state=JobState.FAILED, at=clock(), message=_("判定中断，原来的结果不变，请联系系统管理员。")
            )
            raise
        return None


def judge_entries(*, campaign: Campaign, at: datetime, job: Job | None = None) -> Judgement:
    """Judge everybody who took part, all visible at once; the same rules and acts change nothing.

    Raises `Conflict` when the list was published, or the rules changed while they were applied.
    """
    terms = terms_of(campaign)
    data = terms_data(terms)
    newest = Act.objects.filter(campaign=campaign).aggregate(until=Max("pk"), seen=Max("seen_at"), number=Count("pk"))

    def tell(done: int) -> None:
        if job is not None:
            advance_job(job, done=done, total=newest["number"])

    tally = judge_all(campaign, terms, crowd_of(campaign, terms), tell)
    with transaction.atomic():
        open_entries(campaign)
        if hash_of(terms_data(terms_of(Campaign.objects.get(pk=campaign.pk)))) != hash_of(data):
            raise Conflict(_("判定期间规则有改动，请重新判定。"), code="entries.rules")
        judgement = _version(campaign, data, at)
        changed, written = merge_verdicts(campaign, version=judgement.number, at=at)
        _note(judgement, tally, changed, newest, at)
        if job is not None:
            result = {"people": tally.people, "changed": changed, "written": written}
            finish_job(job, state=JobState.DONE, at=at, result=result, message=_sentence(tally, changed))
        events.entries_judged.send_on_commit(campaign_id=campaign.pk)
    if written > 10_000:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE campaigns_entry")
    return judgement


def verdicts_of(campaign: Campaign) -> dict[str, int]:
    """How many entries have which verdict."""
    found = Entry.objects.filter(campaign=campaign).values_list("verdict").order_by()
    return dict(found.annotate(number=Count("pk")))


def _version(campaign: Campaign, data: dict[str, Any], at: datetime) -> Judgement:
    """The version of these rules: the latest when they are its rules, otherwise the next."""
    latest = Judgement.objects.filter(campaign=campaign).order_by("-number").first()
    if latest is not None and latest.rules_hash == hash_of(data):
        return latest
    number = latest.number + 1 if latest else 1
    row = Judgement.objects.create(
        campaign=campaign, number=number, rules=data, rules_hash=hash_of(data), made_at=at, judged_at=at
    )
    change = Change(after={"version": number, "rules_hash": row.rules_hash, "combine": data["combine"]})
    record("campaigns.entries.rules_version", campaign, by=SYSTEM, at=at, change=change)
    return row


def _note(judgement: Judgement, tally: Tally, changed: int, newest: dict[str, Any], at: datetime) -> None:
    judgement.counts = {
        "verdicts": verdicts_of(judgement.campaign),
        "reasons": dict(tally.reasons),
        "signs": dict(tally.signs),
        "notes": dict(tally.notes),
        "people": tally.people,
        "acts": tally.acts,
    }
    judgement.changed = changed
    judgement.judged_until, judgement.acts_at = newest["until"] or 0, newest["seen"]
    judgement.judged_at = at
    judgement.save()


def _sentence(tally: Tally, changed: int) -> str:
    values = {"people": tally.people, "changed": changed}
    return _("判定了 %(people)d 人，其中 %(changed)d 人的结果与上次不同。") % values
