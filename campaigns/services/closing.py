"""Entries may change until the list for the draw is published, and never after (P7, P8)."""

from django.utils.translation import gettext as _

from campaigns.models import Campaign, Draw, DrawState
from core.errors import Conflict


def entries_open(campaign: Campaign) -> bool:
    """Whether no list for a draw has been published."""
    return not Draw.objects.filter(campaign=campaign).exclude(state=DrawState.VOID).exists()


def open_entries(campaign: Campaign) -> Campaign:
    """The campaign, locked, while its entries may still change. Raises `Conflict` once the list is published.

    Publishing the list locks the same row, so nothing changes between the look and the list. The lock lets rows that
    point to the campaign come in: a million verdicts take their time, and posts are published meanwhile.
    """
    row = Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    if not entries_open(row):
        raise Conflict(_("参与名单已经公布，不能再改动。"), code="entries.closed")
    return row
