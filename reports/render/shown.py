"""What page, PDF and mail show of a frozen report, in the language of the moment: the same parts for all three."""

import datetime as dt
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import AccountKind
from core.dates import BEIJING
from monitoring.models import CaseLevel, CaseState
from publishing.models import SlotState
from reports.weekly.deviations import deviation_lines
from reports.weekly.words import argued, measure_meaning, measure_name, number, percent, wanted

Numbers = dict[str, Any]
MEASURES = ("interactions", "posts", "followers_growth", "mentions", "threads", "answer_minutes")
SHOWN = 30
"""Accounts and lines that a page or the PDF shows; the spreadsheet holds all."""
VERSION = 2


def is_current(data: Numbers) -> bool:
    """Whether these numbers can be shown anew in another language; older ones only as they were."""
    return int(data.get("version", 1)) >= VERSION


def title(data: Numbers) -> str:
    """微博运营周报, or 月报."""
    return _("微博运营月报") if data.get("kind") == "month" else _("微博运营周报")


def span(data: Numbers) -> str:
    """2026-11-16 — 2026-11-22; of a single day the day."""
    first, last = data.get("first", data.get("monday")), data.get("last", data.get("sunday"))
    return str(first) if first == last else f"{first} — {last}"


def shown(data: Numbers) -> Numbers:
    """The parts of a report as sentences, names and shortened lists; `data` itself stays as it is."""
    accounts = sorted(data["accounts"], key=lambda one: -(one["interactions"] or 0))
    return {
        "title": title(data),
        "span": span(data),
        "points": [asdict(point) for point in argued(data)],
        "to_do": [asdict(deed) for deed in wanted(data)],
        "tiles": [_tile(name, data["totals"][name]) for name in MEASURES],
        "accounts": [{**one, "kind": _label(AccountKind, one["kind"])} for one in accounts[:SHOWN]],
        "accounts_left": max(0, len(accounts) - SHOWN),
        "deviations": deviation_lines(data["quotas"])[:SHOWN],
        "quotas": _nearest(data["quotas"]),
        "quotas_left": max(0, len(data["quotas"]) - SHOWN),
        "policies": [line for one in data["policies"] if (line := _policy(one))][:SHOWN],
        "trouble": [
            {**one, "label": _label(SlotState, one["state"]), "at": _when(one["at"])} for one in data["trouble"]
        ],
        "at_risk": [_risk(one) for one in data.get("next", {}).get("at_risk", [])],
        "inbox": _inbox(data["inbox"]),
        "cases": [_case(one) for one in data.get("cases", [])],
        "campaigns": [one for one in data.get("campaigns", []) if one["ran"]],
        "rivals": [*_ours(data), *data["rivals"]] if data.get("rivals") else [],
    }


def _label(choices: Any, value: str) -> str:
    return str(choices(value).label) if value in choices.values else value


def _when(moment: str) -> str:
    """2026-11-16 10:00, in Beijing."""
    return f"{dt.datetime.fromisoformat(moment).astimezone(BEIJING):%m-%d %H:%M}"


def _tile(name: str, found: Numbers) -> Numbers:
    """A number with what is usual for it."""
    tone = "flat"
    if found["is_unusual"]:
        tone = "up" if found["value"] > found["median"] else "down"
    usual = "" if found["low"] is None else f"{number(found['low'])} – {number(found['high'])}"
    share = found["share"] if found["median"] is not None and found["median"] > 0 else None
    change = "" if share is None else f"{'+' if share >= 0 else '−'}{percent(share)}"
    named = {"code": name, "name": measure_name(name), "meaning": measure_meaning(name)}
    told = number(found["value"]) if found["value"] is not None else ""
    return {**named, "told": told, "tone": tone, "usual": usual, "change": change, **found}


def _nearest(quotas: list[Numbers]) -> list[Numbers]:
    """The plans that lie furthest off first, so that a shortened list holds what matters."""

    def off(plan: Numbers) -> float:
        return max((abs(row.get("deviation") or 0) for row in plan["rows"]), default=0.0)

    return sorted(quotas, key=lambda plan: (-off(plan), plan["account"]))[:SHOWN]


def _policy(one: Numbers) -> Numbers | None:
    """A line for a policy that was not kept."""
    below, above = one["days_below"], one["days_above"]
    words = {"below": below, "above": above, "low": one.get("low"), "high": one.get("high")}
    parts = []
    if below:
        parts.append(_("%(below)d 天少于每天 %(low)s 条") % words)
    if above:
        parts.append(_("%(above)d 天多于每天 %(high)s 条") % words)
    return {"account": one["account"], "text": _("，").join(parts)} if parts else None


def _risk(one: Numbers) -> Numbers:
    said = one.get("text_id") or ""
    text = _(said) % one["params"] if said and one.get("params") else _(said) if said else ""
    return {**one, "at": _when(one["at"]), "sentence": text}


def _inbox(inbox: Numbers) -> list[str]:
    """How messages were answered, and what waits: a sentence each."""
    waits = _("还有 %(open)d 条没有回复，其中 %(overdue)d 条已超时。") % inbox
    if not inbox.get("came"):
        return [_("没有收到新的留言。"), waits]
    words = {**inbox, "rate": percent(inbox["on_time"] / inbox["came"])}
    return [_("收到 %(came)d 条，回复 %(answered)d 条，按时 %(rate)s。") % words, waits]


def _case(one: Numbers) -> Numbers:
    """A case with how long its first answer took beside what was allowed."""
    words = {"minutes": one["minutes"], "allowed": one["allowed"]}
    if one["minutes"] is None:
        text = _("还没有首次回应，时限 %(allowed)d 分钟。") % words
    elif one["minutes"] <= one["allowed"]:
        text = _("%(minutes)d 分钟内首次回应，时限 %(allowed)d 分钟。") % words
    else:
        text = _("%(minutes)d 分钟才首次回应，超过了时限 %(allowed)d 分钟。") % words
    return {**one, "label": _label(CaseState, one["state"]), "level": str(CaseLevel(one["level"]).label), "text": text}


def _ours(data: Numbers) -> list[Numbers]:
    """All our accounts as a row beside the competitors."""
    followers = [one["followers"] for one in data["accounts"] if one["followers"] is not None]
    return [
        {
            "name": _("我们全部账号"),
            "followers": sum(followers) if followers else None,
            "growth": data["totals"]["followers_growth"]["value"],
            "posts": data["totals"]["posts"]["value"],
            "days": len(data["daily"]),
            "ours": True,
        }
    ]
