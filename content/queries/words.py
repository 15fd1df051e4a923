"""Word lists with their words."""

from django.db.models import Count, Prefetch

from content.models import WordList, WordListTerm


def word_lists(query: str = "") -> list[WordList]:
    """All lists; with `query` only the words that contain it."""
    terms = WordListTerm.objects.order_by("is_allowed", "word")
    if query:
        terms = terms.filter(word__icontains=query.replace("\x00", ""))
    rows = WordList.objects.annotate(count=Count("terms"))
    return list(rows.prefetch_related(Prefetch("terms", terms, to_attr="shown")))
