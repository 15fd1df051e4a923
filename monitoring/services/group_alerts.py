"""Alerts on groups of near-identical posts: one live per group, none beside the set's alert on the same event (M4)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from core.audit import SYSTEM, Change, record
from monitoring.models import Alert, AlertRule, AlertState, KeywordSet
from monitoring.queries.alerting import live_alert, setting_of
from monitoring.queries.crowds import Growth, first_post
from monitoring.services.alert_rows import fall_silent, has_calmed, loudest, merge_into, raise_alert
from monitoring.watch.series import minute_of
from monitoring.watch.spikes import Setting, Spike

SAME: Final = 0.5
"""When half of what is beyond the usual are posts of one group, the set's alert and the group's tell the same event."""


def watch_groups(*, rule: AlertRule, growths: list[Growth], now: datetime) -> list[Alert]:
    """Raise, merge, join or close; within the lock on the set. Returns those raised anew."""
    keyword_set, setting = rule.keyword_set, setting_of(rule)
    whole = live_alert(keyword_set)
    lives = {alert.group_id: alert for alert in keyword_set.alerts.filter(closed_at=None).exclude(group_id=None)}
    seen: dict[int | None, Sequence[Spike]] = {growth.group_id: growth.spikes for growth in growths}
    calm = [group for group, live in lives.items() if has_calmed(live, seen.get(group, ()), setting, now)]
    Alert.objects.filter(pk__in=[lives.pop(group).pk for group in calm]).update(closed_at=now)
    raised = []
    for growth in growths:
        live = lives.get(growth.group_id)
        if whole is not None and _is_same(whole, growth):
            _join(whole, live, growth, now)
        elif live is not None:
            merge_into(live, rule, growth.spikes, now)
        elif spikes := _not_told(keyword_set, growth, setting):
            facts = {"post": first_post(keyword_set, growth.group_id)}
            raised.append(raise_alert(rule, spikes, now, group_id=growth.group_id, facts=facts))
    return raised


def widened(keyword_set: KeywordSet, spikes: list[Spike], growths: list[Growth]) -> Alert | None:
    """The live alert on a group that is most of what the whole set now stands out by: it becomes the set's alert.

    So people are told only what is new, and who took it keeps it.
    """
    loud = loudest(spikes)
    beyond = loud.count - loud.usual.median
    for growth in growths:
        live = keyword_set.alerts.filter(closed_at=None, group_id=growth.group_id).first()
        if live is not None and growth.share(end=loud.end, minutes=loud.minutes, beyond=beyond) >= SAME:
            facts = {name: value for name, value in live.facts.items() if name != "post"}
            live.facts = {**facts, "groups": [_told(growth, live.facts["post"])]}
            live.group_id = None
            live.save(update_fields=["group_id", "facts"])
            return live
    return None


def _is_same(whole: Alert, growth: Growth) -> bool:
    """Whether the set's loudest window is loud by this group."""
    beyond = whole.count - whole.facts.get("median", 0.0)
    return growth.share(end=minute_of(whole.window_end), minutes=whole.minutes, beyond=beyond) >= SAME


def _join(whole: Alert, live: Alert | None, growth: Growth, now: datetime) -> None:
    """The set's alert tells of the group; an alert on the group alone ends in it, with who took it."""
    known = {group["id"]: group for group in whole.facts.get("groups", ())}
    before = known.get(growth.group_id)
    post = before["post"] if before else first_post(whole.keyword_set, growth.group_id)
    if before is None or before["count"] < growth.loudest.count:
        known[growth.group_id] = _told(growth, post)
        whole.facts["groups"] = sorted(known.values(), key=lambda group: -group["count"])
        whole.save(update_fields=["facts"])
    if live is None:
        return
    Alert.objects.filter(pk=live.pk).update(closed_at=now, joined=whole)
    fall_silent(live, now)
    if live.acknowledged_at and Alert.objects.filter(pk=whole.pk, acknowledged_at=None, state=AlertState.OPEN).update(
        acknowledged_at=live.acknowledged_at, acknowledged_by=live.acknowledged_by_id
    ):
        fall_silent(whole, now)
    record("monitoring.alert.joined", live, by=SYSTEM, at=now, change=Change(after={"joined": whole.pk}))


def _told(growth: Growth, post: dict[str, Any]) -> dict[str, Any]:
    return {"id": growth.group_id, "count": growth.loudest.count, "post": post}


def _not_told(keyword_set: KeywordSet, growth: Growth, setting: Setting) -> list[Spike]:
    """Without the windows that belong to an alert on this group, or to one of the set that told of it."""
    ours = keyword_set.alerts.filter(group_id=growth.group_id) | keyword_set.alerts.filter(
        group_id=None, facts__groups__contains=[{"id": growth.group_id}]
    )
    before = ours.order_by("-last_spike_at").first()
    if before is None or before.last_spike_at is None:
        return list(growth.spikes)
    over = minute_of(before.last_spike_at) + setting.cooldown
    return [spike for spike in growth.spikes if spike.end > over]
