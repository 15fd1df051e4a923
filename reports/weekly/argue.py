"""What of the figures matters, and what to do about it (I5). Pure: figures in, plain values out, no sentences.

Two rules stand above all: never a cause without evidence, never a percentage of nothing.
"""

from typing import Any

from reports.weekly.causes import causes_of
from reports.weekly.deviations import deviating

Numbers = dict[str, Any]
MOST = 5
OVERALL = ("posts", "interactions", "followers_growth", "threads", "answer_minutes", "mentions")
ENOUGH_POSTS = 3
"""An account with fewer posts, now and usually, tells nothing by its interactions: a small sample is never ranked."""
WEIGHS = 0.05
"""A change of one account matters when it is at least this part of the whole matrix' usual number."""
WHOLE = 0.9
"""An account with this part of the whole says the same as the whole."""
FROM_NOTHING = 5
"""From a usual 0, a change is news from so many on."""
MOST_QUOTAS = 3


def argue(figures: Numbers) -> list[Numbers]:
    """Up to five changes that matter with their likely causes: of the whole first, then of accounts, largest first."""
    whole = [one for name in OVERALL if (one := _change(name, figures["totals"][name])) is not None]
    whole.sort(key=lambda one: -_size(one))
    found = [*whole, *_accounts(figures)][:MOST]
    return [{**one, "causes": causes_of(one, figures)} for one in found] or [_quiet(figures)]


def _size(change: Numbers) -> float:
    return float(change["spreads"] or 2.0)  # from nothing: as one that just leaves the band


def _change(measure: str, found: Numbers) -> Numbers | None:
    if found["value"] is None or found["median"] is None or not found["is_unusual"]:
        return None
    if not found["median"] and abs(found["value"]) < FROM_NOTHING:
        return None
    told = {name: found[name] for name in ("value", "median", "low", "high", "share", "spreads")}
    return {"kind": "change", "measure": measure, **told}


def _accounts(figures: Numbers) -> list[Numbers]:
    """Changes of single accounts that weigh in the whole, the heaviest first."""
    found = []
    for account in figures["accounts"]:
        for measure in ("interactions", "followers_growth"):
            change = _change(measure, account["compared"][measure])
            weight = _weight(change, measure, account, figures) if change else 0.0
            if change and weight >= WEIGHS and not _is_the_whole(change, measure, figures):
                found.append((weight, {**change, **_of(account)}))
    found.sort(key=lambda pair: (-pair[0], pair[1]["account"]))
    return [change for _weight, change in found]


def _weight(change: Numbers, measure: str, account: Numbers, figures: Numbers) -> float:
    """The change beside what is usual for all together; 0 for what is too small a sample."""
    posts = account["compared"]["posts"]
    if measure == "interactions" and max(posts["value"] or 0, posts["median"] or 0) < ENOUGH_POSTS:
        return 0.0
    usual = figures["totals"][measure]["median"]
    return float(abs(change["value"] - change["median"]) / abs(usual)) if usual else 0.0


def _is_the_whole(change: Numbers, measure: str, figures: Numbers) -> bool:
    """The account makes nearly all of a whole that is told already."""
    whole = figures["totals"][measure]
    return bool(whole["is_unusual"]) and abs(change["value"]) >= WHOLE * abs(whole["value"])


def _of(account: Numbers) -> Numbers:
    named = {"account": account["nickname"], "account_id": account["id"], "posts": account["compared"]["posts"]}
    return {**named, "top_post": account["top_post"], "failed": account["failed"], "missed": account["missed"]}


def _quiet(figures: Numbers) -> Numbers:
    """Nothing unusual, or not enough earlier periods to say what is usual."""
    totals = figures["totals"]
    if totals["posts"]["value"] is None:
        return {"kind": "no_data", "causes": []}
    kind = "quiet" if totals["posts"]["median"] is not None else "no_history"
    told = {"posts": totals["posts"]["value"], "interactions": totals["interactions"]["value"] or 0}
    return {"kind": kind, "causes": [], **told}


def to_do(figures: Numbers) -> list[Numbers]:
    """What to do next, most urgent first. Each comes from rows that are named in the report."""
    coming, inbox = figures["next"], figures["inbox"]
    cases = [one for one in figures["cases"] if one["state"] != "closed"]
    found: list[Numbers] = [{"kind": "case", "id": one["id"], "title": one["title"]} for one in cases]
    if figures["trouble"]:
        found.append({"kind": "trouble", "n": figures["trouble"][0].get("of", len(figures["trouble"]))})
    if coming["at_risk"]:
        found.append({"kind": "at_risk", "n": coming["at_risk"][0]["of"]})
    if inbox["overdue"]:
        found.append({"kind": "overdue", "n": inbox["overdue"]})
    if coming["tokens_expiring"]:
        found.append({"kind": "tokens", "names": coming["tokens_expiring"]})
    if coming["planned"] < coming["slots"]:
        found.append({"kind": "slots", "slots": coming["slots"], "open": coming["slots"] - coming["planned"]})
    if figures["deaf"]:
        longest = figures["deaf"][0]
        found.append({"kind": "deaf", "name": longest["name"], "id": longest["source"], "hours": longest["hours"]})
    return [*found, *_deficits(figures)]


def _deficits(figures: Numbers) -> list[Numbers]:
    """Categories below what their plan allows (C1), where there were enough posts to tell; the furthest off first."""
    short = [(off, plan, row) for plan, row, off in deviating(figures["quotas"]) if off < 0]
    short.sort(key=lambda one: (one[0], one[1]["account"]))
    return [
        {
            "kind": "quota",
            "account": plan["account"],
            "account_id": plan.get("account_id"),
            "category": row["category"],
            "share": row["share"],
            "quota": row["quota"],
        }
        for _off, plan, row in short[:MOST_QUOTAS]
    ]
