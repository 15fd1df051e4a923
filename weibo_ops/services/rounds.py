"""The doctor's round: a broken finding is told to every administrator once, and taken off when it is mended."""

from datetime import datetime
from typing import Final

from django.utils.translation import gettext_noop

from accounts.models import User
from accounts.queries.everybody import holders_of
from accounts.roles import Can
from core.heartbeats import beat
from core.models import NoticeLevel
from core.notices import Message, notify, settle
from weibo_ops.doctor import Finding, Mark, Visit, examine
from weibo_ops.queries.search import address_of

EXAMINED: Final = "weibo_ops.examine"
TEXT: Final = gettext_noop("体检发现异常：%(title)s。%(sentence)s")


def tell_administrators(*, at: datetime) -> list[Finding]:
    """Look at everything and tell. What could not be found out neither tells nor settles."""
    findings = examine(Visit(at=at))
    broken = [finding for finding in findings if finding.mark == Mark.BROKEN]
    people = [user.pk for user in administrators(at)] if broken else []
    for finding in broken:
        key = finding.check.key
        message = Message(
            TEXT,
            {"title": str(finding.check.title), "sentence": finding.verdict.sentence},
            url=f"{address_of('doctor')}#finding-{key.replace('.', '')}",
            level=NoticeLevel.DANGER,
            mail=True,
        )
        notify(to=people, key=f"doctor:{key}", message=message, at=at)
    for finding in findings:
        if finding.mark in {Mark.OK, Mark.WARNING}:
            settle(key_prefix=f"doctor:{finding.check.key}", at=at)
    beat(EXAMINED, at=at, broken=len(broken))
    return findings


def administrators(at: datetime) -> list[User]:
    """Active people who may change the settings now."""
    return holders_of(Can.MANAGE_SETTINGS, at=at)
