"""Threads that are there: the rules leave them alone, and their first answers are known."""

from django.db import migrations

FORWARDS = """
UPDATE engagement_thread SET ruled_at = created_at;
UPDATE engagement_thread AS thread SET answered_at = first.at, answered_by_id = first.author_id
  FROM (SELECT DISTINCT ON (thread_id) thread_id, created_at AS at, author_id
          FROM engagement_reply WHERE state = 'sent' ORDER BY thread_id, created_at, id) AS first
 WHERE first.thread_id = thread.id;
"""


class Migration(migrations.Migration):
    dependencies = [("engagement", "0012_sorting_duty_and_answer_times")]
    operations = [migrations.RunSQL(FORWARDS, migrations.RunSQL.noop, elidable=True)]
