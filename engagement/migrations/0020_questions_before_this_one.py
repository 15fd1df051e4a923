"""A talk that opens again keeps what it asked before, and how that was answered (E1).

Statistics read a view of all questions. Who alters a column of `engagement_thread` that the view names drops the view
before, and makes it again after.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

VIEW = """
CREATE VIEW engagement_question AS
SELECT id, id AS thread_id, account_id, kind, state, received_at, due_at, answered_at, answered_by_id, answer_minutes
FROM engagement_thread
UNION ALL
SELECT -e.id, e.thread_id, t.account_id, t.kind, e.state, e.received_at, e.due_at, e.answered_at, e.answered_by_id,
    e.answer_minutes
FROM engagement_earlierquestion e JOIN engagement_thread t ON t.id = e.thread_id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("engagement", "0019_points_kept_with_a_reply"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("comment", "评论"), ("mention", "@我"), ("message", "私信")], max_length=8
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "待回复"), ("answered", "已回复"), ("closed", "已关闭")], max_length=8
                    ),
                ),
                ("received_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("answer_minutes", models.PositiveIntegerField(null=True)),
            ],
            options={
                "db_table": "engagement_question",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="EarlierQuestion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("received_at", models.DateTimeField()),
                (
                    "until",
                    models.DateTimeField(
                        help_text="when the thread opened again: later answers are to a later question"
                    ),
                ),
                ("due_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "待回复"), ("answered", "已回复"), ("closed", "已关闭")],
                        help_text="as it was when the thread opened again",
                        max_length=8,
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "answer_minutes",
                    models.PositiveIntegerField(help_text="of working time until the first answer", null=True),
                ),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "thread",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="earlier_questions",
                        to="engagement.thread",
                    ),
                ),
            ],
            options={
                "ordering": ["received_at", "pk"],
                "indexes": [models.Index(fields=["received_at"], name="engagement_question_received")],
            },
        ),
        migrations.RunSQL(VIEW, "DROP VIEW engagement_question"),
    ]
