"""Imports of crawler files and what they refused (M2)."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from core.models import JobRefusal
from core.paging import KeyPage, key_page
from monitoring.models import MentionImport


def import_page(*, before: int | None, after: int | None) -> KeyPage[MentionImport]:
    """Imports, newest first."""
    rows = MentionImport.objects.select_related("job", "source")
    return key_page(rows, before=before, after=after, size=20)


def refusal_reasons(mention_import: MentionImport) -> list[Any]:
    """Why rows were refused, the most frequent reason first, with the first line."""
    refusals = mention_import.job.refusals.order_by().values("reason").annotate(number=Count("pk"))
    return list(refusals.order_by("-number", "reason"))


def first_refusals(mention_import: MentionImport, limit: int = 50) -> list[JobRefusal]:
    """The first refused rows, for the page."""
    return list(mention_import.job.refusals.all()[:limit])


def refusal_cells(mention_import: MentionImport) -> Iterator[list[Any]]:
    """Every stored refused row, for the download."""
    for refusal in mention_import.job.refusals.all().iterator(chunk_size=2000):
        yield [refusal.line, _(refusal.reason), refusal.raw]
