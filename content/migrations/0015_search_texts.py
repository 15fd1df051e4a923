"""Full-text search of posts and ideas, and the recipe of sketches (C12).

`content_fold` makes one width and case, `content_grams` every sign and every two neighbouring signs as numbers (a
code point; the first shifted left by 21 bits and the second). Python does the same in `content.queries.search`; a test
compares them. Both tables are kept by triggers, so that no way of writing a text can forget them.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

import content.models.search

FUNCTIONS = """
CREATE FUNCTION content_fold(words text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT btrim(regexp_replace(lower(normalize(words, NFKC) COLLATE "C"), '[ \\t\\n\\r\\f\\v]+', ' ', 'g'))
$$;
CREATE FUNCTION content_grams(words text) RETURNS bigint[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 10000 AS $$
  SELECT coalesce(array_agg(ascii(one)::bigint), '{}')
    || coalesce(array_agg((ascii(one)::bigint << 21) | ascii(two)) FILTER (WHERE two IS NOT NULL), '{}')
  FROM unnest(string_to_array(words, NULL), (string_to_array(words, NULL))[2:]) AS pair(one, two)
$$;
"""
NO_FUNCTIONS = "DROP FUNCTION content_grams(text); DROP FUNCTION content_fold(text);"

FILL = """
INSERT INTO content_searchtext (post_id, words)
SELECT p.id, content_fold(v.text) FROM content_post p JOIN content_postversion v ON v.id = p.version_id;
INSERT INTO content_ideasearchtext (idea_id, words)
SELECT id, content_fold(concat_ws(' ', title, note, source_text)) FROM content_idea;
"""

TRIGGERS = """
ALTER TABLE content_searchtext ADD CONSTRAINT content_searchtext_post FOREIGN KEY (post_id)
  REFERENCES content_post ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE content_ideasearchtext ADD CONSTRAINT content_ideasearchtext_idea FOREIGN KEY (idea_id)
  REFERENCES content_idea ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;

CREATE FUNCTION content_keep_search_text() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO content_searchtext (post_id, words)
  SELECT NEW.id, content_fold(v.text) FROM content_postversion v WHERE v.id = NEW.version_id
  ON CONFLICT (post_id) DO UPDATE SET words = EXCLUDED.words;
  RETURN NULL;
END $$;
CREATE TRIGGER content_search_new AFTER INSERT ON content_post FOR EACH ROW WHEN (NEW.version_id IS NOT NULL)
  EXECUTE FUNCTION content_keep_search_text();
CREATE TRIGGER content_search_changed AFTER UPDATE OF version_id ON content_post FOR EACH ROW
  WHEN (NEW.version_id IS DISTINCT FROM OLD.version_id) EXECUTE FUNCTION content_keep_search_text();

CREATE FUNCTION content_keep_idea_search_text() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO content_ideasearchtext (idea_id, words)
  VALUES (NEW.id, content_fold(concat_ws(' ', NEW.title, NEW.note, NEW.source_text)))
  ON CONFLICT (idea_id) DO UPDATE SET words = EXCLUDED.words;
  RETURN NULL;
END $$;
CREATE TRIGGER content_idea_search AFTER INSERT OR UPDATE OF title, note, source_text ON content_idea FOR EACH ROW
  EXECUTE FUNCTION content_keep_idea_search_text();
"""
NO_TRIGGERS = """
DROP TRIGGER content_search_new ON content_post;
DROP TRIGGER content_search_changed ON content_post;
DROP TRIGGER content_idea_search ON content_idea;
DROP FUNCTION content_keep_search_text();
DROP FUNCTION content_keep_idea_search_text();
"""


def _text_of(name: str, model: str) -> migrations.CreateModel:
    key = models.OneToOneField(
        db_constraint=False,
        on_delete=django.db.models.deletion.DO_NOTHING,
        primary_key=True,
        related_name="search_text",
        serialize=False,
        to=f"content.{model}",
    )
    return migrations.CreateModel(name=name, fields=[(model, key), ("words", models.TextField())])


def _index_of(model: str, name: str) -> migrations.AddIndex:
    grams = content.models.search.Grams("words")
    return migrations.AddIndex(model, django.contrib.postgres.indexes.GinIndex(grams, name=name))


class Migration(migrations.Migration):
    dependencies = [("content", "0014_review_presets")]

    operations = [
        migrations.AddField(
            "postversion",
            "sketch_recipe",
            models.PositiveSmallIntegerField(default=0, help_text="which way `lint.likeness.sketch` was made"),
        ),
        migrations.AlterField(
            "postversion",
            "sketch",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.IntegerField(),
                default=list,
                help_text="a key for each band of min-hashes (C12)",
                size=None,
            ),
        ),
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        _text_of("SearchText", "post"),
        _text_of("IdeaSearchText", "idea"),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        _index_of("searchtext", "content_search_grams"),
        _index_of("ideasearchtext", "content_idea_grams"),
        migrations.RunSQL(TRIGGERS, NO_TRIGGERS),
        migrations.AddIndex(
            "postversion",
            models.Index(fields=["-id"], name="content_version_old_sketch", condition=models.Q(sketch_recipe__lt=2)),
        ),
    ]
