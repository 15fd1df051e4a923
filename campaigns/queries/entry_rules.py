"""Versions of the rules of a campaign, and who takes part in no draw (P7)."""

from campaigns.models import Campaign, Judgement, LeftOut

SHOWN = 200


def people_left_out() -> list[LeftOut]:
    """The newest on the list."""
    return list(LeftOut.objects.select_related("added_by")[:SHOWN])


def versions_of(campaign: Campaign) -> list[Judgement]:
    """All versions, the one that holds first."""
    return list(Judgement.objects.filter(campaign=campaign)[:20])
