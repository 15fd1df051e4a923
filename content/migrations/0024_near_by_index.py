"""Texts that share a band of min-hashes, always by their index (C12).

For arrays without common elements the planner takes a tenth of the table to fit, reads the whole of it now and then,
and joins as if there were so many; there are a handful. The function is planned by itself, and says how few they are.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION content_near(bands integer[], words_key text) RETURNS SETOF bigint LANGUAGE sql STABLE ROWS 20
  PARALLEL UNSAFE SET enable_seqscan = off AS $$
  SELECT id FROM content_postversion WHERE sketch && bands OR text_key = words_key
$$;
"""
BACKWARD = "DROP FUNCTION content_near(integer[], text);"


class Migration(migrations.Migration):
    dependencies = [("content", "0023_outside_approvers")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
