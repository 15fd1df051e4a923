"""Feeds and read-only links: made, ended, counted (K7)."""

import datetime as dt
from dataclasses import dataclass, field

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.access import require_somewhere
from accounts.models import User
from accounts.roles import Can
from core import audit
from core.errors import UserError
from publishing.models import CalendarFeed, CalendarShare

MOST = 20
LONGEST = dt.timedelta(days=365)
READ_NOTED = dt.timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class ShareInput:
    """What a person says about a link. `password` as typed; empty: none is asked."""

    name: str
    filters: str
    days: int
    password: str = field(default="", repr=False)
    future_only: bool = True


@transaction.atomic
def make_feed(*, name: str, filters: str, by: User, at: dt.datetime) -> CalendarFeed:
    """An address for one's calendar program. Raises `UserError` for more than anybody needs."""
    require_somewhere(by, Can.VIEW)
    if CalendarFeed.objects.filter(user=by, revoked_at=None).count() >= MOST:
        raise UserError(_("最多 %(n)d 个，请先停用不用的。") % {"n": MOST})
    feed = CalendarFeed.objects.create(name=name, user=by, filters=filters, created_at=at)
    audit.record("calendar.feed.made", feed, by=by, at=at, change=audit.Change(after={"filters": filters}))
    return feed


@transaction.atomic
def make_share(*, values: ShareInput, by: User, at: dt.datetime) -> CalendarShare:
    """A link for people without an account. Raises `UserError` for more than anybody needs."""
    require_somewhere(by, Can.SCHEDULE)
    if CalendarShare.objects.filter(user=by, revoked_at=None, expires_at__gt=at).count() >= MOST:
        raise UserError(_("最多 %(n)d 个，请先停用不用的。") % {"n": MOST})
    share = CalendarShare.objects.create(
        name=values.name,
        user=by,
        filters=values.filters,
        created_at=at,
        expires_at=at + min(dt.timedelta(days=values.days), LONGEST),
        password=make_password(values.password) if values.password else "",
        future_only=values.future_only,
    )
    shown = {"filters": share.filters, "until": share.expires_at.isoformat(), "password": bool(share.password)}
    audit.record("calendar.share.made", share, by=by, at=at, change=audit.Change(after=shown))
    return share


@transaction.atomic
def end_feed(*, feed: CalendarFeed, by: User, at: dt.datetime) -> None:
    """Its address answers 404 from now on."""
    _end(feed, "calendar.feed.ended", by, at)


@transaction.atomic
def end_share(*, share: CalendarShare, by: User, at: dt.datetime) -> None:
    """Its address answers 404 from now on."""
    _end(share, "calendar.share.ended", by, at)


def _end(row: CalendarFeed | CalendarShare, code: str, by: User, at: dt.datetime) -> None:
    if row.revoked_at is None:
        row.revoked_at = at
        row.save(update_fields=["revoked_at"])
        audit.record(code, row, by=by, at=at)


def note_read(*, row: CalendarFeed | CalendarShare, at: dt.datetime) -> None:
    """When it was last read: written once in ten minutes, because calendar programs ask often."""
    if row.last_read_at is None or at - row.last_read_at > READ_NOTED:
        type(row)._default_manager.filter(pk=row.pk).update(last_read_at=at)


def note_view(*, share: CalendarShare, at: dt.datetime) -> None:
    """One more look at a link."""
    CalendarShare.objects.filter(pk=share.pk).update(views=F("views") + 1, last_read_at=at)
