"""A calendar feed as RFC 5545 wants it: stable UIDs, SEQUENCE, cancellations, TZID, lines folded at 75 octets. Pure."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from icalendar import Calendar, Event, Timezone, TimezoneStandard

from core.dates import BEIJING

LENGTH: Final = dt.timedelta(minutes=15)
"""A post has no length; calendar programs want something to draw."""
REFRESH: Final = dt.timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Entry:
    """One slot as a calendar program sees it. `sequence` only ever grows."""

    uid: str
    at: dt.datetime
    changed_at: dt.datetime
    sequence: int
    summary: str
    description: str
    url: str = ""
    is_cancelled: bool = False
    is_done: bool = False


def sequence_of(created_at: dt.datetime, *changes: dt.datetime) -> int:
    """How often a slot has changed, told by its clock: tenths of a second from its birth to its last change.

    Grows with every change without being counted anywhere, and stays below 2³¹ for six years.
    """
    return max(0, *(int((change - created_at).total_seconds() * 10) for change in changes))


def rendered(entries: Iterable[Entry], *, name: str) -> bytes:
    """The whole feed; the same entries give the same bytes, so that an ETag holds."""
    calendar = Calendar()
    calendar.add("prodid", "-//Weibo Ops//Calendar//ZH")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", BEIJING.key)
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    calendar.add_component(_zone())
    for entry in entries:
        calendar.add_component(_event(entry))
    return bytes(calendar.to_ical())


def _zone() -> Timezone:
    """China has had one clock without summer time since 1992."""
    zone, standard = Timezone(), TimezoneStandard()
    zone.add("tzid", BEIJING.key)
    standard.add("dtstart", dt.datetime(1992, 1, 1))  # noqa: DTZ001  the local time that RFC 5545 asks for here
    standard.add("tzoffsetfrom", dt.timedelta(hours=8))
    standard.add("tzoffsetto", dt.timedelta(hours=8))
    standard.add("tzname", "CST")
    zone.add_component(standard)
    return zone


def _event(entry: Entry) -> Event:
    event = Event()
    start = entry.at.astimezone(BEIJING)
    event.add("uid", entry.uid)
    event.add("dtstamp", entry.changed_at.astimezone(dt.UTC))
    event.add("last-modified", entry.changed_at.astimezone(dt.UTC))
    event.add("sequence", entry.sequence)
    event.add("dtstart", start)
    event.add("dtend", start + LENGTH)
    event.add("summary", entry.summary)
    event.add("description", entry.description)
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    if entry.url:
        event.add("url", entry.url)
    return event
