"""Quota plans (C1)."""

import datetime as dt
from dataclasses import dataclass, field
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
class Bounds:
    """From where to where a category's share may go, in percent; None = not limited."""

    minimum: Decimal | None = None
    maximum: Decimal | None = None


FREE = Bounds()


@dataclass(frozen=True, slots=True)
class QuotaInput:
    """Percent by category id; a category that is absent has no quota. `bounds` are of categories with a quota."""

    shares: dict[int, Decimal]
    promotional_percent: int = 20
    inviting_percent: int = 50
    bounds: dict[int, Bounds] = field(default_factory=dict)

    def check(self) -> None:
        """Raises `UserError` for a share outside 0 to 100, for bounds that its quota does not lie between, and for a
        plan over 100 % (C1)."""
        total = sum(self.shares.values(), Decimal(0))
        edges = [edge for both in self.bounds.values() for edge in (both.minimum, both.maximum) if edge is not None]
        limits = [Decimal(self.promotional_percent), Decimal(self.inviting_percent), *edges]
        if any(not 0 <= share <= 100 for share in [*self.shares.values(), *limits]):
            raise UserError(_("比例只能在 0 到 100 之间。"), field="shares")
        for category, both in self.bounds.items():
            _check_bounds(self.shares.get(category), both, f"share_{category}")
        if total > 100:
            sentence = _("各类配额合计 %(total)s%%，超过 100%%，请调低后再保存。")
            raise UserError(sentence % {"total": f"{total.normalize():f}"}, code="content.over_quota", field="shares")


def _switch_on(ids: list[int], by: User) -> None:
    """C2: a plan that names categories of another set brings them into use, for every account."""
    named = dict(Category.objects.filter(pk__in=ids).values_list("pk", "is_active"))
    if len(named) != len(ids):
        raise UserError(_("有分类已不存在，请刷新后再保存。"), field="shares")
    if not all(named.values()):
        require(by, Can.SCHEDULE)
        Category.objects.filter(pk__in=ids, is_active=False).update(is_active=True)


def _check_bounds(share: Decimal | None, both: Bounds, field_name: str) -> None:
    if both == FREE:
        return
    if share is None:
        raise UserError(_("填了下限或上限的分类也要填配额。"), code="content.quota_bounds", field=field_name)
    if (both.minimum is not None and both.minimum > share) or (both.maximum is not None and both.maximum < share):
        raise UserError(_("配额要在下限和上限之间。"), code="content.quota_bounds", field=field_name)


@transaction.atomic
def set_quota_plan(*, account: WeiboAccount | None, quota: QuotaInput, by: User, at: dt.datetime) -> QuotaPlan:
    """Store an account's plan, or the preset without account. Over 100 % is refused, less is left unallocated (C1)."""
    require(by, Can.SCHEDULE, account.pk if account else None)
    quota.check()
    _switch_on(list(quota.shares), by)
    plan = QuotaPlan.objects.select_for_update().filter(account=account).first()
    before = _as_dict(plan)
    plan = plan or QuotaPlan(account=account)
    plan.promotional_percent, plan.inviting_percent = quota.promotional_percent, quota.inviting_percent
    plan.updated_at = at
    plan.save()
    plan.shares.all().delete()
    QuotaShare.objects.bulk_create(
        _share(plan, category_id, percent, quota.bounds.get(category_id, FREE))
        for category_id, percent in quota.shares.items()
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


def _share(plan: QuotaPlan, category_id: int, percent: Decimal, both: Bounds) -> QuotaShare:
    return QuotaShare(plan=plan, category_id=category_id, percent=percent, minimum=both.minimum, maximum=both.maximum)


def _as_dict(plan: QuotaPlan | None) -> dict[str, str]:
    if plan is None or plan.pk is None:
        return {}
    return {share.category.slug: _span(share) for share in plan.shares.select_related("category")}


def _span(share: QuotaShare) -> str:
    if share.minimum is None and share.maximum is None:
        return str(share.percent)
    return f"{share.percent} [{share.minimum or ''}…{share.maximum or ''}]"
