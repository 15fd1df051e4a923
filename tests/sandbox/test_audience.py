"""The simulated audience: what it says, that it repeats with its seed, and that the numbers move."""

from __future__ import annotations

import random
import time
from collections import Counter

import pytest

from sandbox.phrases import PHRASES, SLOT, nickname, say
from sandbox.text import LIMIT, length
from tests.sandbox.conftest import BIZ, OFFICIAL, Sandbox

SECTIONS = [name for name in PHRASES if not name.startswith(("fill.", "name."))]


@pytest.mark.parametrize("section", SECTIONS)
def test_it_speaks_in_whole_sentences_of_a_posts_length(section: str) -> None:
    rng = random.Random(5)
    said = {say(rng, section, name="山岚", rival="石榴") for _ in range(300)}
    assert not any(SLOT.search(sentence) for sentence in said)
    assert all(0 < length(sentence) <= LIMIT for sentence in said)
    assert len(said) > 7


def test_it_has_nicknames_the_platform_allows() -> None:
    rng = random.Random(1)
    names = [nickname(rng, number) for number in range(1, 91)]
    assert len(set(names)) == 90
    assert all(4 <= sum(2 if ord(char) > 127 else 1 for char in name) <= 30 for name in names)


def test_it_says_the_same_with_the_same_seed(sandbox: Sandbox) -> None:
    first = sandbox.control("audience/step", acts=60)["done"]
    sandbox.reset()
    assert sandbox.control("audience/step", acts=60)["done"] == first
    sandbox.control("audience", seed=7)
    assert sandbox.control("audience/step", acts=60)["done"] != first


def test_it_does_all_kinds_of_things_and_moves_the_numbers(sandbox: Sandbox) -> None:
    token = sandbox.token(app=BIZ)
    post = sandbox.share(token, "今天上新").body["id"]
    before = sandbox.control("state")
    done = Counter(act["kind"] for act in sandbox.control("audience/step", acts=600)["done"])
    assert {"like", "comment", "repost", "mention", "talk", "live", "compete", "follow"} <= set(done)
    after = sandbox.control("state")
    assert after["posts"] - before["posts"] == sum(
        done[kind] for kind in ("repost", "mention", "talk", "live", "compete")
    )
    assert after["comments"] - before["comments"] == done["comment"] + done["answer"]
    counts = sandbox.get("statuses/count", token, ids=post).body[0]
    assert counts["attitudes"] > 20 and counts["comments"] > 3
    assert sandbox.get("comments/to_me", token).body["total_number"] > 3


def test_it_lets_an_ordinary_app_see_a_part_of_the_crowd(sandbox: Sandbox) -> None:
    sandbox.control("audience/step", acts=600)
    seen = sandbox.get("statuses/mentions", sandbox.token(), count=200).body
    assert 0 < len(seen["statuses"]) < seen["total_number"]


def test_it_answers_the_companys_replies(sandbox: Sandbox) -> None:
    token = sandbox.token(app=BIZ)
    post = sandbox.share(token, "有问必答").body["id"]
    sandbox.control("audience/step", acts=300)
    for item in sandbox.get("comments/show", token, id=post).body["comments"][:5]:
        sandbox.post("comments/reply", token, id=post, cid=item["id"], comment=f"收到，已登记 {item['id']}")
    kinds = Counter(act["kind"] for act in sandbox.control("audience/step", acts=300)["done"])
    assert kinds["answer"] > 0


def test_it_runs_by_itself_at_the_speed_it_is_told(sandbox: Sandbox) -> None:
    sandbox.control("audience", speed=1000)
    for _ in range(40):
        time.sleep(0.1)
        if sandbox.control("state")["comments"]:
            break
    sandbox.control("audience", speed=0)
    count = sandbox.control("state")["comments"]
    assert count > 0
    time.sleep(1.2)
    assert sandbox.control("state")["comments"] == count
    assert sandbox.try_control("audience", speed=-1).status == 400
    assert sandbox.control("users?kind=company")[0]["uid"] == OFFICIAL
