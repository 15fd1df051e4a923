"""Versions whose sketch was made another way, or by something that makes none, get today's (C12)."""

from collections.abc import Callable

from django.db import connection, transaction

from content.lint.likeness import RECIPE, marks_of
from content.models import PostVersion

BATCH = 500

STORE = """
UPDATE content_postversion v SET text_key = made.text_key, sketch = made.sketch::int[], sketch_recipe = %s
FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS made(id, text_key, sketch) WHERE v.id = made.id
"""


def refresh_sketches(*, going_on: Callable[[], bool], batch: int = BATCH) -> int:
    """The newest first, each batch in a transaction of its own, so that it goes on where it was stopped. How many."""
    done = 0
    while going_on() and (rows := _renew(batch)):
        done += rows
    return done


@transaction.atomic
def _renew(batch: int) -> int:
    stale = PostVersion.objects.filter(sketch_recipe__lt=RECIPE).order_by("-pk").select_for_update(skip_locked=True)
    rows = list(stale.values_list("pk", "text")[:batch])
    if rows:
        marks = [marks_of(text) for _pk, text in rows]
        keys = [mark["text_key"] for mark in marks]
        bands = ["{" + ",".join(map(str, mark["sketch"])) + "}" for mark in marks]
        with connection.cursor() as cursor:
            cursor.execute(STORE, [RECIPE, [pk for pk, _text in rows], keys, bands])
    return len(rows)
