"""What the folder, the stream, search and reposts remember; competitors (M2, M6)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("calendar", "0016_days_and_sharing"),
        ("monitoring", "0013_source_runs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Competitor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, verbose_name="账号名称")),
                ("uid", models.CharField(max_length=20, unique=True, verbose_name="账号 uid")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="备注")),
                ("read_since", models.DateTimeField(help_text="its posts from here on were read", null=True)),
                ("added_at", models.DateTimeField()),
                (
                    "added_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "source",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="competitor",
                        to="monitoring.source",
                    ),
                ),
            ],
            options={
                "ordering": ["name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="RepostCursor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since_id", models.CharField(blank=True, max_length=24)),
                ("read_at", models.DateTimeField(null=True)),
                (
                    "max_id",
                    models.CharField(
                        blank=True, help_text="inclusive; of a reading that stopped midway", max_length=24
                    ),
                ),
                ("newest_id", models.CharField(blank=True, help_text="the newest seen by that reading", max_length=24)),
                (
                    "publication",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="repost_cursor",
                        to="calendar.publication",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SetSearch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("next_at", models.DateTimeField(null=True)),
                (
                    "keyword_set",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="search", to="monitoring.keywordset"
                    ),
                ),
                (
                    "source",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="set_search", to="monitoring.source"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Subscription",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subid", models.CharField(max_length=40)),
                ("words", models.JSONField(default=list)),
                ("made_at", models.DateTimeField()),
                (
                    "source",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="subscription", to="monitoring.source"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CompetitorSample",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("followers", models.BigIntegerField()),
                ("following", models.BigIntegerField(null=True)),
                ("posts", models.BigIntegerField(null=True)),
                ("taken_at", models.DateTimeField()),
                (
                    "competitor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="samples", to="monitoring.competitor"
                    ),
                ),
            ],
            options={
                "ordering": ["-day"],
                "constraints": [
                    models.UniqueConstraint(fields=("competitor", "day"), name="monitoring_competitor_day")
                ],
            },
        ),
        migrations.CreateModel(
            name="FolderFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", models.CharField(help_text="below the folder", max_length=500)),
                ("size", models.BigIntegerField()),
                ("modified_ns", models.BigIntegerField()),
                ("inode", models.DecimalField(decimal_places=0, max_digits=20)),
                ("still_since", models.DateTimeField(help_text="seen unchanged since")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("growing", "等待写完"),
                            ("taken", "正在导入"),
                            ("done", "已导入"),
                            ("refused", "未导入"),
                        ],
                        default="growing",
                        max_length=8,
                    ),
                ),
                ("digest", models.CharField(blank=True, help_text="SHA-256 of what was taken", max_length=64)),
                ("reason", models.TextField(blank=True, help_text="why it was not imported, or not again")),
                ("moved_to", models.CharField(blank=True, max_length=600)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "mention_import",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="folder_file",
                        to="monitoring.mentionimport",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("digest", ""), _negated=True),
                        fields=["digest"],
                        name="monitoring_folder_digest",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["growing", "taken"])),
                        fields=("path",),
                        name="monitoring_folder_open",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchCursor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("word", models.CharField(max_length=200)),
                ("until", models.DateTimeField()),
                ("target", models.DateTimeField(null=True)),
                ("reached", models.DateTimeField(null=True)),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="search_cursors",
                        to="monitoring.source",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [models.UniqueConstraint(fields=("source", "word"), name="monitoring_search_word")],
            },
        ),
    ]
