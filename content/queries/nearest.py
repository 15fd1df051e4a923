"""The nearest earlier text of the whole library and of all that was published, any account (C12). Reads only."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, Case, F, Func, IntegerField, QuerySet, TextField, Value, When

from content import lint
from content.lint.likeness import pieces, share_of, sketch, text_key
from content.models import PostState, PostVersion
from content.queries.search import AnyOf

if TYPE_CHECKING:
    from content.queries.facts import Writing

_BANDS = ArrayField(IntegerField())
CANDIDATES = 24
"""How many texts are compared word by word: those with most bands in common, at least all that could be the nearest."""


class _Near(Func):
    """The keys of versions with these words or one of these bands, as an array; see migration `near_by_index`.

    The planner takes a tenth of all texts to share a band, and would join that many posts to the handful that do.
    """

    template = "ARRAY(SELECT content_near(%(expressions)s))"
    output_field = ArrayField(BigIntegerField())


def nearest_text(writing: "Writing") -> lint.Likeness | None:
    """The most alike text; neither itself nor siblings of its idea. One query, by index."""
    rows = candidates(writing.text)
    if writing.post is not None:
        rows = rows.exclude(post=writing.post.pk)
        if writing.post.idea_id is not None:
            rows = rows.exclude(post__idea=writing.post.idea_id)
    return max(alike(writing.text, rows, account_id=writing.account.pk), key=lambda found: found.share, default=None)


def candidates(text: str) -> "QuerySet[PostVersion]":
    """Current versions with the same words or with bands of min-hashes in common; those with most of them first."""
    bands = sketch(text)
    if not bands:
        return PostVersion.objects.none()
    common = Func(F("sketch"), Value(bands, _BANDS), function="content_shared", output_field=IntegerField())
    key = text_key(text)
    near = _Near(Value(bands, _BANDS), Value(key or None, TextField()))
    rows = PostVersion.objects.filter(AnyOf(F("pk"), near), post__version=F("pk"), post__is_visible=True)
    ordered = rows.exclude(post__state=PostState.CANCELLED).annotate(common=common)
    return ordered.order_by(Case(When(text_key=key, then=0), default=1), "-common", "-pk")


def alike(text: str, rows: "QuerySet[PostVersion]", *, account_id: int) -> Iterator[lint.Likeness]:
    """How alike the first of these versions are; 1 only for the same words."""
    key, own = text_key(text), pieces(text)
    fields = ("post_id", "post__account__nickname", "post__account_id", "post__state", "text", "text_key")
    for post_id, nickname, account, state, found, its_key in rows.values_list(*fields)[:CANDIDATES]:
        share = 1.0 if its_key == key else min(0.99, share_of(own, pieces(found)))
        published = state == PostState.PUBLISHED
        yield lint.Likeness(post_id, nickname, found, share, account == account_id, published, text, account)
