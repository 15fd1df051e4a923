"""Own timelines as a source: what stands on our accounts and was not sent from here becomes known (M2).

Such a post is our own voice. It is kept beside the mentions, not among them, so that no alert, polarity, topic or
number of voices counts it. An ordinary app is shown the five newest posts: what was pushed out between two turns is a
gap of the source, and said.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.access import people_who_may, require
from accounts.asking import Asked, ask
from accounts.gateway import app_of
from accounts.models import Channel, Purpose, User, WeiboAccount
from accounts.roles import Can
from core.audit import Change, record
from core.errors import Conflict, UserError
from core.locks import only_one
from core.models import NoticeLevel
from core.notices import Message, notify, settle
from monitoring.models import OwnPost, RunOutcome, Source, SourceKind, SourceStretch, Verdict
from monitoring.queries.own_posts import open_own_posts
from monitoring.services.source_items import row_of
from monitoring.services.source_runs import Run, note_run
from monitoring.services.sources import due_sources
from publishing.dispatch.timeline import SHOWN, minted_at
from publishing.models import HandOver, Publication, Slot, SlotState
from weibo.calls import commercial, statuses
from weibo.client import Paging
from weibo.types import Page, Status

NEWEST = 50
SLACK = timedelta(minutes=10)
"""How much earlier than its time a post of a slot may stand there: clocks differ, and people are early."""
PATIENCE = timedelta(hours=1)
"""A post waits no longer for a slot that may be its own: else a lost answer that nobody settles hides a stranger."""
STRANGE = gettext_noop("账号“%(account)s”上有微博不是从这里发出的，请确认是不是自己人发的。")


def read_own_timelines(*, now: datetime) -> int:
    """Read the timeline of every account whose turn has come. Returns how many unknown posts stand there."""
    return sum(read_own_timeline(source=source, now=now) for source in due_sources([SourceKind.OWN], now=now))


def read_own_timeline(*, source: Source, now: datetime) -> int:
    """One account, outside any transaction; what stood there before its first turn is taken as ours."""
    account = source.account
    if account is None or not source.is_active:
        return 0
    with only_one(f"monitoring.source.{source.pk}") as mine:
        if not mine:
            return 0
        source.refresh_from_db(fields=["heard_until"])
        asked = _ask(account, now)
        run = Run(now, now, calls=asked.answer is not None or asked.error is not None, error=asked.problem)
        if asked.answer is None:
            note_run(source=source, run=replace(run, outcome=RunOutcome.FAILED), at=now)
            return 0
        return _keep(source, account, asked.answer, run, now)


def decide_own_post(*, post: OwnPost, verdict: str, by: User, at: datetime) -> OwnPost:
    """A person says whether it is ours. Raises `UserError`, `Conflict` when somebody said something else before."""
    require(by, Can.MONITOR, post.account_id)
    if verdict not in {Verdict.OURS, Verdict.STRANGE}:
        raise UserError(_("请选择是不是我们发的。"), code="own_post.verdict")
    with transaction.atomic():
        post = OwnPost.objects.select_for_update().select_related("account").get(pk=post.pk)
        if post.verdict == verdict:
            return post
        if post.verdict == Verdict.STRANGE:
            raise Conflict(_("已有人认定这不是我们发的。"), code="own_post.decided")
        change = Change({"verdict": post.verdict}, {"verdict": verdict, "weibo_id": post.weibo_id})
        post.verdict, post.decided_by, post.decided_at = verdict, by, at
        post.save(update_fields=["verdict", "decided_by", "decided_at"])
        record("monitoring.own_post.decided", post, by=by, at=at, change=change)
        _settle(post.account, at)
    return post


def _ask(account: WeiboAccount, now: datetime) -> Asked[Page[Status]]:
    biz = app_of(account) == Channel.COMMERCIAL
    read = commercial.user_timeline_biz if biz else statuses.user_timeline
    path = f"statuses/user_timeline{'/biz' if biz else ''}"
    paging = Paging(count=NEWEST)
    return ask(account, path, lambda token: read(token, paging=paging), now=now, purpose=Purpose.LISTENING)


def _keep(source: Source, account: WeiboAccount, page: Page[Status], run: Run, now: datetime) -> int:
    """What is unknown and how far was read commit together: a killed worker loses nothing and tells nothing twice."""
    told = {status.id: minted_at(status) or now for status in page.items if not status.deleted}
    with transaction.atomic():
        since = SourceStretch.objects.filter(source=source).order_by("start").values_list("start", flat=True).first()
        until = _judged_until(account, now)
        fresh = {pk: at for pk, at in told.items() if since is not None and since < at < until}
        unknown = set(fresh) - _known(fresh)
        rows = [_row(account, status, fresh[status.id], now) for status in page.items if status.id in unknown]
        OwnPost.objects.bulk_create(rows, ignore_conflicts=True)
        note_run(source=source, run=_done(run, source, told, len(rows), since=since, until=until), at=now)
        if rows:
            _tell(account, now)
        else:
            _settle(account, now)
    return len(rows)


def _judged_until(account: WeiboAccount, now: datetime) -> datetime:
    """A younger post may be one of ours of which nobody knows yet and is looked at in a later turn: a call is under
    way, an answer was lost, a hand-over's post is being looked for. It waits for `PATIENCE`, no longer."""
    flying = Slot.objects.filter(account=account, state__in=[SlotState.SENDING, SlotState.UNKNOWN])
    handed = HandOver.objects.filter(slot__account=account, ended_at=None, due_at__lte=now)
    times = [*flying.values_list("scheduled_at", flat=True), *handed.values_list("due_at", flat=True)]
    return max(min((at - SLACK for at in times), default=now), now - PATIENCE)


