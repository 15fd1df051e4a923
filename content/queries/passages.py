"""What was said about passages, each beside where it stands in the text that is shown (K5)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from content.anchoring import Span, stands_at
from content.models import PassageComment, PassageThread, Post, PostVersion


@dataclass(frozen=True, slots=True)
class Passage:
    """A thread with its number on the page, and its place in the version shown; None when its words were changed."""

    thread: PassageThread
    span: Span | None
    number: int

    @property
    def comments(self) -> list[PassageComment]:
        """In the order in which they were said."""
        return list(self.thread.comments.all())

    @property
    def is_open(self) -> bool:
        """Somebody still has to do something about it."""
        return self.thread.is_open


def passages_in(version: PostVersion | None, threads: Iterable[PassageThread]) -> list[Passage]:
    """The threads in the order of the text, those whose words are gone after them; each with its number."""
    if version is None:
        return []
    placed = [(thread, _place(thread, version)) for thread in threads]
    placed.sort(key=lambda pair: (pair[1] is None, pair[1].start if pair[1] else 0, pair[0].pk))
    return [Passage(thread, span, number) for number, (thread, span) in enumerate(placed, 1)]


def _place(thread: PassageThread, version: PostVersion) -> Span | None:
    span = Span(thread.start, thread.end)
    return span if thread.version_id == version.pk else stands_at(span, thread.version.text, version.text)


def passages_of(post: Post) -> list[Passage]:
    """All threads of a post in its current version: two queries."""
    return passages_in(post.version, _threads().filter(post=post))


def open_passages_of(post: Post) -> list[Passage]:
    """The open ones, for whoever writes."""
    return passages_in(post.version, _threads().filter(post=post, resolved_at=None))


def open_counts(post_ids: Iterable[int]) -> dict[int, int]:
    """How many are open, by post; posts without any are left out."""
    rows = PassageThread.objects.filter(post__in=list(post_ids), resolved_at=None).order_by()
    return dict(rows.values("post").annotate(n=Count("pk")).values_list("post", "n"))


def _threads() -> "QuerySet[PassageThread]":
    rows = PassageThread.objects.select_related("version", "created_by", "resolved_by")
    return rows.prefetch_related("comments__author").order_by("pk")
