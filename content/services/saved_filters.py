"""Keep a filter of a list under a name, share it, open the library with it."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import require_somewhere
from accounts.models import User
from accounts.roles import Can
from content.models import DefaultFilter, Place, SavedFilter
from core import audit
from core.errors import Forbidden, UserError

MOST = 50
LONGEST = 800


@transaction.atomic
def save_filter(
    *, name: str, query: str, shared: bool, by: User, at: dt.datetime, place: str = Place.LIBRARY
) -> SavedFilter:
    """Keep `query` (see `address_of`) as `name`; a name that this person has already gets the new filter."""
    require_somewhere(by, Can.VIEW)
    name = " ".join(name.split())[:40]
    if not name:
        raise UserError(_("请给这个筛选起个名字。"), field="name")
    if len(query) > LONGEST:
        raise UserError(_("筛选条件太长，存不下。"), field="name")
    own = SavedFilter.objects.filter(owner=by, place=place)
    if not own.filter(name=name).exists() and own.count() >= MOST:
        raise UserError(_("最多存 %(n)d 个筛选，请先删掉不用的。") % {"n": MOST}, field="name")
    values = {"query": query, "is_shared": shared}
    row, _new = SavedFilter.objects.update_or_create(
        owner=by, place=place, name=name, defaults=values, create_defaults={**values, "created_at": at}
    )
    change = audit.Change(after={"query": query, "shared": shared})
    audit.record("content.filter.saved", row, by=by, at=at, change=change)
    return row


@transaction.atomic
def remove_filter(*, saved: SavedFilter, by: User, at: dt.datetime) -> None:
    """Only its owner throws it away; who opened the library with it gets everything again."""
    if saved.owner_id != by.pk:
        raise Forbidden(_("这个筛选是同事共享的，只有他自己可以删除。"), code="content.filter_foreign")
    change = audit.Change(before={"query": saved.query, "shared": saved.is_shared})
    audit.record("content.filter.removed", saved, by=by, at=at, change=change)
    saved.delete()


@transaction.atomic
def open_with_filter(*, saved: SavedFilter | None, by: User) -> None:
    """The library opens with this filter for this person; None: with everything. A private taste, not audited."""
    DefaultFilter.objects.filter(user=by).delete()
    if saved is not None:
        DefaultFilter.objects.create(user=by, saved=saved)
