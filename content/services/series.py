"""Series (C11): made, changed, ended; a post takes a number; the owner is told when a number is due."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.access import require
from accounts.models import User, WeiboAccount
from accounts.roles import Can
from content.models import LOCKED_STATES, Category, Post, PostState, Series
from content.queries.series import numbers_of, rhythm_of, standings
from content.serial import LONGEST, MOST, next_number
from core import audit
from core.errors import Conflict, UserError, existing
from core.notices import Message, notify, settle

SOON = dt.timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class SeriesInput:
    """What a person says of a series. `number` is due at `due_at`; no weekdays: every `every_days`."""

    name: str
    account: WeiboAccount
    due_at: dt.datetime
    number: int = 1
    weekdays: tuple[int, ...] = ()
    every_days: int = 7
    category: Category | None = None
    number_format: str = "第%d期"
    note: str = ""
    owner: User | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a post stands in a series: without `number` the next one; without `series` in none."""

    series: Series | None = None
    number: int | None = None


@transaction.atomic
def save_series(*, given: SeriesInput, by: User, at: dt.datetime, series: Series | None = None) -> Series:
    """A new series, or `series` changed. Raises `UserError` for a rhythm or a number format that cannot be kept."""
    require(by, Can.WRITE, given.account.pk)
    _check(given, series)
    row = Series.objects.select_for_update().get(pk=series.pk) if series else Series(created_at=at)
    before = _told(row) if series else {}
    row.name, row.account, row.category, row.note = given.name.strip(), given.account, given.category, given.note
    row.weekdays, row.every_days = sorted(set(given.weekdays)), given.every_days
    row.number_format, row.owner = given.number_format.strip(), given.owner
    row.anchor_number, row.anchor_at = given.number, given.due_at
    row.save()
    settle(key_prefix=f"series:{row.pk}", at=at)
    code = "content.series.changed" if series else "content.series.made"
    audit.record(code, row, by=by, at=at, change=audit.Change(before, _told(row), account_id=row.account_id))
    return row


def _check(given: SeriesInput, series: Series | None) -> None:
    if not given.name.strip():
        raise UserError(_("请填写系列名称。"), field="name")
    if given.number_format.count("%d") != 1 or given.number_format.count("%") != 1:
        raise UserError(_("期号写法里要有一个 %%d，例如“第%%d期”。") % {}, field="number_format")
    if not 1 <= given.every_days <= LONGEST or any(not 0 <= day <= 6 for day in given.weekdays):
        raise UserError(_("间隔须在 1 到 %(most)d 天之间。") % {"most": LONGEST}, field="every_days")
    if not 1 <= given.number <= MOST:
        raise UserError(_("期号须在 1 到 %(most)d 之间。") % {"most": MOST}, field="number")
    same = Series.objects.filter(account=given.account, name=given.name.strip())
    if same.exclude(pk=series.pk if series else 0).exists():
        raise UserError(_("这个账号已有同名的系列。"), field="name")
    if series is not None and series.account_id != given.account.pk and series.posts.exists():
        raise UserError(_("系列里已有内容，不能换账号。"), field="account")


def _told(row: Series) -> dict[str, str]:
    days = ",".join(map(str, row.weekdays)) or f"+{row.every_days}"
    return {"name": row.name, "rhythm": days, "next": f"{row.anchor_number} {row.anchor_at:%Y-%m-%d %H:%M}"}


@transaction.atomic
def end_series(*, series: Series, by: User, at: dt.datetime) -> Series:
    """No more parts are expected; asked again, it goes on. Its posts keep their numbers."""
    require(by, Can.WRITE, series.account_id)
    row = Series.objects.select_for_update().get(pk=series.pk)
    row.is_active = not row.is_active
    row.save(update_fields=["is_active"])
    if not row.is_active:
        settle(key_prefix=f"series:{row.pk}", at=at)
    code = "content.series.resumed" if row.is_active else "content.series.ended"
    audit.record(code, row, by=by, at=at, change=audit.Change(account_id=row.account_id))
    return row


@transaction.atomic
def place_in_series(*, post: Post, place: Place, by: User, at: dt.datetime) -> Post:
    """Give a post its number: a fact of the plan, so the approval stands. Raises `Conflict` when it is taken."""
    row = Post.objects.select_for_update(of=("self",)).get(pk=post.pk)
    require(by, Can.WRITE, row.account_id)
    if row.state in LOCKED_STATES and row.series_id is not None:
        raise Conflict(_("这条内容已经发出，不能再改期号。"), code="content.locked")
    number = None if place.series is None else _number_for(row, place)
    before = {"series": str(row.series or ""), "number": row.series_number}
    if (row.series_id, row.series_number) == (place.series.pk if place.series else None, number):
        return row
    row.series, row.series_number, row.updated_at = place.series, number, at
    row.save(update_fields=["series", "series_number", "updated_at"])
    if place.series is not None and number is not None:
        settle(key_prefix=f"series:{place.series.pk}:{number}", at=at)
    after = {"series": str(place.series or ""), "number": number}
    audit.record(
        "content.post.series_set", row, by=by, at=at, change=audit.Change(before, after, account_id=row.account_id)
    )
    return row


def _number_for(post: Post, place: Place) -> int:
    """The number asked for, or the next one; the series is locked, so that two writers never take the same."""
    wanted = place.series.pk if place.series else 0
    series = existing(Series.objects.select_for_update().filter(pk=wanted).first(), _("没有找到这个系列。"))
    if series.account_id != post.account_id:
        raise UserError(_("这个系列属于另一个账号。"), field="series")
    if place.number is None and post.series_id == series.pk and post.series_number is not None:
        return post.series_number
    taken = numbers_of(series, without=post.pk)
    number = place.number or next_number(rhythm_of(series), taken)
    if not 1 <= number <= MOST:
        raise UserError(_("期号须在 1 到 %(most)d 之间。") % {"most": MOST}, field="series_number")
    if number in taken and post.state != PostState.CANCELLED:
        part = series.title_of(number)
        raise Conflict(_("%(part)s已经有另一条内容。") % {"part": part}, code="content.series_number")
    return number


def keep_number_free(post: Post) -> None:
    """A cancelled post comes back: raises `Conflict` when another one has taken its number since (C11). The series is
    locked, as when a number is given."""
    if post.series_id is None or post.series_number is None:
        return
    series = Series.objects.select_for_update().get(pk=post.series_id)
    if post.series_number in numbers_of(series, without=post.pk):
        part = series.title_of(post.series_number)
        raise Conflict(
            _("%(part)s在此期间已有另一条内容，请先给这一条换个期号。") % {"part": part}, code="content.series_number"
        )


def remind_of_series(*, at: dt.datetime) -> int:
    """Tell the owner a day ahead that the next number is due and nothing is written, and again when it is late."""
    told = 0
    for standing in standings(Series.objects.filter(is_active=True, owner__is_active=True), at=at):
        if standing.next_due - at > SOON or standing.series.owner_id is None:
            continue
        late = standing.next_due < at
        text = (
            gettext_noop("系列“%(name)s”的%(part)s已过时间，还没有写")
            if late
            else gettext_noop("系列“%(name)s”的%(part)s快到时间了，还没有写")
        )
        params = {"name": standing.series.name, "part": standing.next_title}
        key = f"series:{standing.series.pk}:{standing.next_number}:{'late' if late else 'soon'}"
        message = Message(text, params, url=reverse("content:series", args=[standing.series.pk]), mail=late)
        told += notify(to=[standing.series.owner_id], key=key, message=message, at=at)
    return told
