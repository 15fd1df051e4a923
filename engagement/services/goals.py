"""Within how many hours people are answered (E1)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import require_somewhere
from accounts.models import User
from accounts.roles import Can
from core.audit import Change, record
from core.errors import UserError
from engagement.models import ResponseGoal

LONGEST = 24 * 14


def save_goals(*, hours: dict[str, int | None], by: User, at: datetime) -> None:
    """Keep hours by kind of account; None removes a kind's own goal. The row for all others must stay.

    Threads that are in the inbox keep the time they were given.
    """
    require_somewhere(by, Can.MANAGE_SETTINGS)
    if not hours.get(""):
        raise UserError(_("其他账号的回复时限不能为空。"), field="hours_")
    if any(value is not None and not 1 <= value <= LONGEST for value in hours.values()):
        raise UserError(_("回复时限须为 1 到 %(n)d 小时。") % {"n": LONGEST})
    with transaction.atomic():
        before = dict(ResponseGoal.objects.select_for_update().values_list("account_kind", "hours"))
        for kind, value in hours.items():
            if value is None:
                ResponseGoal.objects.filter(account_kind=kind).delete()
            else:
                ResponseGoal.objects.update_or_create(account_kind=kind, defaults={"hours": value})
        general = ResponseGoal.objects.get(account_kind="")
        after = dict(ResponseGoal.objects.values_list("account_kind", "hours"))
        record("engagement.goals.changed", general, by=by, at=at, change=Change(before=before, after=after))
