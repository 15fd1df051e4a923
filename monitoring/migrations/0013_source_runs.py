"""Each read of a source is a row; from when to when it was heard; gaps that are read on (M2)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("monitoring", "0012_joined_alerts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="source",
            name="blind_since",
            field=models.DateTimeField(help_text="as last found by the sweep that tells the owner", null=True),
        ),
        migrations.AddField(
            model_name="source",
            name="heard_until",
            field=models.DateTimeField(help_text="everything published before was read, gaps aside", null=True),
        ),
        migrations.AddField(
            model_name="source",
            name="owner",
            field=models.ForeignKey(
                help_text="told when it is blind",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="source",
            name="paused_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="source",
            name="paused_reason",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="source",
            name="quiet_since",
            field=models.DateTimeField(help_text="far less than usual, as last found by the same sweep", null=True),
        ),
        migrations.AddField(
            model_name="source",
            name="rhythm_hours",
            field=models.PositiveSmallIntegerField(
                help_text="a file is expected so often; 0: at no rhythm; empty: as it came so far", null=True
            ),
        ),
        migrations.AlterField(
            model_name="source",
            name="kind",
            field=models.CharField(
                choices=[
                    ("mentions", "@提及"),
                    ("comments", "评论"),
                    ("reposts", "转发"),
                    ("timeline", "账号微博"),
                    ("search", "商业搜索"),
                    ("stream", "推送流"),
                    ("file", "采集文件"),
                    ("folder", "采集文件夹"),
                ],
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="SourceGap",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("start", models.DateTimeField()),
                ("end", models.DateTimeField()),
                (
                    "since_id",
                    models.CharField(
                        blank=True, help_text="exclusive; with no ids nothing can be fetched", max_length=24
                    ),
                ),
                ("max_id", models.CharField(blank=True, help_text="inclusive", max_length=24)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "待补读"), ("fetched", "已补齐"), ("lost", "已无法补齐")],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("found_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, help_text="why it is lost", max_length=200)),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="gaps", to="monitoring.source"
                    ),
                ),
            ],
            options={
                "ordering": ["-end"],
                "indexes": [
                    models.Index(condition=models.Q(("state", "open")), fields=["source"], name="monitoring_gap_open")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("end__gte", models.F("start"))), name="monitoring_gap_order"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SourceRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("began_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("ok", "完成"),
                            ("capped", "没有读完"),
                            ("partial", "只有部分内容"),
                            ("failed", "失败"),
                        ],
                        max_length=8,
                    ),
                ),
                ("fetched", models.IntegerField(default=0)),
                ("new", models.IntegerField(default=0)),
                ("pages", models.IntegerField(default=0)),
                ("calls", models.IntegerField(default=0, help_text="spent of the budget")),
                ("covers_from", models.DateTimeField(null=True)),
                ("covers_until", models.DateTimeField(null=True)),
                ("gap_from", models.DateTimeField(null=True)),
                ("gap_until", models.DateTimeField(null=True)),
                ("error", models.TextField(blank=True)),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="runs", to="monitoring.source"
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["source", "-began_at"], name="monitoring_run_source"),
                    models.Index(fields=["ended_at"], name="monitoring_run_ended"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SourceStretch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("start", models.DateTimeField()),
                ("end", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[("full", "完整"), ("partial", "部分"), ("blind", "读不到"), ("unknown", "未知")],
                        max_length=8,
                    ),
                ),
                (
                    "mention_import",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stretches",
                        to="monitoring.mentionimport",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="stretches", to="monitoring.source"
                    ),
                ),
            ],
            options={
                "ordering": ["start"],
                "indexes": [models.Index(fields=["source", "end"], name="monitoring_stretch_source")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("end__gte", models.F("start"))), name="monitoring_stretch_order"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["full", "partial"])), name="monitoring_stretch_heard"
                    ),
                ],
            },
        ),
        # What was read so far was read up to the last good read; before it nothing is known.
        migrations.RunSQL(
            "UPDATE monitoring_source SET heard_until = last_ok_at WHERE kind IN ('mentions', 'comments')",
            migrations.RunSQL.noop,
        ),
    ]
