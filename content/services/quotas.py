"""Quota plans (C1)."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import require
from accounts.models import User, WeiboAccount
from accounts.roles import Can
from content.models import Category, QuotaPlan, QuotaShare
from core import audit
from core.errors import UserError


@dataclass(frozen=True, slots=True)
class QuotaInput:
    """Percent by category id; a category that is absent has no quota."""

    shares: dict[int, Decimal]
    promotional_percent: int = 20
    inviting_percent: int = 50

    def check(self) -> None:
        """Raises `UserError` for a share outside 0 to 100 and for a plan over 100 % (C1)."""
        total = sum(self.shares.values(), Decimal(0))
        limits = [Decimal(self.promotional_percent), Decimal(self.inviting_percent)]
        if any(not 0 <= share <= 100 for share in [*self.shares.values(), *limits]):
            raise UserError(_("比例只能在 0 到 100 之间。"), field="shares")
        if total > 100:
            sentence = _("各类配额合计 %(total)s%%，超过 100%%，请调低后再保存。")
            raise UserError(sentence % {"total": f"{total.normalize():f}"}, code="content.over_quota", field="shares")


@transaction.atomic
def set_quota_plan(*, account: WeiboAccount | None, quota: QuotaInput, by: User, at: dt.datetime) -> QuotaPlan:
    """Store an account's plan, or the preset without account. Over 100 % is refused, less is left unallocated (C1)."""
    require(by, Can.SCHEDULE, account.pk if account else None)
    quota.check()
    if Category.objects.filter(pk__in=quota.shares).count() != len(quota.shares):
        raise UserError(_("有分类已不存在，请刷新后再保存。"), field="shares")
    plan = QuotaPlan.objects.select_for_update().filter(account=account).first()
    before = _as_dict(plan)
    plan = plan or QuotaPlan(account=account)
    plan.promotional_percent, plan.inviting_percent = quota.promotional_percent, quota.inviting_percent
    plan.updated_at = at
    plan.save()
    plan.shares.all().delete()
    QuotaShare.objects.bulk_create(
        QuotaShare(plan=plan, category_id=category_id, percent=percent) for category_id, percent in quota.shares.items()
    )
    change = audit.Change(before=before, after=_as_dict(plan), account_id=account.pk if account else None)
    audit.record("content.quota.set", plan, by=by, at=at, change=change)
    return plan


@transaction.atomic
def clear_quota_plan(*, account: WeiboAccount, by: User, at: dt.datetime) -> None:
    """Back to the preset."""
    require(by, Can.SCHEDULE, account.pk)
    plan = QuotaPlan.objects.select_for_update().filter(account=account).first()
    if plan is None:
        return
    audit.record(
        "content.quota.cleared", plan, by=by, at=at, change=audit.Change(before=_as_dict(plan), account_id=account.pk)
    )
    plan.delete()


def _as_dict(plan: QuotaPlan | None) -> dict[str, str]:
    if plan is None or plan.pk is None:
        return {}
    return {share.category.slug: str(share.percent) for share in plan.shares.select_related("category")}