def _known(ids: Iterable[str]) -> set[str]:
    wanted = list(ids)
    sent = Publication.objects.filter(weibo_id__in=wanted).values_list("weibo_id", flat=True)
    seen = OwnPost.objects.filter(weibo_id__in=wanted).values_list("weibo_id", flat=True)
    return {*sent, *seen}


def _row(account: WeiboAccount, status: Status, at: datetime, now: datetime) -> OwnPost:
    said = row_of(status)
    return OwnPost(
        account=account, weibo_id=status.id, text=said.text, url=said.url, via=status.source[:60], published_at=at,
        first_seen_at=now,
    )  # fmt: skip


def _done(
    run: Run, source: Source, told: dict[str, datetime], new: int, *, since: datetime | None, until: datetime
) -> Run:
    """A first turn hears from now on. A page that does not reach back to the last turn leaves a gap."""
    heard, oldest = source.heard_until, min(told.values(), default=None)
    run = replace(run, pages=run.calls, fetched=len(told), new=new)
    if since is None or heard is None:
        return replace(run, covers_from=run.ended_at, covers_until=run.ended_at)
    if until <= heard:
        return run
    run = replace(run, covers_until=until)
    if oldest is None or oldest <= heard or len(told) < _shown(source):
        return run
    reached = min(oldest, until)
    return replace(run, outcome=RunOutcome.CAPPED, covers_from=reached, gap_from=heard, gap_until=reached)


def _shown(source: Source) -> int:
    """How many posts a full page has."""
    is_commercial = source.account is not None and app_of(source.account) == Channel.COMMERCIAL
    return NEWEST if is_commercial else SHOWN


def _matter(account_id: int) -> str:
    return f"own-post:{account_id}"


def _settle(account: WeiboAccount, at: datetime) -> None:
    """Once nothing is open: people have spoken, or the posts turned out to be slots'."""
    if not open_own_posts(WeiboAccount.objects.filter(pk=account.pk)).exists():
        settle(key_prefix=_matter(account.pk), at=at)


def _tell(account: WeiboAccount, now: datetime) -> None:
    """Whoever answers for the account hears of it at once: somebody else may have its password."""
    people = {pk for pk in (account.owner_id, account.deputy_id) if pk is not None}
    people = people or {user.pk for user in people_who_may(Can.MONITOR, account)}
    url = reverse("monitoring:own_posts") + f"?account={account.pk}"
    message = Message(STRANGE, {"account": account.nickname}, url, NoticeLevel.WARNING, mail=True)
    notify(to=people, key=_matter(account.pk), message=message, at=now)
