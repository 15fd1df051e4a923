"""Slots with everything the last look asks about, read in a constant number of queries for any number of slots."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Prefetch, prefetch_related_objects

from accounts.models import WeiboAccount
from campaigns.models import Campaign
from content.models import Category, Media, Post, PostVersion, VersionMedia
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
    for post in posts.values():
        post.account, post.category = accounts[post.account_id], categories[post.category_id]
        post.version = versions[post.version_id] if post.version_id is not None else None
        post.campaign = campaigns[post.campaign_id] if post.campaign_id is not None else None
    for slot in slots:
        slot.account, slot.post = accounts[slot.account_id], posts[slot.post_id]
    return slots


def media_of(slot: Slot) -> list[Media]:
    """The pictures of what is about to be sent, in order."""
    return [row.media for row in slot.post.version.version_media.all()] if slot.post.version else []


def _accounts(ids: set[int]) -> dict[int, WeiboAccount]:
    found = WeiboAccount.objects.defer(*_UNASKED_OF_ACCOUNTS).in_bulk(ids)
    prefetch_related_objects(list(found.values()), "capabilities")
    return found


def _versions(ids: set[int]) -> dict[int, PostVersion]:
    found = PostVersion.objects.defer(*_UNASKED_OF_VERSIONS).in_bulk(ids)
    pictures = VersionMedia.objects.select_related("media")
    prefetch_related_objects(list(found.values()), Prefetch("version_media", queryset=pictures))
    return found
