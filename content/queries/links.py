"""What is known about the links of a text: read from rows, never asked here."""

from collections.abc import Iterable

from django.utils.translation import gettext

from content import lint
from content.models import LinkCheck, LinkState
from core.dates import BEIJING
from weibo.text import find_urls

LONGEST = 600


def links_of(text: str) -> tuple[lint.Link, ...]:
    """The links of a text that were asked already; one query, none without links."""
    urls = checkable(find_urls(text))
    return tuple(known_links(urls).values()) if urls else ()


def known_links(urls: Iterable[str]) -> dict[str, lint.Link]:
    """By address, what asking it has shown."""
    rows = LinkCheck.objects.filter(url__in=list(urls)).exclude(state=LinkState.WAITING)
    return {row.url: as_link(row) for row in rows}


def as_link(row: LinkCheck) -> lint.Link:
    """A row as lint knows it."""
    checked = f"{row.checked_at.astimezone(BEIJING):%m-%d %H:%M}" if row.checked_at else "—"
    return lint.Link(row.url, row.state, row.final_url, gettext(row.reason) if row.reason else "", checked)


def checkable(urls: Iterable[str]) -> list[str]:
    """Each once, without those that no row can hold."""
    return [url for url in dict.fromkeys(urls) if len(url) <= LONGEST and "\x00" not in url]
