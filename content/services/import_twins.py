"""What a file says that was said already, in the library or further up in the file (C12)."""

from django.db import connection

from content.lint.likeness import pieces, share_of
from content.lint.repeated import NEAR
from content.models import ImportRow, PostImport

BATCH = 200
_NEAREST = """
SELECT own.id, own.text, near.post_id, near.text
FROM (
    SELECT row.id, version.id AS version_id, version.text, version.sketch, row.post_id
    FROM content_importrow row
    JOIN content_post post ON post.id = row.post_id
    JOIN content_postversion version ON version.id = post.version_id
    WHERE row.post_import_id = %(id)s AND row.fate <> 'same' AND row.id > %(after)s
    ORDER BY row.id LIMIT %(limit)s
) own
LEFT JOIN LATERAL (
    SELECT other.post_id, other.text
    FROM content_postversion other JOIN content_post post ON post.version_id = other.id
    WHERE other.sketch && own.sketch AND other.id <> own.version_id AND post.state <> 'cancelled'
        AND (post.is_visible OR (post.post_import_id = %(id)s AND post.id < own.post_id))
    ORDER BY content_shared(other.sketch, own.sketch) DESC, other.id DESC LIMIT 3
) near ON true
ORDER BY own.id
"""
"""The nearest of a batch by bands in common, each through the index on sketches."""


def find_twins(post_import: PostImport) -> int:
    """Note for each row what is most like it, where that is near enough to warn. Answers how many have such a twin."""
    lines = dict(post_import.rows.values_list("post_id", "line"))
    found, after = 0, 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_NEAREST, {"id": post_import.pk, "after": after, "limit": BATCH})
            pairs = cursor.fetchall()
        if not pairs:
            return found
        after = pairs[-1][0]
        best = _best(pairs)
        rows = [
            ImportRow(pk=pk, twin_id=twin, twin_percent=n, twin_line=lines.get(twin)) for pk, (n, twin) in best.items()
        ]
        ImportRow.objects.bulk_update(rows, ["twin", "twin_percent", "twin_line"])
        found += len(rows)


def _best(pairs: list[tuple[int, str, int | None, str]]) -> dict[int, tuple[int, int]]:
    """By row: percent and post of the most alike."""
    best: dict[int, tuple[int, int]] = {}
    for pk, text, post_id, other in pairs:
        if post_id is None:
            continue
        share = share_of(pieces(text), pieces(other))
        if share >= NEAR and round(share * 100) > best.get(pk, (0, 0))[0]:
            best[pk] = (round(share * 100), post_id)
    return best
