"""Findings that somebody let pass, by version (C13)."""

from collections import defaultdict
from collections.abc import Iterable

from content import lint
from content.models import FindingOverride, PostVersion


def waivers_of(versions: Iterable[int]) -> dict[int, dict[str, lint.Waiver]]:
    """By version and key of the finding; one query, none for no versions."""
    ids = list(versions)
    found: dict[int, dict[str, lint.Waiver]] = defaultdict(dict)
    if ids:
        rows = FindingOverride.objects.filter(version__in=ids).select_related("made_by")
        for row in rows:
            by = row.made_by.get_full_name() if row.made_by else "—"
            found[row.version_id][row.key] = lint.Waiver(by, row.reason)
    return found


def waivers_for(version: PostVersion | None, text: str) -> dict[str, lint.Waiver]:
    """What was let pass in exactly this text: an edit voids it all."""
    if version is None or version.text != text:
        return {}
    return waivers_of([version.pk])[version.pk]
