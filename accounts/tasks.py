"""Jobs of the matrix: read the clock, call one service."""

import structlog
from celery import shared_task
from django.utils import timezone

from accounts.models import WeiboAccount
from accounts.queries import accounts_due_for_profile
from accounts.services import (
    ask_about_follows,
    calls,
    confirm_grant,
    personal,
    probe_account,
    read_profile,
    remind_of_ending_assessments,
    remind_of_ending_grants,
    remind_of_follow_reviews,
    remind_of_papers,
    remind_of_tokens,
)
from accounts.services.robots import forget_robot_messages as forget_messages
from accounts.services.robots import send_robot_messages
from accounts.services.sign_in import forget_ended_sessions
from accounts.services.silence import remind_of_silence
from core.audit import SYSTEM
from core.errors import UserError
from core.heartbeats import beat

log = structlog.get_logger(__name__)
AT_ONCE = 50


@shared_task(name="accounts.probe")
def probe(account_id: int) -> None:
    """Ask Weibo what an account may do; after connecting, and by a button."""
    account = WeiboAccount.objects.get(pk=account_id)
    try:
        probe_account(account=account, by=SYSTEM, at=timezone.now())
    except UserError as error:
        log.info("probe_not_possible", account=account_id, code=error.code)


@shared_task(name="accounts.ask_for_limits")
def ask_for_limits() -> None:
    """Learn from Weibo how many calls each account has."""
    now = timezone.now()
    beat("accounts.ask_for_limits", at=now, learnt=calls.ask_for_limits(now=now))


@shared_task(name="accounts.forget_call_windows")
def forget_call_windows() -> None:
    """Windows that have been over for five weeks."""
    calls.forget_old_windows(now=timezone.now())


@shared_task(name="accounts.read_profiles")
def read_profiles() -> None:
    """Refresh nickname, verification, followers and the newest post of accounts that were not asked for a day."""
    for account in accounts_due_for_profile(now=timezone.now(), limit=AT_ONCE):
        try:
            read_profile(account=account, at=timezone.now())
        except UserError as error:
            log.info("profile_not_possible", account=account.pk, code=error.code)


@shared_task(name="accounts.ask_about_follows")
def ask_about_people_followed() -> None:
    """Learn a little about a few people on every follow list, within the budget (A9)."""
    now = timezone.now()
    beat("accounts.ask_about_follows", at=now, told=ask_about_follows(now=now))


@shared_task(name="accounts.remind_of_follow_reviews")
def remind_of_reviews() -> None:
    """Tell owners that people on their follow lists are to be reviewed (A9)."""
    now = timezone.now()
    beat("accounts.remind_of_follow_reviews", at=now, told=remind_of_follow_reviews(now=now))


@shared_task(name="accounts.remind_of_papers")
def remind_of_paper_ends() -> None:
    """Tell people in time which papers are about to end (A4)."""
    now = timezone.now()
    beat("accounts.remind_of_papers", at=now, told=remind_of_papers(now=now))


@shared_task(name="accounts.remind_of_silence")
def tell_of_silence() -> None:
    """Accounts that have posted nothing for too long: owner and deputy are told, once for each silence (A1)."""
    now = timezone.now()
    beat("accounts.remind_of_silence", at=now, told=remind_of_silence(now=now))


@shared_task(name="accounts.remind_of_endings")
def remind_of_endings() -> None:
    """Tell people in time which rights and assessments are about to end."""
    now = timezone.now()
    told = remind_of_ending_grants(now=now) + remind_of_ending_assessments(now=now)
    beat("accounts.remind_of_endings", at=now, told=told)


@shared_task(name="accounts.remind_of_tokens")
def tell_of_tokens() -> None:
    """Grants that end soon, or are over: owner, deputy and who manages the account are told."""
    now = timezone.now()
    remind_of_tokens(now=now)
    beat("accounts.remind_of_tokens", at=now)


@shared_task(name="accounts.confirm_grant")
def confirm(token_id: int) -> None:
    """After a hint that a grant was taken back: ask, and tell at once when it is true."""
    if not confirm_grant(token_id=token_id, at=timezone.now()):
        remind_of_tokens(now=timezone.now())


@shared_task(name="accounts.forget_ended_sessions")
def forget_sessions() -> None:
    """Expired sessions and what listed them."""
    forget_ended_sessions(at=timezone.now())


@shared_task(name="accounts.erase_personal_data")
def erase_personal_data() -> None:
    """Erase personal data that has been kept to its last day, old versions of the rows too."""
    erased, now = 0, timezone.now()
    while count := personal.erase_due(now=now):
        erased += count
    if erased:
        log.info("personal_data_erased", records=erased)
        personal.forget_old_versions()


@shared_task(name="accounts.tell_robots")
def tell_robots() -> None:
    """Send what robots of group chats and webhooks are to tell."""
    send_robot_messages(now=timezone.now())


@shared_task(name="accounts.forget_robot_messages")
def forget_robot_messages() -> None:
    """Throw away what was told a month ago."""
    forget_messages(now=timezone.now())
