"""Answers by hand say who told of them, what is read back comes once, and what answers took is counted (E1)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0015_robots_tell_of_alerts"),
        ("calendar", "0016_days_and_sharing"),
        ("engagement", "0016_private_replies"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="reply",
            name="noted_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AlterField(
            model_name="inboxcursor",
            name="kind",
            field=models.CharField(
                choices=[("comment", "评论"), ("mention", "@我"), ("message", "私信"), ("ours", "我们写的评论")],
                max_length=8,
            ),
        ),
        migrations.AddIndex(
            model_name="thread",
            index=models.Index(
                condition=models.Q(("answer_minutes", None), ("answered_at__isnull", False)),
                fields=["id"],
                name="engagement_thread_uncounted",
            ),
        ),
        migrations.AddConstraint(
            model_name="reply",
            constraint=models.UniqueConstraint(
                condition=models.Q(("external_id", ""), _negated=True),
                fields=("external_id", "thread"),
                name="engagement_reply_once",
            ),
        ),
    ]
