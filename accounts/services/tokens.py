"""Tokens between two consents: reminders before their end, what Weibo says of them, what a renewal settles."""

import datetime as dt
from collections.abc import Iterable
from urllib.parse import urlencode

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from accounts import gateway
from accounts.access import rights_of
from accounts.consequences import losses_of
from accounts.models import Token, User
from accounts.queries.tokens import STEPS, Due, due_reminders, end_of, managed_tokens
from core.dates import BEIJING
from core.errors import Unavailable, UserError
from core.models import NoticeLevel
from core.notices import Message, notify, settle
from weibo.door import SyncWeibo
from weibo.errors import TokenDead, WeiboError
from weibo.transport import Timeouts

PATIENCE = Timeouts(connect=4, read=8, total=12)

ENDS = gettext_noop("“%(name)s”的授权将于 %(at)s 到期，点这里续期。%(losses)s")
ENDED = gettext_noop("“%(name)s”的授权已失效，点这里重新授权。%(losses)s")
ENDS_ELSEWHERE = gettext_noop("“%(name)s”的授权将于 %(at)s 到期，请管理账号的同事续期。%(losses)s")
ENDED_ELSEWHERE = gettext_noop("“%(name)s”的授权已失效，请管理账号的同事重新授权。%(losses)s")


def reminder_key(account_id: int, app: str) -> str:
    """What all reminders of one token begin with."""
    return f"token:{account_id}:{app}:"


def settle_reminders(*, account_id: int, app: str, at: dt.datetime) -> int:
    """A new token is there: whatever was said of the old one is off everybody's list."""
    return settle(key_prefix=reminder_key(account_id, app), at=at)


def remind_of_tokens(*, now: dt.datetime) -> int:
    """7, 3 and 1 days and 2 hours before a token ends, and when it is dead: owner, deputy, who manages the account.

    Each reminder lists what fails with it. Returns how many people were told; who knows is not told again.
    """
    due = due_reminders(now=now)
    return sum(_remind(each, now) for each in due)


def _remind(due: Due, now: dt.datetime) -> int:
    token, prefix = due.token, reminder_key(due.token.account_id, due.token.app)
    # The end is in the key: a token that was renewed is another matter.
    key = f"{prefix}{due.step}:{token.expires_at:%Y%m%d%H%M}"
    for step, _span in STEPS:
        if step != due.step:
            settle(key_prefix=f"{prefix}{step}:", at=now)
    by_language: dict[tuple[str, bool], list[int]] = {}
    for user, may_renew in due.people:
        by_language.setdefault((user.language, may_renew), []).append(user.pk)
    told = 0
    for (language, may_renew), people in by_language.items():
        with translation.override(language):
            told += notify(to=people, key=key, message=_message(due, may_renew, now), at=now)
    return told


def _message(due: Due, may_renew: bool, now: dt.datetime) -> Message:
    """In the language that is active: the list of what fails is made of sentences of other apps."""
    account, end = due.token.account, end_of(due.token)
    losses = losses_of([end], now=now)[end]
    texts = {True: (ENDS, ENDED), False: (ENDS_ELSEWHERE, ENDED_ELSEWHERE)}[may_renew]
    url = renewal_url(account.pk, due.token.app) if may_renew else reverse("accounts:account", args=[account.pk])
    return Message(
        texts[due.is_over],
        {"name": account.nickname, "at": due.at_text, "losses": "".join(loss.sentence for loss in losses)},
        url=url,
        level=NoticeLevel.DANGER if due.urgent else NoticeLevel.WARNING,
        mail=True,
    )


def renewal_url(account_id: int, app: str) -> str:
    """The address that leads straight to the consent page, and back to the list of what ends."""
    query = urlencode({"app": app, "next": reverse("accounts:expiry")})
    return f"{reverse('accounts:account_renew', args=[account_id])}?{query}"


def mail_renewal_links(*, token_ids: Iterable[int], by: User, at: dt.datetime) -> int:
    """One mail to the person who asks, with a link for each chosen token he may renew. Returns how many links.

    Raises `UserError` when nothing was chosen, `Unavailable` when the mail does not leave.
    """
    chosen = list(managed_tokens(rights_of(by)).filter(pk__in=set(token_ids)).order_by("expires_at"))
    if not chosen:
        raise UserError(_("请先勾选要续期的账号。"), code="tokens.none_chosen")
    losses = losses_of([end_of(token) for token in chosen], now=at)
    lines = [
        {
            "name": token.account.nickname,
            "at": f"{token.expires_at.astimezone(BEIJING):%Y-%m-%d %H:%M}",
            "losses": losses[end_of(token)],
            "url": settings.BASE_URL + renewal_url(token.account_id, token.app),
        }
        for token in chosen
    ]
    body = render_to_string("accounts/renewal_mail.txt", {"lines": lines, "person": by})
    subject = ngettext("%(n)d 个账号的续期链接", "%(n)d 个账号的续期链接", len(lines)) % {"n": len(lines)}
    try:
        EmailMessage(subject=subject, body=body, to=[by.email]).send()
    except OSError as error:  # smtplib's errors are OSErrors
        raise Unavailable(_("邮件没有寄出，请联系系统管理员检查邮件设置。"), code="tokens.mail_failed") from error
    return len(lines)


def confirm_grant(*, token_id: int, at: dt.datetime) -> bool:
    """Ask Weibo whether a grant still holds, after a hint that it does not; True when it does or nothing was said."""
    token = Token.objects.select_related("account").filter(pk=token_id, dead_at=None).first()
    if token is None:
        return False
    weibo = SyncWeibo(gateway.hosts(), timeouts=PATIENCE)
    try:
        info = weibo.get_token_info(gateway.token_for(token.account, app=token.app))
    except TokenDead as error:
        gateway.token_dead(token.account, token.app, error.code, at)
        return False
    except WeiboError:
        return True
    if info.expires_in <= 0:
        gateway.token_dead(token.account, token.app, None, at)
        return False
    return True
