"""The inbox is searched by an index of single and double signs, as the library is; what waits is counted from one (E1)."""

import django.contrib.postgres.indexes
from django.db import migrations, models

from content.models.search import Folded, Grams


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0019_search_without_workers"),
        ("engagement", "0017_answered_by_hand"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="thread",
            index=django.contrib.postgres.indexes.GinIndex(
                Grams(Folded("text", "author_name")), name="engagement_thread_words"
            ),
        ),
        migrations.RemoveIndex(model_name="thread", name="engagement_thread_due"),
        migrations.AddIndex(
            model_name="thread",
            index=models.Index(
                condition=models.Q(("state", "open")),
                fields=["due_at", "id"],
                include=["account", "assignee", "snoozed_until"],
                name="engagement_thread_due",
            ),
        ),
    ]
