"""Lost factors: taken away by an administrator, so that a colleague can get in again."""

import datetime as dt

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.access import require
from accounts.models import User
from accounts.queries.sign_in import forget_second_factor
from accounts.roles import Can
from accounts.services.people import require_not_above
from accounts.services.sign_in import end_sessions
from core.audit import Change, record
from core.errors import Conflict, UserError
from core.models import NoticeLevel
from core.notices import Message, notify


def reset_factors(*, user: User, reason: str, by: User, at: dt.datetime) -> int:
    """Remove every factor of a colleague and end his sessions. Returns how many factors.

    Raises `UserError` for oneself (the own page does that, with the factor itself) and without a reason, `Conflict`
    when there is none.
    """
    require(by, Can.MANAGE_PEOPLE)
    require_not_above(by, user)
    if user.pk == by.pk:
        raise UserError(_("请在“我的账户”里管理自己的两步验证。"), code="factor.self")
    if not reason:
        raise UserError(_("请写明重置的原因，例如“手机丢失，已当面核实”。"), code="factor.reason", field="reason")
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        kinds = list(Authenticator.objects.filter(user=user).values_list("type", flat=True))
        if not kinds:
            raise Conflict(_("这位同事没有开启两步验证。"), code="factor.none")
        Authenticator.objects.filter(user=user).delete()
        end_sessions(user=user, by=by, at=at)
        change = Change(before={"kinds": sorted(kinds)}, reason=reason)
        record("accounts.factor.reset", user, by=by, at=at, change=change)
        text = gettext_noop("%(who)s 重置了您的两步验证，原因：%(reason)s。请重新设置；有疑问请联系对方。")
        params = {"who": by.get_full_name(), "reason": reason}
        message = Message(text, params=params, url=reverse("account_me"), level=NoticeLevel.WARNING, mail=True)
        notify(to=[user.pk], key=f"factor-reset:{user.pk}:{at.timestamp():.0f}", message=message, at=at)
    forget_second_factor(user.pk)
    return len(kinds)
