"""A list's words replaced as a whole: by a file, by what is shipped, by a version of before. Each can be taken back."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import require
from accounts.models import User
from accounts.roles import Can
from content.importing.words import WordRow, read_words
from content.models import WordList, WordListTerm, WordListUpload, WordListVersion
from content.presets import presets
from content.services.lists import locked_list, row_of
from core import audit, uploads
from core.errors import Conflict

TABLES: Final = uploads.Purpose(folder="words", kinds=uploads.TABLES, limit=8 * uploads.MB, unpacked=80 * uploads.MB)
VERSIONS_KEPT: Final = 30


def receive_words(*, word_list: WordList, file: "UploadedFile[Any]", by: User, at: dt.datetime) -> WordListUpload:
    """Keep a file that holds words; nothing changes before `apply_words`. Raises `UserError` when it holds none."""
    require(by, Can.REVIEW)
    upload = uploads.examine(file, TABLES)
    read_words(upload.content)
    with uploads.kept(upload, at=at) as path, transaction.atomic():
        return WordListUpload.objects.create(
            list=word_list, file=path, original_name=upload.name, created_by=by, created_at=at
        )


@transaction.atomic
def apply_words(*, upload: WordListUpload, merge: bool, by: User, at: dt.datetime) -> WordListVersion:
    """The list becomes what the file holds; with `merge` what it held stays beside. Answers what was replaced."""
    row = locked_list(upload.list, by)
    upload = WordListUpload.objects.select_for_update().get(pk=upload.pk)
    if upload.applied_at is not None:
        raise Conflict(_("这个文件已经导入过了。"), code="content.words.applied")
    with upload.file.open("rb") as file:
        rows = {each.word: each for each in read_words(file).rows}
    if merge:
        rows = {term.word: row_of(term) for term in row.terms.all()} | rows
    upload.applied_at = at
    upload.save(update_fields=["applied_at"])
    note = _("导入“%(name)s”") % {"name": upload.original_name[:120]}
    return _replace(row, rows.values(), note, "content.words.replaced", by=by, at=at)


@transaction.atomic
def restore_version(*, version: WordListVersion, by: User, at: dt.datetime) -> WordListVersion:
    """The words of a former version are the list's again, as a new version. Answers what was replaced."""
    row = locked_list(version.list, by)
    words = [WordRow(*values) for values in version.terms]
    note = _("恢复到第 %(n)d 版") % {"n": version.number}
    return _replace(row, words, note, "content.words.restored", by=by, at=at)


@transaction.atomic
def renew_preset(*, word_list: WordList, by: User, at: dt.datetime) -> WordListVersion:
    """The words as they are shipped now, those of the team beside them. Raises `Conflict` when nothing is newer."""
    row = locked_list(word_list, by)
    preset = presets().get(row.preset)
    if preset is None or preset.version == row.version:
        raise Conflict(_("这份词表已经是随产品附带的最新版本。"), code="content.words.newest")
    rows = {term.word: row_of(term) for term in row.terms.all()}
    rows |= {each.word: each for each in preset.terms}
    row.version, row.origin, row.origin_on = preset.version, preset.fields["origin"], preset.fields["origin_on"]
    row.save(update_fields=["version", "origin", "origin_on"])
    note = _("更新到预设 %(version)s") % {"version": preset.version}
    return _replace(row, rows.values(), note, "content.words.replaced", by=by, at=at)


def _replace(
    row: WordList, words: Iterable[WordRow], note: str, code: str, *, by: User, at: dt.datetime
) -> WordListVersion:
    """Keep what a locked list holds, and give it other words."""
    before = [row_of(term) for term in row.terms.order_by("pk")]
    former = WordListVersion.objects.create(
        list=row, number=row.number, terms=[list(asdict(each).values()) for each in before], count=len(before),
        note=note[:200], replaced_by=by, replaced_at=at,
    )  # fmt: skip
    old = row.versions.values_list("pk", flat=True)[VERSIONS_KEPT:]
    WordListVersion.objects.filter(pk__in=list(old)).delete()
    row.terms.all().delete()
    made = WordListTerm.objects.bulk_create((WordListTerm(list=row, **asdict(each)) for each in words), batch_size=2000)
    row.number, row.updated_at = row.number + 1, at
    row.save(update_fields=["number", "updated_at"])
    after = {"number": row.number, "words": len(made)}
    change = audit.Change(before={"number": former.number, "words": len(before)}, after=after, reason=note)
    audit.record(code, row, by=by, at=at, change=change)
    return former
