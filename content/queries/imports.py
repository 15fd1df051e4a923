"""Library files: what became of their rows, before and after they are taken in."""

from dataclasses import dataclass

from django.db.models import Count, F, Prefetch, Q, QuerySet

from content.models import Fate, ImportRow, Post, PostImport
from core.paging import KeyPage, Order, sorted_page

SHOWS = {
    "errors": Q(errors__gt=0),
    "warnings": Q(warnings__gt=0),
    "twins": Q(twin__isnull=False),
    "notes": ~Q(note=""),
    "same": Q(fate=Fate.SAME),
}
"""What the page of a checked file can be narrowed to."""


@dataclass(frozen=True, slots=True)
class Summary:
    """How many rows of each sort; `fresh` are those that become new posts."""

    fresh: int
    in_review: int
    same: int
    errors: int
    warnings: int
    twins: int
    notes: int


def summary_of(post_import: PostImport) -> Summary:
    """One query."""
    counts = {name: Count("pk", filter=which) for name, which in SHOWS.items()}
    counts["fresh"] = Count("pk", filter=~Q(fate=Fate.SAME))
    counts["in_review"] = Count("pk", filter=Q(fate=Fate.IN_REVIEW))
    return Summary(**post_import.rows.aggregate(**counts))


def rows_page(post_import: PostImport, show: str, *, before: int | None, after: int | None) -> KeyPage[ImportRow]:
    """Rows in the order of the file, with what their posts say; a constant number of queries."""
    rows: QuerySet[ImportRow] = post_import.rows.all()
    if show in SHOWS:
        rows = rows.filter(SHOWS[show])
    related = ("account", "category", "series", "story", "version")
    posts = Post.objects.select_related(*related).defer("version__sketch")
    order, everything = Order(F("line")), ImportRow.objects.all()
    return sorted_page(
        rows.prefetch_related(Prefetch("post", posts)), order, anchors=everything, before=before, after=after
    )
