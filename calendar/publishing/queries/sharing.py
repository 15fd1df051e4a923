"""What leads out of the calendar: which rows a feed or a link shows now, with the rights of its person now (K7)."""

import datetime as dt
import hashlib
from collections.abc import Callable
from typing import Any, Final

from django.contrib.auth.hashers import check_password
from django.core import signing
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.access import Person, accounts_for, groups_below
from accounts.models import AccountGroup, User, WeiboAccount
from accounts.roles import Can
from campaigns.models import Campaign
from content.models import Category
from core.errors import NotFound, existing
from core.http import whole_number
from publishing.ical.feed import Entry, sequence_of
from publishing.models import CalendarFeed, CalendarShare, Slot, SlotState
from publishing.queries.week import SHOWN, Filters, narrowed_slots

BACK, AHEAD = dt.timedelta(days=30), dt.timedelta(days=180)
MOST: Final = 5000
TEXT: Final = 400
FEED, SHARE = "calendar.feed", "calendar.share"
NAMES: Final = ("account", "group", "category", "campaign", "person", "state")
"""The filters that an address may carry."""


def filters_of(params: QueryDict) -> Filters:
    """Category, state, campaign and author from an address."""
    state = params.get("state", "")
    numbers = {name: whole_number(params.get(name, "")) for name in ("category", "campaign", "person")}
    return Filters(numbers["category"], state if state in SlotState.values else "", **_two(numbers))


def _two(numbers: dict[str, int | None]) -> dict[str, int | None]:
    return {name: numbers[name] for name in ("campaign", "person")}


def kept_filters(query: str) -> str:
    """Of a query string only what a feed or link may be narrowed by."""
    given, kept = QueryDict(query[:2000]), QueryDict(mutable=True)
    for name in NAMES:
        if value := given.get(name, "")[:20]:
            kept[name] = value
    return kept.urlencode()


def accounts_of(user: Person, params: QueryDict, can: Can = Can.VIEW) -> "QuerySet[WeiboAccount]":
    """The accounts that a person may see now, narrowed as the address says."""
    accounts = accounts_for(user, can)
    account_id, group_id = (whole_number(params.get(name, "")) for name in ("account", "group"))
    if account_id is not None:
        return accounts.filter(pk=account_id)
    return accounts.filter(group_id__in=groups_below(group_id)) if group_id is not None else accounts


def token_of(row: CalendarFeed | CalendarShare, salt: str) -> str:
    """The signed part of its address."""
    return signing.Signer(sep=".", salt=salt).sign(f"{row.pk}~{row.key}")


def _pk_and_key(token: str, salt: str) -> tuple[int, str]:
    try:
        pk, _tilde, key = signing.Signer(sep=".", salt=salt).unsign(token).partition("~")
    except signing.BadSignature:
        raise _gone() from None
    return int(pk), key


def _gone() -> NotFound:
    return NotFound(_("这个地址不存在，或已停用。"))


def feed_behind(token: str) -> CalendarFeed:
    """The living feed of an address. Raises `NotFound`; also when its person has left."""
    pk, key = _pk_and_key(token, FEED)
    rows = CalendarFeed.objects.select_related("user").filter(pk=pk, key=key, revoked_at=None, user__is_active=True)
    feed = rows.first()
    if feed is None:
        raise _gone()
    return feed


def share_behind(token: str, now: dt.datetime) -> CalendarShare:
    """The living link of an address. Raises `NotFound` when it is over, or its maker has left."""
    pk, key = _pk_and_key(token, SHARE)
    share = CalendarShare.objects.select_related("user").filter(pk=pk, key=key, user__is_active=True).first()
    if share is None or not share.is_open(now):
        raise _gone()
    return share


def opens(share: CalendarShare, password: str) -> bool:
    """Whether this is its password."""
    return check_password(password, share.password)


def feeds_of(user: User) -> list[CalendarFeed]:
    """A person's own, living ones."""
    return list(CalendarFeed.objects.filter(user=user, revoked_at=None))


def shares_of(user: User, now: dt.datetime) -> list[CalendarShare]:
    """A person's own links that still show something."""
    return list(CalendarShare.objects.filter(user=user, revoked_at=None, expires_at__gt=now))


def feed_of(user: User, pk: int) -> CalendarFeed:
    """One's own feed. Raises `NotFound`."""
    return existing(CalendarFeed.objects.filter(user=user, pk=pk).first(), _("没有找到这个订阅。"))


def share_of(user: User, pk: int) -> CalendarShare:
    """One's own link. Raises `NotFound`."""
    return existing(CalendarShare.objects.filter(user=user, pk=pk).first(), _("没有找到这个链接。"))


def feed_entries(feed: CalendarFeed, now: dt.datetime, address: Callable[[int], str]) -> list[Entry]:
    """What a feed shows: a month back, half a year ahead, and what was taken off lately as cancelled. One query."""
    params = QueryDict(feed.filters)
    live = Q(state__in=SHOWN, scheduled_at__gte=now - BACK, scheduled_at__lt=now + AHEAD)
    gone = Q(state=SlotState.CANCELLED, updated_at__gte=now - BACK)
    slots = narrowed_slots(Slot.objects.filter(account__in=accounts_of(feed.user, params)), filters_of(params))
    if (state := filters_of(params).state) in SHOWN:
        live &= Q(state=state)
    labels = dict(SlotState.choices)
    rows = slots.filter(live | gone).order_by("scheduled_at", "pk").values_list(
        "pk", "scheduled_at", "spread_seconds", "state", "created_at", "updated_at", "post__updated_at",
        "account__nickname", "post__category__name", "post__version__text",
    )[:MOST]  # fmt: skip
    return [
        Entry(
            uid=f"slot-{pk}@weibo-ops",
            at=at - dt.timedelta(seconds=spread),
            changed_at=max(changed, written),
            sequence=sequence_of(created, changed, written),
            summary=_("%(account)s：%(text)s") % {"account": account, "text": " ".join((text or "").split())[:40]},
            description=f"{labels[state]} · {category}\n\n{(text or '')[:TEXT]}",
            url=address(pk),
            is_cancelled=state == SlotState.CANCELLED,
        )
        for pk, at, spread, state, created, changed, written, account, category, text in rows
    ]


def mark_of(entries: list[Entry], name: str) -> str:
    """An ETag: another one whenever anything that is shown is another."""
    digest = hashlib.sha256(repr((name, entries)).encode())
    return f'"{digest.hexdigest()[:32]}"'


def words_of(query: str) -> str:
    """The filters of an address in words, for people; empty when it shows everything one may see."""
    params = QueryDict(query)
    ids = {name: whole_number(params.get(name, "")) or 0 for name in NAMES}
    rows: list[tuple[str, QuerySet[Any]]] = [
        ("account", WeiboAccount.objects.filter(pk=ids["account"]).values_list("nickname", flat=True)),
        ("group", AccountGroup.objects.filter(pk=ids["group"]).values_list("name", flat=True)),
        ("category", Category.objects.filter(pk=ids["category"]).values_list("name", flat=True)),
        ("campaign", Campaign.objects.filter(pk=ids["campaign"]).values_list("name", flat=True)),
        ("person", User.objects.filter(pk=ids["person"]).values_list("name", flat=True)),
    ]
    found = [str(name) for key, names in rows if ids[key] for name in names]
    labels = dict(SlotState.choices)
    return _("、").join([*found, *([str(labels[params["state"]])] if params.get("state") in labels else [])])
