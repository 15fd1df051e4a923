"""C1, C2: the columns of the content plan, kept by the team. Quotas and posts point at the row, not at its name."""

import datetime as dt
import secrets
from dataclasses import asdict, dataclass

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.access import require
from accounts.models import User
from accounts.roles import Can
from content.models import Category, Post, PostState, QuotaShare
from core import audit
from core.errors import Conflict, UserError

COLOURS = range(1, 9)
OVER = (PostState.PUBLISHED, PostState.CANCELLED)


@dataclass(frozen=True, slots=True)
class CategoryInput:
    """What the team says about a category; `colour` 1 to 8 of the palette."""

    name: str
    colour: int = 1
    is_promotional: bool = False
    is_entertainment: bool = False


@transaction.atomic
def set_category(*, category: Category | None, values: CategoryInput, by: User, at: dt.datetime) -> Category:
    """Add or change one. Raises `UserError` without a name or with one that another has."""
    require(by, Can.SCHEDULE)
    name = values.name.strip()
    if not name:
        raise UserError(_("请写下分类的名称。"), field="name")
    if values.colour not in COLOURS:
        raise UserError(_("请选择一种颜色。"), field="colour")
    same = Category.objects.filter(name=name).first()
    if same is not None and same != category:
        sentence = _("已有同名的分类。") if same.is_active else _("已有同名的分类，它已停用，重新启用即可。")
        raise UserError(sentence, field="name")
    row = Category.objects.select_for_update().get(pk=category.pk) if category else _new()
    before = _told(row) if category else {}
    for field, value in (asdict(values) | {"name": name}).items():
        setattr(row, field, value)
    row.save()
    audit.record("content.category.set", row, by=by, at=at, change=audit.Change(before, _told(row)))
    return row


def _new() -> Category:
    last = Category.objects.aggregate(last=Max("position"))["last"] or 0
    return Category(slug=f"own-{secrets.token_hex(6)}", position=last + 1)


@transaction.atomic
def move_category(*, category: Category, up: bool, by: User, at: dt.datetime) -> None:
    """One place up or down among those of its sort (in use, or not); at the end it stays."""
    require(by, Can.SCHEDULE)
    rows = list(Category.objects.select_for_update().order_by("-is_active", "position", "pk"))
    here = next(n for n, row in enumerate(rows) if row.pk == category.pk)
    there = here + (-1 if up else 1)
    if not 0 <= there < len(rows) or rows[there].is_active != rows[here].is_active:
        return
    rows[here], rows[there] = rows[there], rows[here]
    for position, row in enumerate(rows):
        row.position = position
    Category.objects.bulk_update(rows, ["position"])
    names = {"order": [row.name for row in rows if row.is_active]}
    audit.record("content.category.moved", category, by=by, at=at, change=audit.Change(after=names))


@transaction.atomic
def switch_category(*, category: Category, on: bool, by: User, at: dt.datetime) -> Category:
    """Take it out of use, or back. What was published under it keeps it.

    Raises `Conflict` while a quota plan names it or posts that are not out yet have it, and for the last one.
    """
    require(by, Can.SCHEDULE)
    row = Category.objects.select_for_update().get(pk=category.pk)
    if row.is_active == on:
        return row
    if not on:
        _check_unused(row)
    row.is_active = on
    row.save(update_fields=["is_active"])
    change = audit.Change({"is_active": not on}, {"is_active": on})
    audit.record("content.category.switched", row, by=by, at=at, change=change)
    return row


def _check_unused(row: Category) -> None:
    plans = QuotaShare.objects.filter(category=row, percent__gt=0)
    named = [str(share.plan) for share in plans.select_related("plan__account").order_by("plan__account__pk")[:3]]
    if named:
        values = {"name": row.name, "plans": _("、").join(named), "n": plans.count()}
        sentence = _("“%(name)s”还在 %(n)d 份配额里（%(plans)s），先把它的配额去掉。")
        raise Conflict(sentence % values, code="content.category_in_plan")
    waiting = Post.objects.visible().filter(category=row).exclude(state__in=OVER).count()
    if waiting:
        sentence = _("还有 %(n)d 条没有发出的内容属于“%(name)s”，先发出、取消，或改成别的分类。")
        raise Conflict(sentence % {"n": waiting, "name": row.name}, code="content.category_in_use")
    if not Category.objects.filter(is_active=True).exclude(pk=row.pk).exists():
        raise Conflict(_("至少要有一个使用中的分类。"), code="content.category_last")


def _told(row: Category) -> dict[str, object]:
    return {name: getattr(row, name) for name in CategoryInput.__dataclass_fields__}
