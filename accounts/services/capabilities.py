"""What an account's app level may do, found by asking or learnt from sends; and what Weibo shows of the account.

Papers about levels and permissions are out of date as often as not, so each kind of call is tried once and the answer
is kept. Calls are reads only: a probe never posts.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import structlog
from django.db import transaction

from accounts import gateway
from accounts.access import require, require_actor
from accounts.asking import said_no
from accounts.budget import Refusal, Wanted, learn_limits, note_refusals, take
from accounts.events import capability_learnt
from accounts.models import Capability, Channel, KnownFrom, Purpose, User, WeiboAccount
from accounts.roles import Can
from accounts.services.matrix import note_post
from accounts.services.oauth import apply_profile
from core.audit import SYSTEM, Actor, Change, Entry, record, record_many
from core.errors import UserError
from weibo.client import Paging, Search
from weibo.door import SyncWeibo
from weibo.errors import Ambiguous, Limited, Misconfigured, Refused, TokenDead, WeiboError
from weibo.limits import Denied, endpoint_of, until_of
from weibo.types import Page, RateLimits, Status

log = structlog.get_logger(__name__)
Ask = Callable[[SyncWeibo, str, str], object]
ONE = Paging(count=1)

READS: dict[str, Ask] = {
    "limits": lambda weibo, token, uid: weibo.rate_limit_status(token),
    "own_posts": lambda weibo, token, uid: weibo.user_timeline(token, paging=ONE),
    "comments": lambda weibo, token, uid: weibo.comments_to_me(token, paging=ONE),
    "mentions": lambda weibo, token, uid: weibo.mentions(token, paging=ONE),
    "commercial": lambda weibo, token, uid: weibo.user_timeline_other(token, uid),
    "search": lambda weibo, token, uid: weibo.search_limited(token, Search(q="微博", count=1)),
}
"""What an ordinary app is asked."""
COMMERCIAL_READS: dict[str, Ask] = READS | {
    "own_posts": lambda weibo, token, uid: weibo.user_timeline_biz(token, paging=ONE),
    "comments": lambda weibo, token, uid: weibo.comments_to_me_biz(token, paging=ONE),
    "mentions": lambda weibo, token, uid: weibo.mentions_biz(token, paging=ONE),
}
"""The commercial calls for the same questions: they are the ones that will be used."""


@dataclass(frozen=True)
class Found:
    """The answer to one question: allowed, denied (with Weibo's code), or None when nobody knows."""

    name: str
    allowed: bool | None
    code: int | None = None
    newest: str = ""  # the newest own post, when that was asked


def probe_account(*, account: WeiboAccount, by: Actor, at: dt.datetime) -> list[Found]:
    """Ask once for each kind of read and keep the answers; what stayed unclear keeps its former answer.

    Raises `UserError` when the account has no live token, or too few calls left. Calls Weibo: never inside a
    transaction.
    """
    require_actor(by, Can.MANAGE_ACCOUNTS, account.pk)
    app = gateway.app_of(account)
    token, weibo = gateway.token_for(account, app=app), gateway.sync_weibo()
    questions = COMMERCIAL_READS if app == Channel.COMMERCIAL else READS
    granted = take(Wanted(app, account.pk, "", len(questions)), purpose=Purpose.OTHER, now=at)
    if isinstance(granted, Denied):
        raise UserError(said_no(granted, at), code="budget.spent")
    found: list[Found] = []
    try:
        for name, ask in questions.items():
            found.append(_question(name, ask, weibo, token, account, at))
        found += _about_newest(found, weibo, token, account, at)
    except TokenDead as error:
        gateway.token_dead(account, app, error.code, at)
        return found
    _keep(account, app, found, by, at)
    return found


def _about_newest(
    found: list[Found], weibo: SyncWeibo, token: str, account: WeiboAccount, at: dt.datetime
) -> list[Found]:
    """Whether reposts may be read is asked at the newest own post; without one nobody knows."""
    newest = next((answer.newest for answer in found if answer.newest), "")
    if not newest:
        return []
    return [
        _question(
            "reposts", lambda door, key, uid: door.repost_timeline(key, newest, paging=ONE), weibo, token, account, at
        )
    ]


def _question(name: str, ask: Ask, weibo: SyncWeibo, token: str, account: WeiboAccount, at: dt.datetime) -> Found:
    try:
        answer = ask(weibo, token, account.uid or "")
    except (Refused, Misconfigured) as error:
        return Found(name, allowed=False, code=error.code)
    except (Ambiguous, Limited) as error:
        if isinstance(error, Limited):
            _note_refusal(account, endpoint_of(error.path), error, at)
        return Found(name, allowed=None, code=error.code)
    if isinstance(answer, RateLimits):
        learn_limits(gateway.app_of(account), account.pk, answer, now=at)
    newest = ""
    if name == "own_posts" and isinstance(answer, Page):
        _note_newest(account, answer)
        newest = answer.items[0].id if answer.items else ""
    return Found(name, allowed=True, newest=newest)


def _note_refusal(account: WeiboAccount, endpoint: str, error: Limited, at: dt.datetime) -> None:
    app = gateway.app_of(account)
    note_refusals([Refusal(app, account.pk, endpoint, error.code, at, until_of(error, now=at))])


def _note_newest(account: WeiboAccount, page: Page[Status]) -> None:
    newest = max((status.published_at for status in page.items), default=None)
    if newest is not None:
        note_post(account_id=account.pk, at=newest)


def _keep(account: WeiboAccount, app: str, found: list[Found], by: Actor, at: dt.datetime) -> None:
    known = {answer.name: answer for answer in found if answer.allowed is not None}
    with transaction.atomic():
        stored = Capability.objects.filter(account=account, app=app)
        before = dict(stored.filter(source=KnownFrom.PROBED).values_list("name", "allowed"))
        for name, answer in known.items():
            facts = {"allowed": bool(answer.allowed), "detail": str(answer.code or ""), "checked_at": at}
            facts["source"] = KnownFrom.PROBED
            Capability.objects.update_or_create(account=account, app=app, name=name, defaults=facts)
        after = {name: bool(answer.allowed) for name, answer in known.items()}
        if any(after.values()):
            WeiboAccount.objects.filter(pk=account.pk).update(last_call_ok_at=at)
        if after != before:
            change = Change(before=before, after=after, account_id=account.pk)
            record("accounts.account.probed", account, by=by, at=at, change=change)


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a real send has taught about one of our apps for one account."""

    account_id: int
    app: str
    name: str
    allowed: bool
    code: int | None = None


PERMISSION_CODES = frozenset({10005, 10014, 10020, 10026})
"""The app may not make this call at all (weibo-api 5.3), whatever the content."""


def learn(*, lessons: Iterable[Lesson], at: dt.datetime) -> int:
    """Keep what real sends have taught; what is known already costs one query. Answers how many answers changed."""
    wanted = {(lesson.account_id, lesson.app, lesson.name): lesson for lesson in lessons}
    if not wanted:
        return 0
    rows = Capability.objects.filter(account_id__in={key[0] for key in wanted}, name__in={key[2] for key in wanted})
    facts = rows.order_by().values_list("account_id", "app", "name", "allowed", "source")
    known = {row[:3]: row[3:] for row in facts}
    news = {
        key: lesson for key, lesson in sorted(wanted.items()) if known.get(key) != (lesson.allowed, KnownFrom.LEARNT)
    }
    # That an app may do what nobody doubted endangers nothing: the first sends of many accounts wake nobody.
    changed = {key[0] for key, lesson in news.items() if not lesson.allowed or known.get(key, (True,))[0] is False}
    if news:
        _learn_news(list(news.values()), changed, at)
    return len(news)


@transaction.atomic
def _learn_news(news: list[Lesson], changed: set[int], at: dt.datetime) -> None:
    Capability.objects.bulk_create(
        [
            Capability(
                account_id=lesson.account_id,
                app=lesson.app,
                name=lesson.name,
                allowed=lesson.allowed,
                detail=str(lesson.code or ""),
                source=KnownFrom.LEARNT,
                checked_at=at,
            )
            for lesson in news
        ],
        update_conflicts=True,
        unique_fields=["account", "app", "name"],
        update_fields=["allowed", "detail", "source", "checked_at"],
    )
    _audit_refusals([lesson for lesson in news if not lesson.allowed], at)
    for account_id in sorted(changed):
        capability_learnt.send_on_commit(account_id=account_id)


def _audit_refusals(refused: list[Lesson], at: dt.datetime) -> None:
    if not refused:
        return
    accounts = WeiboAccount.objects.in_bulk({lesson.account_id for lesson in refused})
    record_many(
        Entry(
            "accounts.account.refusal_learnt",
            accounts[lesson.account_id],
            at,
            change=Change(
                after={"app": lesson.app, "name": lesson.name, "code": lesson.code}, account_id=lesson.account_id
            ),
        )
        for lesson in refused
    )


@transaction.atomic
def forget_refusal(*, account: WeiboAccount, name: str, by: User, at: dt.datetime) -> bool:
    """A person has mended it at the platform: the next send may try again. False when there was nothing to forget."""
    require(by, Can.MANAGE_ACCOUNTS, account.pk)
    app = gateway.app_of(account)
    rows = Capability.objects.filter(account=account, app=app, name=name, allowed=False, source=KnownFrom.LEARNT)
    row = rows.first()
    if row is None:
        return False
    before = {"app": app, "name": name, "code": row.code}
    row.delete()
    capability_learnt.send_on_commit(account_id=account.pk)
    record("accounts.account.refusal_forgotten", account, by=by, at=at, change=Change(before, account_id=account.pk))
    return True


def read_profile(*, account: WeiboAccount, at: dt.datetime) -> bool:
    """Read nickname, verification, followers and the newest post. False when Weibo refused or did not answer, or too
    few calls are left.

    The attempt is remembered in either case, so that the sweep goes on to the next account.

    Raises `UserError` when the account has no live token. Calls Weibo: never inside a transaction.
    """
    app = gateway.app_of(account)
    WeiboAccount.objects.filter(pk=account.pk).update(profile_asked_at=at)
    token, weibo = gateway.token_for(account, app=app), gateway.sync_weibo()
    if isinstance(take(Wanted(app, account.pk, "", 2), purpose=Purpose.OTHER, now=at), Denied):
        return False
    try:
        profile = weibo.users_show(token, uid=account.uid)
        page = weibo.user_timeline_biz(token, paging=ONE) if app == Channel.COMMERCIAL else weibo.user_timeline(token)
    except TokenDead as error:
        gateway.token_dead(account, app, error.code, at)
        return False
    except WeiboError as error:
        if isinstance(error, Limited):
            _note_refusal(account, endpoint_of(error.path), error, at)
        log.warning("profile_not_read", account=account.pk, code=error.code, kind=type(error).__name__)
        return False
    with transaction.atomic():
        row = WeiboAccount.objects.select_for_update().get(pk=account.pk)
        before = (row.verified_type, row.verified_reason)
        apply_profile(row, profile, at)
        _note_verification(row, before, at)
        row.save(update_fields=[*PROFILE_FIELDS])
    _note_newest(account, page)
    return True


def _note_verification(row: WeiboAccount, before: tuple[int | None, str], at: dt.datetime) -> None:
    """The history of the verification (A5); the first reading is no change."""
    was, reason = before
    if was is not None and (was, reason) != (row.verified_type, row.verified_reason):
        change = Change(
            before={"verified": was >= 0, "verified_reason": reason},
            after={"verified": (row.verified_type or 0) >= 0, "verified_reason": row.verified_reason},
            account_id=row.pk,
        )
        record("accounts.account.verification_changed", row, by=SYSTEM, at=at, change=change)


PROFILE_FIELDS = (
    "nickname",
    "avatar_url",
    "description",
    "domain",
    "website",
    "verified_type",
    "verified_reason",
    "followers_count",
    "last_call_ok_at",
    "profile_asked_at",
    "profile_read_at",
)
