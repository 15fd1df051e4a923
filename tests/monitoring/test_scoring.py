"""How much like a machine an account behaves, by stated rules; measured on real accounts with a bot flag (M4)."""

import datetime as dt
import json
from collections import defaultdict
from typing import Any

import pytest

from monitoring.speakers import SUSPECTED, Seen, weigh
from tests.conftest import AT
from tests.monitoring.conftest import SHARED

REAL = SHARED / "licensed" / "timmmgz_mit_user_posts.jsonl"
COUNTS = "pics,video_play,reposts,comments,likes"
ORDINARY = ("今天的云真好看", "周末去爬山", "新买的壶很好用", "下雨了", "早上好", "想吃火锅")


def codes(seen: Seen) -> dict[str, int]:
    return {one.code: one.points for one in weigh(seen).reasons}


def test_m4_an_account_of_which_little_is_known_has_no_score() -> None:
    assert weigh(Seen()).score is None
    assert weigh(Seen(name="用户1234567890", followers=3, texts=["买它"])).score is None


def test_m4_every_reason_has_its_figures() -> None:
    seen = Seen("用户1234567", 3, -1, ["买它买它"] * 6, [AT + dt.timedelta(minutes=10 * n) for n in range(6)], [0] * 6)
    found = weigh(seen)
    assert found.score == 100
    assert {one.code: one.figures for one in found.reasons} == {
        "repeats": (100, 6), "even": (10, 6), "unanswered": (100, 6), "few": (3,), "name": ()
    }  # fmt: skip


def test_m4_rhythm_alone_accuses_nobody_and_a_verified_name_weighs_against_it() -> None:
    times = [AT + dt.timedelta(seconds=3 * n) for n in range(6)]
    assert codes(Seen(texts=ORDINARY, times=times)) == {"burst": 25}
    assert weigh(Seen(texts=ORDINARY, times=times, verified=0)).score == 5
    assert codes(Seen(texts=ORDINARY, verified=220)) == {}
    assert codes(Seen(texts=ORDINARY, reactions=[9] * 6)) == {"answered": -25}


def test_m4_real_machines_are_told_from_people() -> None:
    if not REAL.exists():
        pytest.skip(f"no {REAL.name}: the real accounts are not part of the project")
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in REAL.read_text(encoding="utf-8").split("\n"):
        if line:
            row = json.loads(line)
            rows[row["uid"]].append(row)
    suspected = right = machines = 0
    for known in rows.values():
        seen = Seen(
            followers=known[0]["followers"],
            verified=0 if known[0]["verified"] else -1,
            texts=[row["text"] for row in known],
            reactions=[max(0, sum(row[COUNTS][2:])) for row in known],
        )
        accused = (weigh(seen).score or 0) >= SUSPECTED
        suspected, machines = suspected + accused, machines + known[0]["bot"]
        right += accused and known[0]["bot"]
    figures = f"precision {right / suspected:.3f}, recall {right / machines:.3f} of {machines}"
    assert right / suspected >= 0.85, figures
    assert right / machines >= 0.38, figures
