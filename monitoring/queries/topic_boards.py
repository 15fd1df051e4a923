"""Which matters rise, and how they fit us: the look of one sweep over all spans (M7). Reads only."""

from collections import Counter
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from monitoring.hot.fitting import fit
from monitoring.hot.matters import Matter, gather
from monitoring.hot.rising import SMALL_PEOPLE, SMALL_SAMPLES, SPANS, Looked, Rise, State, judge, series_of
from monitoring.hot.words import Candidate, Said, candidates
from monitoring.queries.history import heard_since
from monitoring.queries.topic_fit import Company, company, facts_of
from monitoring.queries.topic_texts import Past, Read, read_past, read_span
from monitoring.watch.series import Heard, Series, instant_of, minute_of
from monitoring.watch.spikes import WEEKS

MOST_MATTERS: Final = 60
LEADERS: Final = 3


@dataclass(frozen=True)
class Found:
    """One matter as it will be kept."""

    key: str
    name: str
    state: str
    posts: int
    people: int
    machines: int
    fit: int
    category_id: int | None
    first_at: datetime
    mention_id: int
    facts: dict[str, Any]


@dataclass(frozen=True)
class Board:
    """One span as it will be kept."""

    span: str
    since: datetime
    read: int
    heard: int
    sampled: int
    newcomers: int
    found: list[Found]


@dataclass(frozen=True)
class _Span:
    name: str
    since: datetime
    read: Read
    known: dict[int, int]
    heard: Heard
    candidates: list[Candidate]


def look(now: datetime) -> list[Board]:
    """All spans, by one pass over the weeks before."""
    first = now - timedelta(minutes=SPANS["week"]) - timedelta(weeks=WEEKS, hours=1)
    ours = company(now)
    spans = [_span(name, minutes, first, now, ours) for name, minutes in SPANS.items()]
    keys = {candidate.key for span in spans for candidate in span.candidates}
    sources = {source for span in spans for source in span.known}
    past = read_past(first, now, keys=keys, sources=sources) if keys and sources else Past({}, [], 1)
    everything = series_of(past.everything)
    return [_board(span, past, everything, ours, now) for span in spans]


def _span(name: str, minutes: int, first: datetime, now: datetime, ours: Company) -> _Span:
    since = now - timedelta(minutes=minutes)
    read = read_span(since, now)
    known, heard = heard_since(first, read.sources, judged=(since, now)) if read.sources else ({}, Heard([]))
    return _Span(name, since, read, known, heard, candidates(read.said, taken=ours.words, own_names=ours.names))


def _board(span: _Span, past: Past, everything: Series, ours: Company, now: datetime) -> Board:
    looked = Looked(minute_of(now), SPANS[span.name], everything, span.heard, past.sampled)
    judged = [(one, _judge(one, span.read.said, past, looked)) for one in span.candidates]
    matters = gather([pair for pair in judged if pair[0].is_topic or pair[1].state is not State.STEADY])
    return Board(
        span=span.name,
        since=span.since,
        read=len(span.read.said),
        heard=round(100 * looked.share),
        sampled=past.sampled,
        newcomers=sum(span.read.sources.values()) - sum(span.known.values()),
        found=[_found(matter, span.read.said, past, ours) for matter in matters[:MOST_MATTERS]],
    )


def _judge(candidate: Candidate, said: list[Said], past: Past, looked: Looked) -> Rise:
    people = [said[place].person for place in candidate.posts if not said[place].is_machine]
    series = series_of(past.of.get(candidate.key, []))
    return judge(series, looked, posts=len(people), people=len(set(people)))


def _found(matter: Matter, said: list[Said], past: Past, ours: Company) -> Found:
    posts = sorted((said[place] for place in matter.posts), key=lambda one: one.minute)
    people = [one for one in posts if not one.is_machine]
    facts, category = facts_of(matter, posts, ours)
    score, reasons = fit(facts)
    minutes = [*past.of.get(matter.lead.key, ()), posts[0].minute]
    persons = {one.person for one in people}
    small = len(persons) < SMALL_PEOPLE or 0 < matter.rise.samples < SMALL_SAMPLES
    return Found(
        key=matter.lead.key[:60],
        name=matter.name[:200],
        state=matter.rise.state.value,
        posts=len(people),
        people=len(persons),
        machines=len(posts) - len(people),
        fit=score,
        category_id=category,
        first_at=instant_of(min(minutes)),
        mention_id=max(one.mention_id for one in posts),
        facts={
            "members": [{"key": one.key, "name": one.name} for one in matter.members],
            "rise": {key: value for key, value in asdict(matter.rise).items() if key != "state"},
            "reasons": [[reason.why.value, reason.points, reason.values] for reason in reasons],
            "negative": facts.negative,
            "positive": facts.positive,
            "leaders": _leaders(people or posts),
            "small": small,
        },
    )


def _leaders(posts: list[Said]) -> list[dict[str, Any]]:
    """Who said most, and among those the one whom most follow."""
    often = Counter(one.person for one in posts if one.author)
    names = {one.person: one for one in posts}
    reach = {one.person: one.followers or 0 for one in posts}
    order = sorted(often, key=lambda person: (-often[person], -reach[person], person))
    return [
        {"name": names[person].author, "uid": names[person].uid, "n": often[person], "followers": reach[person] or None}
        for person in order[:LEADERS]
    ]
