"""Searches take milliseconds: starting parallel workers for them costs more than they do.

`content_grams` looked so dear that the planner always started some; restricted, it is computed by the one process that
asks. `content_shared` counts what two sketches have in common and keeps its whole query in one process.
"""

from django.db import migrations

FORWARD = """
ALTER FUNCTION content_grams(text) PARALLEL RESTRICTED COST 100;
CREATE FUNCTION content_shared(one integer[], other integer[]) RETURNS integer LANGUAGE sql IMMUTABLE STRICT
  PARALLEL UNSAFE AS $$ SELECT count(*)::integer FROM unnest(one) AS band WHERE band = ANY(other) $$;
"""

BACKWARD = """
ALTER FUNCTION content_grams(text) PARALLEL SAFE COST 10000;
DROP FUNCTION content_shared(integer[], integer[]);
"""


class Migration(migrations.Migration):
    dependencies = [("content", "0018_series_stories_ideas")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
