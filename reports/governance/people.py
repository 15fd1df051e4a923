"""Checks of people: who may write (A7), who holds which right and until when (A8)."""

import datetime as dt

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.access import roles_with
from accounts.models import Grant, Token, User
from accounts.queries import unassessed_among
from accounts.queries.sign_in import people_without_factor
from accounts.roles import Can, Role
from core.dates import local_day
from core.tamper import last_verification
from reports.governance.checks import Check, counted, listed

LEAST_ADMINISTRATORS = 2
SOON = dt.timedelta(days=7)
LOG_WALKED_WITHIN = dt.timedelta(days=3)


def who_may_write(now: dt.datetime) -> list[Check]:
    """A7: people who write or answer without a valid assessment; a second person must approve all they do."""
    holders = _held(now).filter(role__in=roles_with(Can.WRITE) + roles_with(Can.REPLY))
    people = set(holders.values_list("user_id", flat=True))
    without = list(User.objects.filter(pk__in=unassessed_among(people, at=now)).order_by("name"))
    sentence = _("%(n)d 位写作或回复的同事没有有效的操作资格评定")
    return [listed("a7-assessed", sentence, without, "accounts:people", "accounts:person")]


def who_could_open_the_door(now: dt.datetime) -> list[Check]:
    """A8: two people at least can give rights, so that one who leaves locks nobody out."""
    several = set(_held(now).filter(role=Role.ADMINISTRATOR).values_list("user_id", flat=True))
    text = _("%(n)d 位同事是系统管理员，至少要两位") % {"n": len(several)}
    return [Check("a8-admins", text, max(0, LEAST_ADMINISTRATORS - len(several)), "accounts:rights")]


def what_is_granted(now: dt.datetime) -> list[Check]:
    """A8: rights that end, rights of those who left, keys to Weibo, the second factor, the log."""
    ending = _held(now).filter(ends_at__lt=now + SOON).count()
    left = list(Grant.objects.in_force(now).filter(user__is_active=False).select_related("user"))
    tokens = Token.objects.filter(expires_at__lt=now + SOON).select_related("account").order_by("expires_at")
    keyless = list({token.account_id: token.account for token in tokens}.values())
    strong = _held(now).filter(role__in=roles_with(Can.MANAGE_PEOPLE) + roles_with(Can.MANAGE_SETTINGS))
    bare = people_without_factor(strong.values_list("user_id", flat=True))
    people = list(User.objects.filter(pk__in=bare).order_by("name"))
    gone = sorted({grant.user for grant in left}, key=lambda person: person.pk)
    return [
        Check("a8-ending", _("%(n)d 项授权将在七天内到期") % {"n": ending}, None, "accounts:rights"),
        listed("a8-left", _("%(n)d 位已停用的同事仍有授权"), gone, "accounts:rights", "accounts:person"),
        listed(
            "a8-tokens", _("%(n)d 个账号的微博授权将在七天内失效或已失效"), keyless, "accounts:expiry",
            "accounts:account_capabilities", lambda row: str(row.nickname),
        ),
        listed(
            "a8-factor", _("%(n)d 位管理权限和设置的同事没有开启两步验证"), people, "accounts:people", "accounts:person"
        ),
        _log(now),
    ]  # fmt: skip


def _log(now: dt.datetime) -> Check:
    """What the last walk along the chain of the log found: it is walked every night, for a long one takes minutes."""
    walk = last_verification()
    if walk is None or walk.finished_at is None:
        return Check("a8-log", _("操作记录还没有核对过，今晚第一次核对"), None, "audit")
    if walk.result["broken"]:
        return Check("a8-log", _("操作记录对不上，有 %(n)d 处") % {"n": walk.result["broken"]}, 1, "audit")
    if walk.finished_at < now - LOG_WALKED_WITHIN:
        since = {"day": local_day(walk.finished_at)}
        return Check("a8-log", _("操作记录自 %(day)s 起没有再核对") % since, 1, "audit")
    return counted("a8-log", _("操作记录完整，未被改动"), 0, "audit")


def _held(now: dt.datetime) -> "QuerySet[Grant]":
    """Rights in force of people who are here."""
    return Grant.objects.in_force(now).filter(user__is_active=True)
