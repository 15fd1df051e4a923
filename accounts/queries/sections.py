"""The sections of an account's page, with how much waits in each."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from accounts.models import AccountTag, RequestState, TagState, VerificationRequest, WeiboAccount
from accounts.queries.follows import reviews_due
from accounts.queries.papers import papers_wanting
from core.dates import local_day
from core.errors import Sentence


@dataclass(frozen=True)
class Tab:
    """A section: its URL name, icon and label, and how many things wait there."""

    name: str
    url: str
    icon: str
    label: Sentence
    waiting: int = 0


def tabs_of(account: WeiboAccount, now: dt.datetime, *, may_manage: bool) -> list[Tab]:
    """The sections a person may open; papers are for those who manage the account."""
    proposed = AccountTag.objects.filter(account=account, state=TagState.PROPOSED).count()
    asked = VerificationRequest.objects.filter(account=account, state=RequestState.OPEN).count()
    due = reviews_due(account, local_day(now)).count()
    papers = [Tab("papers", "accounts:account_papers", "license", _("证照"), papers_wanting(account, local_day(now)))]
    return [
        Tab("overview", "accounts:account", "layout-dashboard", _("总览")),
        Tab("profile", "accounts:account_profile", "id", _("资料")),
        *(papers if may_manage else []),
        Tab("verification", "accounts:account_verification", "rosette-discount-check", _("认证"), asked),
        Tab("tags", "accounts:account_tags", "tags", _("标签"), proposed),
        Tab("follows", "accounts:account_follows", "user-heart", _("关注"), due),
        Tab("timeline", "accounts:account_timeline", "history", _("时间线")),
    ]
