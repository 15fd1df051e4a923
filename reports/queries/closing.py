"""Closing reports of campaigns, and what campaigns gained, for the forecast of the next one (P2, P9)."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from campaigns.models import Campaign
from campaigns.planning.forecast import Gain
from reports.models import ClosingReport


def closing_of(campaign: Campaign) -> ClosingReport | None:
    """The report that was kept of a campaign."""
    return ClosingReport.objects.select_related("compiled_by").filter(campaign=campaign).first()


def gains_of(ids: Sequence[int]) -> Mapping[int, Gain]:
    """P2: what closed campaigns cost and brought, by id. One query."""
    rows = ClosingReport.objects.filter(campaign_id__in=ids).values_list("campaign_id", "data", "later")
    return {
        pk: Gain(Decimal(data["cost"]["total"]), data["followers"]["extra"], _kept(data, later))
        for pk, data, later in rows
    }


def _kept(data: dict[str, dict[str, dict[str, int | None]]], later: dict[str, int]) -> int | None:
    return later.get("28", data["followers"]["kept"]["28"])
