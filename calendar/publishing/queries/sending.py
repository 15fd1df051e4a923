"""Slots with everything the last look asks about, read in a constant number of queries for any number of slots."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet

from accounts.models import Capability, WeiboAccount
from campaigns.models import Campaign
from content.models import Category, Media, Post, PostVersion, UserStory, VersionMedia
from publishing.models import Slot

_UNASKED_OF_ACCOUNTS = (
    "audience", "service", "persona", "tone", "never_says", "avatar_url", "verified_reason", "description", "domain",
    "website", "registered_name",
)  # fmt: skip
_UNASKED_OF_VERSIONS = ("elements", "findings", "sketch")

DUE_SQL = """
    slot.state = 'planned' AND slot.handed_over_at IS NULL AND slot.waits_for_id IS NULL
    AND slot.scheduled_at <= %(until)s AND (slot.check_after IS NULL OR slot.check_after <= %(now)s)
"""
"""`SlotQuerySet.due` for statements of the dispatcher; served by the index calendar_slot_claim."""


@dataclass(frozen=True, slots=True)
class Share:
    """Which part of what is due after `own_after` one of several senders takes; before that all is everybody's."""

    of: int
    number: int
    own_after: dt.datetime


EVERYTHING = Share(1, 0, dt.datetime(1970, 1, 1, tzinfo=dt.UTC))


def anything_due(until: dt.datetime, now: dt.datetime) -> bool:
    """Whether a claim would find something: one cheap statement for a sender that has nothing to do."""
    statement = f"SELECT 1 FROM calendar_slot slot WHERE {DUE_SQL} LIMIT 1"  # noqa: S608  a constant, no input
    with connection.cursor() as cursor:
        cursor.execute(statement, {"until": until, "now": now})
        return cursor.fetchone() is not None


def load_slots(ids: Iterable[int]) -> list[Slot]:
    """These slots in the order of their time, with account (and what it can), post, category, campaign, version and
    pictures. Slots of one account share its object; so do those of a category or a campaign."""
    slots = list(Slot.objects.filter(pk__in=list(ids)).order_by("scheduled_at", "pk"))
    posts = Post.objects.in_bulk({slot.post_id for slot in slots})
    accounts = _accounts({slot.account_id for slot in slots} | {post.account_id for post in posts.values()})
    versions = _versions({post.version_id for post in posts.values() if post.version_id is not None})
    categories = Category.objects.in_bulk({post.category_id for post in posts.values()})
    campaigns = Campaign.objects.in_bulk({post.campaign_id for post in posts.values() if post.campaign_id is not None})
    stories = UserStory.objects.in_bulk({post.story_id for post in posts.values() if post.story_id is not None})
    for post in posts.values():
        post.story = stories[post.story_id] if post.story_id is not None else None
        post.account, post.category = accounts[post.account_id], categories[post.category_id]
        post.version = versions[post.version_id] if post.version_id is not None else None
        post.campaign = campaigns[post.campaign_id] if post.campaign_id is not None else None
    for slot in slots:
        slot.account, slot.post = accounts[slot.account_id], posts[slot.post_id]
    return slots


def media_of(slot: Slot) -> list[Media]:
    """The pictures of what is about to be sent, in order."""
    version = slot.post.version
    return [row.media for row in version.version_media.all()] if version else []


def _accounts(ids: set[int]) -> dict[int, WeiboAccount]:
    found = WeiboAccount.objects.defer(*_UNASKED_OF_ACCOUNTS).in_bulk(ids)
    rows = Capability.objects.filter(account__in=ids)
    _remember("capabilities", found, rows, [row.account_id for row in rows])
    return found


def _versions(ids: set[int]) -> dict[int, PostVersion]:
    found = PostVersion.objects.defer(*_UNASKED_OF_VERSIONS).in_bulk(ids)
    rows = VersionMedia.objects.filter(version__in=ids).select_related("media")
    _remember("version_media", found, rows, [row.version_id for row in rows])
    return found


def _remember(name: str, owners: Mapping[int, Model], rows: "QuerySet[Any]", owner_ids: list[int]) -> None:
    """What `prefetch_related` does, for thousands of owners that mostly have no rows: it copies a query for each."""
    mine: dict[int, list[Any]] = {}
    for row, owner_id in zip(rows, owner_ids, strict=True):
        mine.setdefault(owner_id, []).append(row)
    nothing = _result(rows, [])
    for pk, owner in owners.items():
        kept = _result(rows, mine[pk]) if pk in mine else nothing
        owner.__dict__.setdefault("_prefetched_objects_cache", {})[name] = kept


def _result(rows: "QuerySet[Any]", found: list[Any]) -> "QuerySet[Any]":
    result = rows.all()
    result._result_cache = found
    return result
