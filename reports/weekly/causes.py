"""Why a number changed (I5). Pure: a cause is named only when the figures hold its evidence, and each carries it.

A cause is a plain value of `kind` and numbers; `reports.weekly.words` makes a sentence and a link of it.
"""

from collections.abc import Iterator
from typing import Any

Numbers = dict[str, Any]
LEADING_SHARE = 0.4
"""A single post is named when at least this share of the interactions in question came to it."""
CAMPAIGN_SHARE = 0.2
"""A campaign is named when its posts brought at least this share of all interactions."""
ENOUGH_HITS = 20
"""A keyword set is named when it was heard so often and at least doubled."""
UNHEARD_SHARE = 0.1
"""Samples or hours are named as missing from this share on."""
WEEK_HOURS = 168
RISES, FALLS = 1, -1
MOST = 3


def causes_of(change: Numbers, figures: Numbers) -> list[Numbers]:
    """The likely causes of a change, the best founded first; none when nothing speaks for one."""
    way = RISES if change["value"] > change["median"] else FALLS
    found = [cause for rule in _RULES for cause in rule(change, way, figures)]
    return found[:MOST]


def _leading_post(change: Numbers, way: int, figures: Numbers) -> Iterator[Numbers]:
    """Interactions rose, and much of them came to one post."""
    if change["measure"] != "interactions" or way != RISES:
        return
    top = change.get("top_post") or (figures["top_posts"][:1] or [None])[0]
    if top is None or not change["value"]:
        return
    share = top["interactions"] / change["value"]
    if share >= LEADING_SHARE:
        account = top.get("account", change.get("account"))
        yield {"kind": "leading_post", "post": top["post"], "text": top["text"], "account": account, "share": share}


def _posts(change: Numbers, way: int, figures: Numbers) -> Iterator[Numbers]:
    """More or fewer posts went out, out of the usual and in the same direction."""
    posts = change.get("posts") or figures["totals"]["posts"]
    if change["measure"] != "interactions" or posts["value"] is None or posts["median"] is None:
        return
    if posts["is_unusual"] and (posts["value"] > posts["median"]) == (way == RISES):
        yield {
            "kind": "more_posts" if way == RISES else "fewer_posts",
            "value": posts["value"],
            "median": posts["median"],
        }


def _campaign(change: Numbers, way: int, figures: Numbers) -> Iterator[Numbers]:
    """A campaign ran and its posts brought much of it; or one has ended that did so in the period before."""
    if change.get("account_id") is not None or change["measure"] != "interactions" or not change["value"]:
        return
    for one in figures["campaigns"]:
        share = one["interactions"] / change["value"]
        if way == RISES and one["ran"] and share >= CAMPAIGN_SHARE:
            told = {"interactions": one["interactions"], "share": share}
            yield {"kind": "campaign", "id": one["id"], "name": one["name"], **told}
        if way == FALLS and not one["ran"] and one["before"] >= CAMPAIGN_SHARE * change["median"] > 0:
            yield {"kind": "campaign_over", "id": one["id"], "name": one["name"], "before": one["before"]}


def _entrants(change: Numbers, way: int, figures: Numbers) -> Iterator[Numbers]:
    """Followers rose while people took part in a campaign, at least as many as the rise."""
    if change["measure"] != "followers_growth" or way != RISES or change.get("account_id") is not None:
        return
    for one in figures["campaigns"]:
        if one["entries"] and one["entries"] >= change["value"] - change["median"]:
            yield {"kind": "entrants", "id": one["id"], "name": one["name"], "entries": one["entries"]}


_CASE_MOVES = {("mentions", RISES), ("threads", RISES), ("answer_minutes", RISES), ("followers_growth", FALLS)}


def _case(change: Numbers, way: int, figures: Numbers) -> Iterator[Numbers]:
    """A crisis case was opened in the period, and what changed is what a crisis moves."""
    if (change["measure"], way) in _CASE_MOVES and change.get("account_id") is None:
        new = [one for one in figures["cases"] if one["is_new"]]
        yield from ({"kind": "case", "id": one["id"], "title": one["title"], "level": one["level"]} for one in new)


def _keyword_set(change: Numbers, way: int, figures: Numbers) -> Iterator[Numbers]:
    """We were spoken of more, and one keyword set was heard twice as often as before."""
    if change["measure"] != "mentions" or way != RISES:
        return
    for one in figures["listening"]:
        if one["hits"] >= ENOUGH_HITS and one["hits"] >= 2 * one["previous"]:
            told = {"hits": one["hits"], "previous": one["previous"], "alerts": one["alerts"]}
            yield {"kind": "keyword_set", "id": one["set"], "name": one["name"], **told}


def _busy(change: Numbers, way: int, figures: Numbers) -> Iterator[Numbers]:
    """First answers took longer while unusually many messages came."""
    threads = figures["totals"]["threads"]
    is_busy = threads["is_unusual"] and threads["value"] > threads["median"]
    if change["measure"] == "answer_minutes" and way == RISES and is_busy:
        yield {"kind": "more_threads", "value": threads["value"], "median": threads["median"]}


def _undelivered(change: Numbers, way: int, figures: Numbers) -> Iterator[Numbers]:
    """Fewer posts went out, and some that were planned did not leave."""
    if change["measure"] != "posts" or way != FALLS:
        return
    failed, missed = change.get("failed"), change.get("missed")
    if change.get("account_id") is None:
        failed, missed = figures["totals"]["failed"], figures["totals"]["missed"]
    if failed or missed:
        yield {"kind": "undelivered", "failed": failed or 0, "missed": missed or 0}
    held = sum(one["state"] == "held" for one in figures["trouble"])
    if held and change.get("account_id") is None:
        yield {"kind": "held", "n": held}


_REST = {("posts", FALLS), ("interactions", FALLS), ("threads", FALLS), ("mentions", FALLS), ("answer_minutes", RISES)}


def _holiday(change: Numbers, way: int, figures: Numbers) -> Iterator[Numbers]:
    """Weekdays were holidays."""
    if (change["measure"], way) in _REST and figures["holidays"]:
        names = sorted({day["name"] for day in figures["holidays"] if day["name"]})
        yield {"kind": "holiday", "days": len(figures["holidays"]), "names": names}


def _unread(change: Numbers, way: int, figures: Numbers) -> Iterator[Numbers]:
    """Less was read than should have been: the number may be too small, and that is said first of all."""
    complete = figures["completeness"]
    missing = complete["due"] - complete["taken"]
    if change["measure"] == "interactions" and way == FALLS and missing > UNHEARD_SHARE * complete["due"]:
        yield {"kind": "samples_missing", "missing": missing, "due": complete["due"]}
    longest = figures["deaf"][0] if figures["deaf"] else None
    if change["measure"] == "mentions" and way == FALLS and longest and longest["hours"] >= UNHEARD_SHARE * WEEK_HOURS:
        told = {"hours": longest["hours"], "sources": len(figures["deaf"])}
        yield {"kind": "deaf", "id": longest["source"], "name": longest["name"], **told}


_RULES = (_unread, _leading_post, _campaign, _entrants, _case, _keyword_set, _busy, _posts, _undelivered, _holiday)
