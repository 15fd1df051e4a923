"""Tell people in time what is about to end: rights (A8) and assessments (A7)."""

import datetime as dt

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_noop

from accounts.models import Grant
from accounts.queries.endings import Ending, ending_assessments, ending_grants, matrix_holders, people_managers
from accounts.roles import Can
from core.models import NoticeLevel
from core.notices import Message, notify

GRANT_DAYS = (7, 1)
ASSESSMENT_DAYS = (30, 7)
OWN = gettext_noop("您的“%(role)s”权限（%(scope)s）将于 %(day)s 到期。")
OTHERS = gettext_noop("%(name)s 的“%(role)s”权限（%(scope)s）将于 %(day)s 到期，需要时请续期。")

OWN_ASSESSMENT = gettext_noop("您的操作资格评定将于 %(day)s 到期，到期后发布和回复都要由另一位同事批准。")
OTHERS_ASSESSMENT = gettext_noop("%(name)s 的操作资格评定将于 %(day)s 到期，请重新评定。")


def remind_of_ending_grants(*, now: dt.datetime) -> int:
    """7 days and 1 day before the end: the person, the giver, and those who manage people there. Returns how many."""
    told = 0
    for ending in ending_grants(now=now, days=GRANT_DAYS):
        told += _remind(ending.row, ending, now)
    return told


def _remind(grant: Grant, ending: Ending[Grant], now: dt.datetime) -> int:
    key = f"grant-end:{grant.pk}:{ending.days}d:{ending.last_day}"
    params = {
        "name": str(grant.user),
        "role": grant.get_role_display(),
        "scope": grant.scope_name,
        "day": f"{ending.last_day:%Y-%m-%d}",
    }
    level = NoticeLevel.WARNING if ending.days == 1 else NoticeLevel.INFO
    own = Message(OWN, params, level=level, mail=True)
    told = notify(to=[grant.user_id], key=key, message=own, at=now)
    others = {user.pk for user in people_managers(grant, now=now)} - {grant.user_id}
    url = reverse("accounts:person", args=[grant.user_id])
    return told + notify(to=others, key=key, message=Message(OTHERS, params, url, level, mail=True), at=now)


def remind_of_ending_assessments(*, now: dt.datetime) -> int:
    """30 and 7 days before the end (A7): the person, who assessed him, and who manages people. Returns how many."""
    told = 0
    for ending in ending_assessments(now=now, days=ASSESSMENT_DAYS):
        row, key = ending.row, f"assessment-end:{ending.row.user_id}:{ending.days}d:{ending.last_day}"
        params = {"name": str(row.user), "day": f"{ending.last_day:%Y-%m-%d}"}
        level = NoticeLevel.WARNING if ending.days == min(ASSESSMENT_DAYS) else NoticeLevel.INFO
        told += notify(to=[row.user_id], key=key, message=Message(OWN_ASSESSMENT, params, "", level, True), at=now)
        managers = matrix_holders(Can.MANAGE_PEOPLE, Q(account__isnull=True, group__isnull=True), now=now)
        others = {user.pk for user in managers} | ({row.assessed_by.pk} if row.assessed_by else set())
        url = reverse("accounts:assessment_new", args=[row.user_id])
        message = Message(OTHERS_ASSESSMENT, params, url, level, True)
        told += notify(to=others - {row.user_id}, key=key, message=message, at=now)
    return told
