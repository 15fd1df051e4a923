"""Who carried a post on, from what reposts quote (M4)."""

import datetime as dt
import gzip
import json
import time
from collections import defaultdict

import pytest

from monitoring.watch.spreading import Carried, tree_of
from tests.conftest import AT
from tests.monitoring.conftest import SHARED

REPOSTS = SHARED / "tests-only" / "ced_dev5pct_reposts.jsonl.gz"


def said(number: int, name: str, text: str) -> Carried:
    return Carried(number, str(number), name, text, AT + dt.timedelta(minutes=number))


def test_m4_a_repost_hangs_on_whom_it_quotes_first() -> None:
    tree = tree_of(
        [
            said(1, "乙", "看看"),
            said(2, "丙", "真的//@乙:看看"),
            said(3, "丁", "唉//@丙:真的//@乙:看看"),
            said(4, "戊", ""),
        ],
        root="甲",
    )
    assert [node.parent for node in tree.nodes] == [0, 0, 1, 2, 0]
    assert [(one.name, one.direct, one.below) for one in tree.carriers(5)] == [("乙", 1, 2), ("丙", 1, 1)]
    assert (tree.depth, tree.ghosts) == (3, 0)


def test_m4_somebody_we_did_not_see_stands_in_the_tree_as_unseen() -> None:
    tree = tree_of([said(1, "丁", "唉//@丙:真的//@乙:看看"), said(2, "戊", "//@丙:真的//@乙:看看")], root="甲")
    assert tree.ghosts == 2
    assert [(one.name, one.mention_id, one.below) for one in tree.carriers(5)] == [("丙", None, 2), ("乙", None, 2)]


def test_m4_a_chain_in_circles_ends() -> None:
    tree = tree_of([said(at, name, "//@甲://@乙:哈//@丙:哈//@乙:哈") for at, name in enumerate("乙丙乙丙")], root="甲")
    assert tree.nodes[0].below == 4


def test_m4_ten_thousand_reposts_are_drawn_as_few() -> None:
    posts = [said(1, "0", "")]
    posts += [said(at, str(at), f"好//@{at // 3}:看") for at in range(2, 10_000)]
    began = time.process_time()
    tree = tree_of(posts, root="甲")
    drawn = tree.nested(100, others="另外 %(n)d 人")
    assert time.process_time() - began < 3
    assert tree.nodes[0].below == 9_999
    text = json.dumps(drawn)
    assert text.count('"name"') < 250
    assert len(text) < 40_000


def test_m4_the_tree_of_real_events_is_found_again() -> None:
    """The data tells the true parent of each repost; the chain is written as Weibo writes it, with the names there."""
    if not REPOSTS.exists():
        pytest.skip(f"no {REPOSTS.name}: real reposts are not part of the project")
    events: dict[str, list[dict[str, str]]] = defaultdict(list)
    with gzip.open(REPOSTS, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            events[row["event"]].append(row)
    right = asked = told = 0
    for event in list(events.values())[:40]:
        rows = [row for row in event if row["date"][:2] == "20"]  # some dates have no year
        by_mid = {row["mid"]: row for row in rows}
        posts, parents = [], {}
        for number, row in enumerate(rows):
            parent = by_mid.get(row["parent"])
            chain, above = "", parent
            while above is not None and len(chain) < 140:
                chain += f"//@{above['uid']}:{above['text']}"
                above = by_mid.get(above["parent"])
            at = dt.datetime.fromisoformat(row["date"]).replace(tzinfo=dt.UTC)
            posts.append(Carried(number, row["uid"], row["uid"], row["text"].split("//@")[0] + chain, at))
            parents[number] = parent["mid"] if parent else ""
        tree = tree_of(posts, root="-")
        for node in tree.nodes[1:]:
            if node.post is None:
                continue
            above_node = tree.nodes[node.parent]
            found = rows[above_node.post.pk]["mid"] if above_node.post is not None else ""
            asked += bool(parents[node.post.pk])
            told += bool(found)
            right += bool(found) and found == parents[node.post.pk]
    figures = f"precision {right / told:.3f}, recall {right / asked:.3f}, {asked} reposts of reposts"
    assert right / told >= 0.95, figures
    assert right / asked >= 0.95, figures
