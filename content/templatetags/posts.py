"""A text as Weibo shows it, and the difference between two versions."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from content.hand_items import HandItem, items_of
from content.models import Post, PostVersion, Series
from content.queries.library import COUNTED
from content.queries.series import series_for_writing
from content.queries.versions import difference
from content.queries.weibo_text import pieces

register = template.Library()


@register.filter
def as_weibo(text: str) -> SafeString:
    """Topics and mentions coloured, links as 网页链接, emoticon codes marked; the same pieces as the live preview."""
    shown = ((piece.kind, _("网页链接") if piece.kind == "link" else piece.text) for piece in pieces(text))
    return format_html_join("", '<span class="wb-{}">{}</span>', shown)


@register.filter
def counted(number: int) -> str:
    """A number of `state_counts`; with a plus sign where counting stopped."""
    return f"{number}+" if number >= COUNTED else str(number)


@register.filter
def changes_since(version: PostVersion, earlier: PostVersion | None) -> SafeString:
    """What was added and taken away since `earlier`, in place."""
    if earlier is None:
        return as_weibo(version.text)
    return as_changes(difference(earlier.text, version.text))


@register.filter
def as_changes(changes: Iterable[tuple[str, str]]) -> SafeString:
    """A difference in place: what was added and what was taken away marked."""
    tags = {"same": "span", "added": "ins", "removed": "del"}
    return SafeString("".join(format_html(f"<{tags[kind]}>{{}}</{tags[kind]}>", text) for kind, text in changes))


@register.filter
def findings_of(version: PostVersion | None, severity: str = "") -> list[dict[str, Any]]:
    """Stored findings, all or of one severity."""
    found = version.findings if version else []
    return [finding for finding in found if not severity or finding["severity"] == severity]


@register.filter
def hand_items_of(version: PostVersion | None) -> list[HandItem]:
    """What a person adds at hand-over (C3)."""
    return list(items_of(version.hand_items)) if version else []


@register.filter
def pictures_of(post: Post) -> list[Any]:
    """The pictures of the current version in order (prefetched by `with_cards`)."""
    return [row.media for row in post.version.version_media.all()] if post.version else []


@register.filter
def series_choices(post: Post) -> list[Series]:
    """Series that a post of this account may belong to."""
    return list(series_for_writing(post.account))


@register.filter
def part_title(post: Post) -> str:
    """第3期; empty outside any series."""
    return post.series.title_of(post.series_number) if post.series and post.series_number else ""
