"""A text with the passages that are talked about marked in it."""

from collections.abc import Iterable, Iterator

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from content.anchoring import sentences
from content.models import Post
from content.queries.passages import Passage, open_passages_of
from content.queries.weibo_text import pieces

register = template.Library()


@register.filter
def with_passages(text: str, passages: Iterable[Passage]) -> SafeString:
    """As `as_weibo`, cut where passages begin and end; what is talked about leads to its thread.

    Every part says by `data-at` which code point of the text it begins with, and by `data-size` how many it stands for
    when it shows other words, so that the script knows what was marked.
    """
    open_ones = [passage for passage in passages if passage.is_open and passage.span is not None]
    return format_html_join("", "{}", ((_part(*part, open_ones),) for part in _parts(text, open_ones)))


def _parts(text: str, passages: list[Passage]) -> Iterator[tuple[str, str, int]]:
    """(kind, words, place); a link is never cut."""
    bounds = sorted({bound for each in passages if each.span for bound in (each.span.start, each.span.end)})
    at = 0
    for piece in pieces(text):
        end = at + len(piece.text)
        inside = [] if piece.kind == "link" else [bound for bound in bounds if at < bound < end]
        for start, stop in zip([at, *inside], [*inside, end], strict=True):
            yield piece.kind, text[start:stop], start
        at = end


def _part(kind: str, words: str, at: int, passages: list[Passage]) -> SafeString:
    end = at + len(words)
    shown = _("网页链接") if kind == "link" else words
    size: str = format_html(' data-size="{}"', len(words)) if kind == "link" else ""
    leaf = format_html('<span class="wb-{}" data-at="{}"{}>{}</span>', kind, at, size, shown)
    here = [each for each in passages if each.span and each.span.start < end and at < each.span.end]
    if not here:
        return leaf
    ends = [each for each in here if each.span and each.span.end <= end]
    numbers = format_html_join("", '<sup class="passage-number" data-number="{}"></sup>', ((e.number,) for e in ends))
    # the latest of several that lie upon each other
    return format_html(
        '<mark class="passage"><a href="#passage-{}" data-passage="{}">{}</a></mark>{}',
        here[-1].thread.pk, here[-1].thread.pk, leaf, numbers,
    )  # fmt: skip


@register.filter
def sentence_choices(text: str) -> list[dict[str, object]]:
    """The sentences of a text by number, with their places; for whoever cannot mark a passage."""
    return [
        {"number": number, "start": span.start, "end": span.end, "words": span.of(text)}
        for number, span in enumerate(sentences(text))
    ]


@register.filter
def open_passages(post: Post | None) -> list[Passage]:
    """What is still said about passages of a post, for its writer."""
    return open_passages_of(post) if post else []
