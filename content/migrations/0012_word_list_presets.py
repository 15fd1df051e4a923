"""The shipped word lists (content/presets/words): what 0004 brought becomes their new version, others are added."""

from importlib import import_module

from django.db import migrations
from django.utils import timezone

from content.presets import presets

FIRST_KINDS = {"superlatives": "superlatives", "sensitive": "sensitive", "own": "own", "competitors": "competitors"}


def fill(apps, schema_editor):
    now = timezone.now()
    word_list = apps.get_model("content", "WordList")
    for slug, kind in FIRST_KINDS.items():
        word_list.objects.filter(slug=slug).update(kind=kind, updated_at=now)
    for preset in presets().values():
        row = word_list.objects.filter(slug=preset.slug).first()
        if row is None:
            row = word_list(slug=preset.slug)
        elif row.version != "1" or row.preset:
            continue  # the team has a version of its own
        for name, value in preset.fields.items():
            setattr(row, name, value)
        row.preset, row.version, row.updated_at = preset.slug, preset.version, now
        row.save()
        _write_terms(apps, row, preset)


def _write_terms(apps, row, preset):
    """Words that the team added stay; shipped ones, then and now, give way to what is known of them now."""
    term = apps.get_model("content", "WordListTerm")
    before = {
        slug: {*words, *allowed}
        for slug, *_rest, words, allowed in import_module("content.migrations.0004_presets").LISTS
    }
    shipped = {each.word for each in preset.terms} | before.get(row.slug, set())
    term.objects.filter(list=row, word__in=shipped).delete()
    term.objects.bulk_create(
        term(
            list=row,
            word=each.word,
            suggestion=each.suggestion,
            is_allowed=each.is_allowed,
            level=each.level,
            subject=each.subject,
            note=each.note,
        )
        for each in preset.terms
    )


class Migration(migrations.Migration):
    dependencies = [("content", "0011_word_lists_and_overrides")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
