"""Word lists for their pages: all of them, one with its words, and what a file would change."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from content import lint
from content.importing.words import WordFile, WordRow, read_words
from content.models import Post, WordList, WordListTerm, WordListUpload, WordListVersion
from content.presets import presets
from content.queries.lexicons import current_lexicon, term_of

TRIED, SHOWN = 300, 12


def word_lists() -> list[WordList]:
    """All lists with how many words and allowed words each holds."""
    allowed = Count("terms", filter=Q(terms__is_allowed=True))
    return list(WordList.objects.annotate(count=Count("terms"), allowed_count=allowed).order_by("-importance", "name"))


def words_found(query: str) -> list[WordListTerm]:
    """The first words of any list that contain this."""
    rows = WordListTerm.objects.filter(word__icontains=query).select_related("list")
    return list(rows.order_by("word", "pk")[:50]) if query else []


def terms_of(word_list: WordList, *, query: str = "", shown: str = "", subject: str = "") -> "QuerySet[WordListTerm]":
    """The words of a list; `shown` is `allowed`, `listed` or a level."""
    rows = WordListTerm.objects.filter(list=word_list)
    if query:
        rows = rows.filter(word__icontains=query)
    if shown in {"allowed", "listed"}:
        rows = rows.filter(is_allowed=shown == "allowed")
    return rows.filter(subject=subject) if subject else rows


def subjects_of(word_list: WordList) -> list[str]:
    """The subjects that its words have."""
    rows = WordListTerm.objects.filter(list=word_list).exclude(subject="")
    return list(rows.order_by("subject").values_list("subject", flat=True).distinct()[:40])


def versions_of(word_list: WordList) -> list[WordListVersion]:
    """What it held before, newest first, without the words."""
    return list(word_list.versions.defer("terms").select_related("replaced_by"))


def newer_preset(word_list: WordList) -> str:
    """The version that is shipped now when it is another than the list's; empty otherwise."""
    preset = presets().get(word_list.preset)
    return preset.version if preset is not None and preset.version != word_list.version else ""


def export_rows(word_list: WordList) -> Iterator[list[str]]:
    """The rows of a file that can be imported again."""
    levels = dict(WordListTerm._meta.get_field("level").flatchoices)
    for term in word_list.terms.order_by("is_allowed", "subject", "pk").iterator():
        allowed = "是" if term.is_allowed else ""
        yield [term.word, term.suggestion, allowed, str(levels.get(term.level, "")), term.subject, term.note]


@dataclass(frozen=True, slots=True)
class UploadPreview:
    """What a file would make of its list, and what that would say about the newest posts."""

    file: WordFile
    new: list[WordRow]
    changed: list[WordRow]
    missing: int  # words of the list that the file does not hold
    same: int
    tried: int
    hit_before: int
    hit_after: int
    most: list[tuple[str, int]]  # the words of the file that the newest posts hold most often


def preview_of(upload: WordListUpload) -> UploadPreview:
    """Compare the file with the list. Raises `UserError` when the file cannot be read any more."""
    with upload.file.open("rb") as source:
        file = read_words(source)
    held = {term.word: term for term in upload.list.terms.all()}
    new = [row for row in file.rows if row.word not in held]
    changed = [row for row in file.rows if row.word in held and _differs(row, held[row.word])]
    texts = _newest_texts()
    counts: dict[str, int] = {}
    lexicon = lint.build_lexicon(term_of(_unsaved(row), upload.list) for row in file.rows)
    hits = [{hit.term.word for hit in lexicon.hits(text)} for text in texts]
    for words in hits:
        for word in words:
            counts[word] = counts.get(word, 0) + 1
    most = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:SHOWN]
    before = sum(any(hit.term.list_slug == upload.list.slug for hit in current_lexicon().hits(text)) for text in texts)
    return UploadPreview(
        file, new, changed, len(held) - (len(file.rows) - len(new)), len(file.rows) - len(new) - len(changed),
        len(texts), before, sum(bool(words) for words in hits), most,
    )  # fmt: skip


def _newest_texts() -> list[str]:
    rows = Post.objects.visible().filter(version__isnull=False).order_by("-pk")
    return [text for text in rows.values_list("version__text", flat=True)[:TRIED] if text]


def _differs(row: WordRow, term: WordListTerm) -> bool:
    return any(getattr(row, name) != getattr(term, name) for name in WordRow.__slots__)


def _unsaved(row: WordRow) -> WordListTerm:
    return WordListTerm(**{name: getattr(row, name) for name in WordRow.__slots__})
