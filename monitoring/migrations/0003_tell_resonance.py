"""Figures of what was counted before posts kept them."""

from django.db import migrations

TELL = """
WITH last AS (
    SELECT DISTINCT ON (s.publication_id) p.post_id,
        coalesce(s.reposts, 0) + coalesce(s.comments, 0) + coalesce(s.likes, 0) AS n
    FROM monitoring_metricsample s JOIN calendar_publication p ON p.id = s.publication_id
    WHERE s.state = 'taken' ORDER BY s.publication_id, s.taken_at DESC, s.age_minutes DESC
), summed AS (SELECT post_id, sum(n)::int AS n FROM last GROUP BY post_id)
UPDATE content_post SET resonance = summed.n FROM summed WHERE summed.post_id = content_post.id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("monitoring", "0002_keep_variants_facts_and_last_import"),
        ("calendar", "0015_missed_index"),
        ("content", "0016_library_filters_and_media_rights"),
    ]

    operations = [migrations.RunSQL(TELL, migrations.RunSQL.noop)]
