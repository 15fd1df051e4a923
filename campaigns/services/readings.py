"""Reposts, comments and mentions of a campaign's posts, read on Weibo as far as our app is shown them (P7)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import structlog
from django.db import OperationalError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.access import require_somewhere
from accounts.gateway import is_sandbox
from accounts.incoming import Incoming, fetch_incoming, number_of
from accounts.models import User, WeiboAccount
from accounts.roles import Can
from campaigns import events
from campaigns.collect.lists import Walked, Wanted, row_of, stands, walk
from campaigns.collect.merging import merge_rows
from campaigns.models import (
    Act,
    ActKind,
    Campaign,
    CampaignPost,
    CampaignState,
    Condition,
    ConditionKind,
    DrawState,
    EntryReading,
    Judgement,
)
from campaigns.queries.draws import LIST_KIND
from campaigns.services.closing import open_entries
from campaigns.services.judging import start_judging
from campaigns.services.posts import note_post_back, note_post_gone
from core.audit import SYSTEM, Actor
from core.errors import Conflict
from core.jobs import JobCancelled, advance_job, begin_job, create_job, finish_job
from core.locks import only_one
from core.models import Job, JobState
from weibo.text import id_floor_of_time
from weibo.types import Comment, Status

log = structlog.get_logger(__name__)
JOB_KIND: Final = "campaigns.read_entries"
PAGES: Final = 10
"""Calls for one list at one time by itself; what lies deeper is read the next time."""
PAGES_ASKED: Final = 20
"""The same when a person asks: all that Weibo shows."""
READ_ANEW: Final = timedelta(hours=1)
"""An ordinary app has a hundred calls a day for an account, and others need them, too."""
JUDGED_ANEW: Final = timedelta(minutes=30)
AFTER_THE_END: Final = timedelta(days=2)
"""So long after the end lists are read on: what was said in time may be shown late."""
Clock = Callable[[], datetime]


def start_reading(*, campaign: Campaign, by: Actor, at: datetime) -> Job:
    """Queue a reading of all lists; one that waits or runs is enough."""
    if isinstance(by, User):
        require_somewhere(by, Can.CAMPAIGN)
    with transaction.atomic():
        open_entries(campaign)
        if not CampaignPost.objects.filter(campaign=campaign).exists():
            raise Conflict(_("还没有发出活动微博，没有可读的转发和评论。"), code="entries.no_posts")
        job = Job.objects.filter(
            kind=JOB_KIND, params__campaign=campaign.pk, state__in=[JobState.WAITING, JobState.RUNNING]
        ).first()
        if job is None:
            params = {"campaign": campaign.pk, "asked": by is not SYSTEM}
            title = _("读取“%(name)s”的参与") % {"name": campaign.name}
            job = create_job(kind=JOB_KIND, title=title, params=params, by=by, at=at)
            events.entries_queued.send_on_commit(job_id=job.pk, kind=JOB_KIND)
    return job


def read_due(*, now: datetime) -> int:
    """Queue readings of running campaigns whose lists were not read for a while. Returns how many."""
    interval = timedelta(minutes=5) if is_sandbox() else READ_ANEW
    running = Campaign.objects.filter(
        starts_at__lte=now, ends_at__gt=now - AFTER_THE_END, published_posts__isnull=False
    )
    open_ones = running.exclude(state__in=(CampaignState.PLANNED, CampaignState.CANCELLED)).exclude(
        Q(draws__state__in=(DrawState.COMMITTED, DrawState.DRAWN))
    )
    listed = Job.objects.filter(kind=LIST_KIND, state__in=[JobState.WAITING, JobState.RUNNING])
    busy = list(listed.values_list("params__campaign", flat=True))
    fresh = EntryReading.objects.filter(tried_at__gt=now - interval).values("post__campaign")
    count = 0
    for campaign in open_ones.exclude(pk__in=fresh).exclude(pk__in=busy).distinct():
        start_reading(campaign=campaign, by=SYSTEM, at=now)
        count += 1
    return count


def run_reading(job_id: int, *, clock: Clock) -> int:
    """Read all lists of a campaign. Returns how many acts were new."""
    with only_one(f"{JOB_KIND}.{job_id}") as mine:
        job = begin_job(job_id, at=clock()) if mine else None
        if job is None:
            return 0
        try:
            return _read(job, clock)
        except JobCancelled:
            finish_job(job, state=JobState.CANCELLED, at=clock(), message=_("已停止，读到的保留。"))
        except Conflict as error:
            finish_job(job, state=JobState.FAILED, at=clock(), message=str(error))
        except OperationalError:
            raise  # the database went away: the job stays open, cursors stand where they were
        except Exception:
            log.exception("reading_entries_failed", job=job.pk)
            finish_job(job, state=JobState.FAILED, at=clock(), message=_("读取中断，请联系系统管理员。"))
            raise
        return 0


def _read(job: Job, clock: Clock) -> int:
    campaign = Campaign.objects.get(pk=job.params["campaign"])
    own_names = frozenset(name.lower() for name in WeiboAccount.objects.values_list("nickname", flat=True))
    posts = [post for post in _posts_of(campaign) if _is_there(post, clock)]
    lists = [(post, kind) for post in posts for kind in (ActKind.REPOST, ActKind.COMMENT)]
    if _wants_mentions(campaign):
        lists += [(post, ActKind.MENTION) for post in _one_each(posts)]
    pages, new, problems = PAGES_ASKED if job.params.get("asked") else PAGES, 0, []
    for number, (post, kind) in enumerate(lists, start=1):
        reading, _made = EntryReading.objects.get_or_create(post=post, kind=kind)
        new += _read_list(campaign, reading, own_names, pages=pages, now=clock())
        problems += [reading.problem] if reading.problem else []
        advance_job(job, done=number, total=len(lists))
    message = _("读到 %(n)d 条新的。") % {"n": new}
    finish_job(job, state=JobState.DONE, at=clock(), result={"new": new}, message=" ".join([message, *problems[:1]]))
    if _to_judge(campaign, asked=bool(job.params.get("asked")), now=clock()):
        start_judging(campaign=campaign, by=SYSTEM, at=clock())
    return new


def _posts_of(campaign: Campaign) -> list[CampaignPost]:
    return list(CampaignPost.objects.filter(campaign=campaign).select_related("account", "campaign"))


def _is_there(post: CampaignPost, clock: Clock) -> bool:
    """A post that was gone is asked for again by one call: the platform hides some for a while."""
    if post.gone_at is None:
        return True
    if stands(post.account, post.mid, now=clock()):
        note_post_back(post=post, at=clock())
        return True
    return False


def _wants_mentions(campaign: Campaign) -> bool:
    """Whoever must repost or comment is found there; then a mention of us elsewhere is not an entry."""
    kinds = set(Condition.objects.filter(campaign=campaign).values_list("kind", flat=True))
    return not kinds & {ConditionKind.REPOST, ConditionKind.COMMENT} or ConditionKind.TOPIC in kinds


def _one_each(posts: list[CampaignPost]) -> list[CampaignPost]:
    """The first post of each account: mentions are a list of the account."""
    return list({post.account_id: post for post in reversed(posts)}.values())


def _to_judge(campaign: Campaign, *, asked: bool, now: datetime) -> bool:
    latest = Judgement.objects.filter(campaign=campaign).order_by("-number").first()
    newer = Act.objects.filter(campaign=campaign, pk__gt=latest.judged_until if latest else 0).exists()
    return newer and (asked or latest is None or latest.judged_at < now - JUDGED_ANEW)


def _read_list(
    campaign: Campaign, reading: EntryReading, own_names: frozenset[str], *, pages: int, now: datetime
) -> int:
    """First what is newer than the last time, then what was left below. Returns how many acts were new."""
    reading.tried_at = now
    head = _mentions(reading, campaign, now) if reading.kind == ActKind.MENTION else _head(reading, pages, now)
    reading.problem = head.problem
    if head.no_post and stands(reading.post.account, reading.post.mid, now=now) is False:
        note_post_gone(mid=reading.post.mid, at=now)
    if head.told is not None:
        reading.told = head.told
    if head.items or head.reached:
        _move(reading, head, now)
    new = _keep(campaign, reading, head, own_names, now)
    if reading.gap_max and not head.problem and reading.kind != ActKind.MENTION:
        new += _read_on(campaign, reading, own_names, pages=pages, now=now)
    return new


def _head(reading: EntryReading, pages: int, now: datetime) -> Walked:
    post = reading.post
    return walk(Wanted(post.account, post.mid, ActKind(reading.kind), reading.since_id), now=now, pages=pages)


def _move(reading: EntryReading, head: Walked, now: datetime) -> None:
    """The cursor goes to the newest; what was not reached becomes the gap, joined with one that is open."""
    if not head.reached and head.below:
        reading.gap_since = reading.gap_since or reading.since_id or "0"
        reading.gap_max = head.below
    reading.lost = reading.lost or head.cut
    reading.since_id = max(reading.since_id, head.newest, key=number_of)
    reading.read_at = now


def _read_on(campaign: Campaign, reading: EntryReading, own_names: frozenset[str], *, pages: int, now: datetime) -> int:
    post = reading.post
    since = "" if reading.gap_since == "0" else reading.gap_since
    wanted = Wanted(post.account, post.mid, ActKind(reading.kind), since, reading.gap_max)
    rest = walk(wanted, now=now, pages=pages)
    reading.problem = rest.problem
    if rest.reached:
        reading.gap_since = reading.gap_max = ""
        reading.lost = reading.lost or rest.cut
    elif rest.below:
        reading.gap_max = rest.below
    return _keep(campaign, reading, rest, own_names, now)


def _mentions(reading: EntryReading, campaign: Campaign, now: datetime) -> Walked:
    """Mentions of the account since the campaign began; the inbox and listening read the same list."""
    since = reading.since_id or str(id_floor_of_time(campaign.starts_at))
    fetched = fetch_incoming(reading.post.account, Incoming.MENTIONS, since_id=since, now=now)
    items: dict[str, Status | Comment] = {item.id: item for item in fetched.items}
    return Walked(items, reached=not fetched.failed, cut=fetched.hole is not None, problem=fetched.problem)


def _keep(campaign: Campaign, reading: EntryReading, walked: Walked, own_names: frozenset[str], now: datetime) -> int:
    """Acts and cursor in one transaction: a killed worker reads again and doubles nothing."""
    kind = ActKind(reading.kind)
    rows = [row for item in walked.items.values() if (row := row_of(item, kind, own_names)) is not None]
    with transaction.atomic():
        open_entries(campaign)
        merged = merge_rows(rows, campaign=campaign, at=now)
        reading.seen += len(rows)
        reading.save()
    return merged.new
