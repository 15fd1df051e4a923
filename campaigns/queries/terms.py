"""By which rules the entries of a campaign are judged now, and what its entrants have in common (P7)."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from django.db import connection

from accounts.models import WeiboAccount
from campaigns.judging import Crowd, Demand, MachineRules, Terms, shipped_rules
from campaigns.models import (
    Campaign,
    Condition,
    ConditionKind,
    DrawState,
    EntryRules,
    LeftOut,
    UnknownFollows,
    Winner,
    WinnerState,
)

_PRINTS: Final = """
SELECT print, count(DISTINCT uid) FROM campaigns_act WHERE campaign_id = %s AND print IS NOT NULL
GROUP BY print HAVING count(DISTINCT uid) >= %s
"""
_WAVES: Final = """
SELECT print, minute, count(DISTINCT uid) FROM (
    SELECT print, uid, floor(extract(epoch FROM acted_at) / 60)::bigint AS minute FROM campaigns_act
    WHERE campaign_id = %s AND print = ANY(%s)
) act GROUP BY print, minute HAVING count(DISTINCT uid) >= %s
"""
_CIRCLES: Final = """
SELECT circle, count(DISTINCT uid) FROM campaigns_act WHERE campaign_id = %s AND circle IS NOT NULL
GROUP BY circle HAVING count(DISTINCT uid) >= 2
"""
_STEMS: Final = r"""
SELECT stem, count(DISTINCT uid) FROM (
    SELECT uid, regexp_replace(name, '[0-9]+', '#', 'g') AS stem FROM campaigns_act
    WHERE campaign_id = %s AND name ~ '[0-9]'
) act WHERE length(stem) >= 3 GROUP BY stem HAVING count(DISTINCT uid) >= %s
"""
_CAMPAIGNS: Final = """
SELECT entry.uid, count(*) FROM campaigns_entry entry
WHERE entry.campaign_id <> %s AND entry.entered_at BETWEEN %s AND %s
    AND EXISTS (SELECT FROM campaigns_act act WHERE act.campaign_id = %s AND act.uid = entry.uid)
GROUP BY entry.uid HAVING count(*) >= %s
"""


def rules_of(campaign: Campaign) -> EntryRules:
    """What the campaign decided about its entries; the presets when it did not."""
    return EntryRules.objects.filter(campaign=campaign).first() or EntryRules(campaign=campaign)


def terms_of(campaign: Campaign) -> Terms:
    """Everything that a verdict depends on beside what people did."""
    rules = rules_of(campaign)
    ours = list(WeiboAccount.objects.values_list("uid", "nickname"))
    return Terms(
        demands=tuple(_demand(row) for row in Condition.objects.filter(campaign=campaign)),
        combine=campaign.combine,
        starts_at=campaign.starts_at,
        ends_at=campaign.ends_at,
        own_uids=frozenset(uid for uid, _name in ours if uid),
        own_names=frozenset(name.lower() for _uid, name in ours),
        left_out=frozenset(LeftOut.objects.values_list("uid", flat=True)) if rules.leave_out_staff else frozenset(),
        winners=_winners(campaign, rules.leave_out_winners_days),
        check_winners=rules.unknown_follows == UnknownFollows.CHECK_WINNERS,
        machines=shipped_rules() if rules.machine_rules else None,
    )


def crowd_of(campaign: Campaign, terms: Terms) -> Crowd:
    """What its entrants have in common, as far as a rule asks. Where all must answer alike, texts say nothing."""
    rules = terms.machines
    if rules is None:
        return Crowd(circles=dict(_ask(_CIRCLES, [campaign.pk])))
    alike = any(demand.kind == ConditionKind.ANSWER for demand in terms.demands)
    prints = {} if alike else dict(_ask(_PRINTS, [campaign.pk, rules.bound("same_text", "people")]))
    return Crowd(
        prints=prints,
        waves=_waves(campaign, rules, list(prints)),
        circles=dict(_ask(_CIRCLES, [campaign.pk])),
        stems=dict(_ask(_STEMS, [campaign.pk, rules.bound("name_series", "people")])),
        campaigns=_campaigns(campaign, rules),
    )


def _demand(row: Condition) -> Demand:
    number = row.number if row.kind == ConditionKind.MENTION else 0
    return Demand(row.kind, number, tuple(str(word) for word in row.words))


def _winners(campaign: Campaign, days: int) -> frozenset[str]:
    """Who won in other campaigns within so many days before this one began."""
    if not days:
        return frozenset()
    won = Winner.objects.exclude(state__in=(WinnerState.RESERVE, WinnerState.FORFEITED)).exclude(
        draw__campaign=campaign
    )
    since = campaign.starts_at - dt.timedelta(days=days)
    recent = won.filter(draw__state=DrawState.DRAWN, draw__drawn_at__gte=since)
    return frozenset(recent.values_list("entry__uid", flat=True))


def _waves(campaign: Campaign, rules: MachineRules, prints: Sequence[int]) -> dict[tuple[int, int], int]:
    if not prints:
        return {}
    found = _ask(_WAVES, [campaign.pk, prints, rules.bound("wave", "people")])
    return {(print_, minute): people for print_, minute, people in found}


def _campaigns(campaign: Campaign, rules: MachineRules) -> dict[str, int]:
    if "many_campaigns" not in rules.data:
        return {}
    since = campaign.starts_at - dt.timedelta(days=rules.bound("many_campaigns", "days"))
    least = rules.bound("many_campaigns", "campaigns")
    return dict(_ask(_CAMPAIGNS, [campaign.pk, since, campaign.ends_at, campaign.pk, least]))


def _ask(statement: str, values: list[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
