"""What Weibo says of the people on follow lists (A9): asked slowly, within the budget, for the clean-up list."""

import datetime as dt
from functools import partial

import structlog

from accounts.asking import ask
from accounts.gateway import app_of
from accounts.models import AccountState, Channel, FollowEntry, Purpose, WeiboAccount
from accounts.queries import follows_to_ask
from accounts.rules.checklist import has_own_avatar
from core.dates import local_day
from weibo.calls.call import Call
from weibo.calls.commercial import users_show_biz
from weibo.calls.users import users_show
from weibo.errors import Refused
from weibo.types import User as Profile

log = structlog.get_logger(__name__)
AT_ONCE = 5
NO_SUCH_USER = 20003


def ask_about_follows(*, now: dt.datetime) -> int:
    """A few people of every connected account; ends for an account when its budget or its token does. Returns how many.

    Calls Weibo: never inside a transaction.
    """
    told = 0
    for account in WeiboAccount.objects.filter(state=AccountState.CONNECTED).order_by("pk"):
        for entry in follows_to_ask(account, now=now, limit=AT_ONCE):
            if not _ask_about(account, entry, now):
                break
            told += 1
    return told


def _ask_about(account: WeiboAccount, entry: FollowEntry, now: dt.datetime) -> bool:
    """False when it makes no sense to go on with this account."""
    endpoint = "users/show/biz" if app_of(account) == Channel.COMMERCIAL else "users/show"
    asked = ask(account, endpoint, partial(_call, account, entry), now=now, purpose=Purpose.OTHER)
    if asked.answer is not None:
        _keep(entry, asked.answer, now)
        return True
    if isinstance(asked.error, Refused):
        FollowEntry.objects.filter(pk=entry.pk).update(asked_at=now, gone=asked.error.code == NO_SUCH_USER)
        return True
    log.info("follows_not_asked", account=account.pk, problem=asked.problem)
    return False


def _call(account: WeiboAccount, entry: FollowEntry, token: str) -> Call[Profile]:
    show = users_show_biz if app_of(account) == Channel.COMMERCIAL else users_show
    return show(token, uid=entry.uid) if entry.uid else show(token, screen_name=entry.screen_name)


def _keep(entry: FollowEntry, profile: Profile, now: dt.datetime) -> None:
    """Keep what was told; what Weibo hides from our app stays as it was."""
    told = {
        "uid": profile.id,
        "followers_count": profile.followers_count,
        "friends_count": profile.friends_count,
        "statuses_count": profile.statuses_count,
        "registered_on": profile.created_at and local_day(profile.created_at),
        "last_post_on": profile.last_post_at and local_day(profile.last_post_at),
    }
    known = {name: value for name, value in told.items() if value is not None}
    FollowEntry.objects.filter(pk=entry.pk).update(
        **known,
        default_avatar=not has_own_avatar(profile.avatar),
        verified=profile.verified,
        gone=False,
        asked_at=now,
        facts_at=now,
    )
