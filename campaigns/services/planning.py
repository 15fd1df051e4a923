"""From a kind to a whole plan: presets, a copy of an earlier campaign, the rules written from the record (P1, P5)."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from campaigns.models import Campaign, Condition, ConditionKind
from campaigns.planning.book import Book, open_book
from campaigns.planning.kinds import preset_of
from campaigns.planning.record import record_of
from campaigns.planning.rules_text import with_section, write
from campaigns.services.campaigns import CampaignInput, change_campaign, save_campaign
from campaigns.services.changing import changing
from campaigns.services.prizes import copy_picture
from core.dates import at_local, local_day

COPIED = (
    "kind", "purpose", "audience", "target_entries", "target_new_followers", "target_kept_followers", "theme",
    "combine", "picking", "budget", "contact", "claim_days", "launch_reason", "on_platform_tool", "owner",
)  # fmt: skip


def begin_plan(*, values: dict[str, Any], by: User, at: dt.datetime) -> Campaign:
    """A new campaign from its purpose and kind: conditions, way of picking and days as the kind presets them."""
    book, preset = open_book(), preset_of(values["kind"])
    starts_at = first_launch(at, book)
    ends_at = starts_at + dt.timedelta(days=preset.days)
    claim = book.lowest("claim_days")
    given = {
        "starts_at": starts_at,
        "ends_at": ends_at,
        "draws_at": ends_at + dt.timedelta(days=1),
        "picking": preset.picking,
        "claim_days": int(claim.number) if claim and claim.number else 5,
        "contact": _last_contact(),
        **values,
    }
    with transaction.atomic():
        row = save_campaign(campaign=None, values=CampaignInput(**given), by=by, at=at)
        with changing(row, code="campaigns.conditions.changed", by=by, at=at) as fresh:
            Condition.objects.bulk_create(
                Condition(campaign=fresh, kind=kind, number=book.house("friends", 10), position=place)
                for place, kind in enumerate(preset.asks)
            )
    return Campaign.objects.get(pk=row.pk)


def copy_campaign(*, campaign: Campaign, by: User, at: dt.datetime) -> Campaign:
    """A new plan as an earlier campaign was: same length and hour, a fortnight ahead; nothing of its filing.

    The rules are not copied: they name days and prizes, and are written anew from the record.
    """
    start = campaign.starts_at
    first = first_launch(at, open_book())
    shift = first - start
    times: dict[str, Any] = {"starts_at": first, "ends_at": campaign.ends_at + shift}
    if campaign.draws_at is not None:
        times["draws_at"] = campaign.draws_at + shift
    name = _("%(name)s（副本）") % {"name": campaign.name[:72]}
    given: dict[str, Any] = {field: getattr(campaign, field) for field in COPIED}
    with transaction.atomic():
        row = save_campaign(campaign=None, values=CampaignInput(**{"name": name, **given, **times}), by=by, at=at)
        with changing(row, code="campaigns.prizes.changed", by=by, at=at) as fresh:
            fresh.copied_from = campaign
            _copy_terms(campaign, fresh)
            for prize in campaign.prizes.all():
                prize.pk, prize.campaign, prize.stock, picture = None, fresh, None, copy_picture(prize, at=at)
                prize.picture = picture
                prize._state.adding = True
                prize.save()
    return Campaign.objects.get(pk=row.pk)


def write_rules(*, campaign: Campaign, text: str, by: User, at: dt.datetime) -> Campaign:
    """The rules as people want them. What the record says now counts as seen."""
    with transaction.atomic():
        row = change_campaign(campaign=campaign, values={"rules_text": text}, by=by, at=at)
        Campaign.objects.filter(pk=row.pk).update(rules_written=write(record_of(row)))
    return row


def take_section(*, campaign: Campaign, name: str, by: User, at: dt.datetime) -> Campaign:
    """One section as the record writes it; the others stay as people wrote them."""
    text = with_section(record_of(campaign), name)
    with transaction.atomic():
        row = change_campaign(campaign=campaign, values={"rules_text": text}, by=by, at=at)
        if not row.rules_written:
            Campaign.objects.filter(pk=row.pk).update(rules_written=write(record_of(row)))
    return row


def first_launch(at: dt.datetime, book: Book) -> dt.datetime:
    """Ten days ahead at the end of the morning's window (P5)."""
    hour = min(23, book.house("launch_morning_to", 10))
    return at_local(local_day(at) + dt.timedelta(days=10), dt.time(hour))


def _copy_terms(source: Campaign, target: Campaign) -> None:
    for one in source.conditions.all():
        words = [] if one.kind == ConditionKind.ANSWER else one.words
        Condition.objects.create(campaign=target, kind=one.kind, number=one.number, words=words, position=one.position)


def _last_contact() -> str:
    return Campaign.objects.exclude(contact="").order_by("-pk").values_list("contact", flat=True).first() or ""
