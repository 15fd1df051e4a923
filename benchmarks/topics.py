"""Hot topics on recorded events: `script/bench topics [--json FILE]`. How soon each is found, how much was still to come, and
how many matters rise in quiet weeks where nothing happened.

Events: the reporting half of those of `benchmarks.watching.events`, told as Weibo shows a repost that quotes its chain
(`words//@somebody:first post`). Around them real posts of other people at invented times, two rates. Nothing of it is
part of the project; without the data the benchmark says so.
"""

import csv
import gzip
import json
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any, Final

from benchmarks.watching.events import DATA, HEADS, PAST_WEEKS, REPOSTS, START, Event, are_there, events, quiet_weeks
from benchmarks.watching.matching import bound
from monitoring.hot.matters import Matter, gather
from monitoring.hot.rising import SPANS, Looked, State, judge, series_of
from monitoring.hot.words import Finder, Said, candidates
from monitoring.watch.series import Heard
from monitoring.watch.spikes import DAY, HOUR, WEEK, WEEKS

OTHERS: Final = DATA / "weibo2018_train.txt"
RATES: Final = {"quiet, 2 an hour": 2.0, "busy, 20 an hour": 20.0}
LOOKS: Final = [15 * n for n in range(1, 13)] + [HOUR * n for n in (4, 5, 6, 8, 10, 12, 18, 24, 36, 48, 72)]
FEWEST: Final = 20
"""Posts within the first three days; a smaller event is no topic."""
QUIET_DAYS: Final = 40


COLUMNS: Final = [
    "found", "hours_after_first", "posts_then", "still_to_come", "before_half", "lead_hours_of_those", "others_a_day"
]  # fmt: skip


