"""Entries may change until the publishing of the list for the draw begins, and never after it (P7, P8)."""

from django.utils.translation import gettext as _

from campaigns.models import Campaign, Draw, DrawState
from campaigns.queries.draws import list_job
from core.errors import Conflict


def entries_open(campaign: Campaign) -> bool:
    """Whether no list for a draw has been published."""
    return not Draw.objects.filter(campaign=campaign).exclude(state=DrawState.VOID).exists()


def open_entries(campaign: Campaign) -> Campaign:
    """The campaign, locked, while its entries may still change. Raises `Conflict` once its list is being published.

    Who asks for the list locks the same row, so nothing changes between the look and the list. The lock lets rows that
    point to the campaign come in: a million verdicts take their time, and posts are published meanwhile.
    """
    row = Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    if not entries_open(row):
        raise Conflict(_("参与名单已经公布，不能再改动。"), code="entries.closed")
    if list_job(row, is_open=True) is not None:
        raise Conflict(_("参与名单正在公布，暂时不能改动。"), code="entries.publishing")
    return row
