"""Five a day (E2): what listening has heard, given to those who answer people; the two apps do not know each other."""

import datetime as dt
from typing import Final

from core.dates import BEIJING, local_day
from engagement.choosing import Candidate, Reason, Why
from engagement.queries.targets import silent_fans, wanted_on
from engagement.services import propose_targets
from monitoring.models import SetKind
from monitoring.queries.active_people import ActivePerson, active_people

FROM: Final = dt.time(7)
"""In Beijing: the list stands when people come to work, and holds the talk of last night."""
LOOKED_BACK: Final = dt.timedelta(days=3)
LOOKED_AT: Final = 2_000
LOUD: Final = 50
"""Reposts, comments and likes that make a post a hot one of its field."""


def propose_people_of_today(*, now: dt.datetime) -> int:
    """From `FROM` on, the people of today for every account without any. Returns how many were proposed."""
    if now.astimezone(BEIJING).time() < FROM or not wanted_on(local_day(now)):
        return 0
    heard = active_people(since=now - LOOKED_BACK, until=now, limit=LOOKED_AT)
    candidates = [*map(candidate_of, heard), *silent_fans(now=now)]
    return propose_targets(candidates=candidates, day=local_day(now), at=now)


def candidate_of(person: ActivePerson) -> Candidate:
    """Why somebody is worth a word."""
    why = Why.COMPETITOR if person.set_kind == SetKind.COMPETITOR else Why.TOPIC
    reasons = [Reason(why, person.set_name, person.times)]
    if person.loudest >= LOUD:
        reasons.append(Reason(Why.HOT, person.set_name, person.loudest))
    if person.asks:
        reasons.append(Reason(Why.QUESTION, person.set_name, 1))
    return Candidate(person.uid, person.name, tuple(reasons), person.followers, person.text, person.url, person.at)