@dataclass(frozen=True)
class Told:
    """An event with what was said, minute by minute after its first post."""

    event: Event
    posts: list[tuple[int, str, str]]

    @property
    def half(self) -> int:
        """Minutes until half of it was said."""
        return sorted(minute for minute, _person, _text in self.posts)[len(self.posts) // 2]


def told() -> list[Told]:
    """The reporting half, with words."""
    with HEADS.open(encoding="utf-8-sig", newline="") as file:
        firsts = {row["event_id"]: row["text"] for row in csv.DictReader(file)}
    said: dict[str, list[tuple[str, str]]] = defaultdict(list)
    with gzip.open(REPOSTS, "rt", encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            if len(row["date"]) == len("2012-10-12 11:30:24"):
                said[row["event"]].append((row["date"], f"{row['uid']}\n{row['text']}"))
    found = []
    for event in events():
        if not event.tunes and len(event.minutes) >= FEWEST:
            rows = [words.split("\n", 1) for _at, words in sorted(said[event.name])][: len(event.minutes) - 1]
            first = firsts[event.name]
            posts = [(0, "first", first)]
            posts += [
                (minute, uid, f"{words}//@somebody:{first}")
                for minute, (uid, words) in zip(event.minutes[1:], rows, strict=False)
            ]
            found.append(Told(event, posts))
    return found


@dataclass(frozen=True)
class Around:
    """What everybody else says."""

    minutes: list[int]
    texts: list[str]

    def between(self, first: int, last: int) -> Iterator[tuple[int, str]]:
        return ((at, text) for at, text in zip(self.minutes, self.texts, strict=True) if first <= at < last)


def around(rate: float, texts: list[str], *, seed: int, weeks: int) -> Around:
    """Real posts at the minutes of invented weeks, copies included."""
    weeks_of = quiet_weeks(seed, an_hour=rate, weeks=weeks)
    dice = random.Random(seed)
    words = {group: dice.choice(texts) for group in sorted(set(weeks_of.groups.tolist()))}
    rows = sorted(zip(weeks_of.at.tolist(), weeks_of.groups.tolist(), strict=True))
    return Around([at for at, _group in rows], [words[group] for _at, group in rows])


def look(end: int, others: Around, event: list[tuple[int, str, str]]) -> tuple[list[Matter], set[int]]:
    """The matters of the day that ends at `end`, and which places of the window are posts of the event."""
    window = [(at, f"o{at}.{n}", text) for n, (at, text) in enumerate(others.between(end - DAY, end))]
    ours = [row for row in event if end - DAY <= row[0] < end]
    said = [Said(n, text, at, person) for n, (at, person, text) in enumerate([*window, *ours])]
    found = candidates(said)
    past = list(others.between(end - WEEKS * WEEK - DAY - HOUR, end - DAY))
    minutes: dict[str, list[int]] = {one.key: [said[place].minute for place in one.posts] for one in found}
    for (at, _text), keys in zip(past, Finder(list(minutes)).find([text for _at, text in past]), strict=True):
        for key in keys:
            minutes[key].append(at)
    everything = series_of([*(at for at, _text in past), *(one.minute for one in said)])
    looked = Looked(end, SPANS["day"], everything, Heard([(START, end)]))
    judged = [
        (one, judge(series_of(minutes[one.key]), looked, posts=len(one.posts), people=len(one.posts))) for one in found
    ]
    rising = gather([pair for pair in judged if pair[1].state is State.RISING])
    return rising, set(range(len(window), len(said)))


def found_after(one: Told, others: Around) -> int | None:
    """Minutes after its first post at which a rising matter holds half of what was said of it by then."""
    begins = START + (PAST_WEEKS - 1) * WEEK + one.event.begins
    rows = [(begins + minute, person, text) for minute, person, text in one.posts]
    for minute in LOOKS:
        matters, ours = look(begins + minute, others, rows)
        if any(len(matter.posts & ours) * 2 >= len(ours) > 0 for matter in matters):
            return minute
    return None


def measure(rate: float, texts: list[str], chosen: list[Told]) -> dict[str, float]:
    """Figures of one rate."""
    others = around(rate, texts, seed=7, weeks=PAST_WEEKS + 1)
    pairs = [(one, found_after(one, others)) for one in chosen]
    hits = [(one, at) for one, at in pairs if at is not None]
    quiet = around(rate, texts, seed=11, weeks=PAST_WEEKS + 1 + QUIET_DAYS // 7)
    first = START + PAST_WEEKS * WEEK
    false = [len(look(first + day * DAY, quiet, [])[0]) for day in range(0, QUIET_DAYS, 2)]
    return {
        "events": len(pairs),
        "found": len(hits) / len(pairs),
        "hours_after_first": median(at for _one, at in hits) / 60,
        "posts_then": median(sum(minute <= at for minute, *_ in one.posts) for one, at in hits),
        "still_to_come": median(sum(minute > at for minute, *_ in one.posts) / len(one.posts) for one, at in hits),
        "before_half": sum(at <= one.half for one, at in hits) / len(pairs),
        "lead_hours_of_those": median([(one.half - at) / 60 for one, at in hits if at <= one.half] or [0]),
        "others_a_day": sum(false) / len(false),
    }


def run() -> dict[str, Any]:
    """One table; empty where the data is missing."""
    if not (are_there() and OTHERS.exists()):
        return {"title": "Hot topics: the recorded events are missing", "columns": [], "rows": [], "bounds": []}
    lines = OTHERS.read_text(encoding="utf-8").split("\n")
    texts = [line.split(",", 2)[2] for line in lines if line.count(",") >= 2]
    chosen = told()
    found = {name: measure(rate, texts, chosen) for name, rate in RATES.items()}
    return {
        "title": f"When {len(chosen)} recorded events are found to rise; asked every 15 minutes at first",
        "columns": ["around", *COLUMNS],
        "rows": [[name, *(round(values[column], 2) for column in COLUMNS)] for name, values in found.items()],
        "bounds": [
            bound(f"{name}: share found", 0.9, values["found"], ok=values["found"] >= 0.9)
            for name, values in found.items()
        ],
    }
