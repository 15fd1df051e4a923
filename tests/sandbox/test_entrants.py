"""An audience that takes part in a campaign: it repeats with its seed, and the truth can be read."""

from __future__ import annotations

import time
from collections import Counter
from typing import Any

from tests.sandbox.conftest import OFFICIAL, Sandbox


def gathered(sandbox: Sandbox, **wish: Any) -> list[dict[str, Any]]:
    sandbox.reset()
    now = int(time.time())
    post = sandbox.control("posts", uid=OFFICIAL, text="转发抽杯子", ago=86_400)
    sandbox.control("entrants", id=post["idstr"], start=now - 80_000, end=now - 3600, **wish)
    people: list[dict[str, Any]] = sandbox.control(f"entrants?id={post['idstr']}")["people"]
    return people


def told(people: list[dict[str, Any]]) -> list[tuple[object, ...]]:
    return [(row["uid"], row["name"], row["sort"], [act["text"] for act in row["acts"]]) for row in people]


def test_it_makes_the_same_people_with_the_same_seed(sandbox: Sandbox) -> None:
    first = told(gathered(sandbox, count=200, seed=3))
    assert sorted(told(gathered(sandbox, count=200, seed=3))) == sorted(first)
    assert sorted(told(gathered(sandbox, count=200, seed=4))) != sorted(first)


def test_it_makes_ten_thousand_in_a_moment(sandbox: Sandbox) -> None:
    people = gathered(sandbox, count=10_000)
    sorts = Counter(row["sort"] for row in people)
    assert sum(sorts.values()) == 10_000 and sorts["fair"] > 6500 and min(sorts.values()) > 50


def test_it_refuses_times_without_room(sandbox: Sandbox) -> None:
    sandbox.reset()
    post = sandbox.control("posts", uid=OFFICIAL, text="转发抽杯子")
    assert sandbox.try_control("entrants", id=post["idstr"]).status == 400
