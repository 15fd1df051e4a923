"""Tags, priority and rules of the inbox; who is on duty; when people were answered."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0015_robots_tell_of_alerts"),
        ("calendar", "0016_days_and_sharing"),
        ("engagement", "0011_fans_service"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="InboxRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40, verbose_name="名称")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("is_active", models.BooleanField(default=True, verbose_name="使用中")),
                ("values", models.JSONField(default=dict)),
                ("number", models.PositiveIntegerField(default=1, help_text="of the version in force")),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="InboxRuleVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("name", models.CharField(max_length=40)),
                ("values", models.JSONField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="RuleTouch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="ThreadBulk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("action", models.CharField(max_length=10)),
                ("before", models.JSONField(help_text="what was changed, by thread")),
                ("after", models.JSONField()),
                ("undone_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="ThreadTag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=20, unique=True, verbose_name="名称")),
                (
                    "colour",
                    models.PositiveSmallIntegerField(
                        default=1, help_text="1 至 8，色盲可辨的色板。", verbose_name="颜色"
                    ),
                ),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["name", "pk"],
            },
        ),
        migrations.AddField(
            model_name="reply",
            name="is_by_hand",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="reply",
            name="noted_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="reply",
            name="proof_url",
            field=models.CharField(blank=True, db_default="", default="", max_length=300),
        ),
        migrations.AddField(
            model_name="reply",
            name="risks",
            field=models.JSONField(db_default=models.Value([], models.JSONField()), default=list),
        ),
        migrations.AddField(
            model_name="thread",
            name="answer_minutes",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="thread",
            name="answered_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="thread",
            name="answered_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="thread",
            name="author_followers",
            field=models.IntegerField(null=True),
        ),
        migrations.AddField(
            model_name="thread",
            name="priority",
            field=models.SmallIntegerField(choices=[(0, "普通"), (1, "优先"), (2, "紧急")], db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="thread",
            name="proposed_reply",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="engagement.savedreply"
            ),
        ),
        migrations.AddField(
            model_name="thread",
            name="ruled_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="thread",
            name="tag_ids",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(),
                db_default=models.Value(
                    [], django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)
                ),
                default=list,
                help_text="of `ThreadTag`",
                size=None,
            ),
        ),
        migrations.CreateModel(
            name="Away",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField(verbose_name="从")),
                ("ends_on", models.DateField(verbose_name="到")),
                ("note", models.CharField(blank=True, default="", max_length=100, verbose_name="说明")),
                ("created_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(help_text="taken back before its time", null=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "deputy",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="inbox_absences",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["starts_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Capacity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("most_open", models.PositiveSmallIntegerField(verbose_name="最多同时处理")),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="inbox_capacity",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CareTeam",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40, unique=True, verbose_name="名称")),
                ("starts", models.TimeField(blank=True, null=True, verbose_name="班次开始")),
                ("ends", models.TimeField(blank=True, null=True, verbose_name="班次结束")),
                ("workdays_only", models.BooleanField(default=False, verbose_name="只在工作日")),
                ("created_at", models.DateTimeField()),
                (
                    "members",
                    models.ManyToManyField(related_name="care_teams", to=settings.AUTH_USER_MODEL, verbose_name="成员"),
                ),
            ],
            options={
                "ordering": ["name", "pk"],
            },
        ),
        migrations.AddField(
            model_name="thread",
            name="team",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="threads",
                to="engagement.careteam",
            ),
        ),
        migrations.AddIndex(
            model_name="thread",
            index=django.contrib.postgres.indexes.GinIndex(fields=["tag_ids"], name="engagement_thread_tags"),
        ),
        migrations.AddIndex(
            model_name="thread",
            index=models.Index(condition=models.Q(("ruled_at", None)), fields=["id"], name="engagement_thread_unruled"),
        ),
        migrations.AddIndex(
            model_name="thread",
            index=models.Index(
                condition=models.Q(("assignee", None), ("state", "open"), ("team__isnull", False)),
                fields=["team", "id"],
                name="engagement_thread_of_team",
            ),
        ),
        migrations.AddIndex(
            model_name="thread",
            index=models.Index(
                condition=models.Q(("state", "open")), fields=["assignee"], name="engagement_thread_load"
            ),
        ),
        migrations.AddIndex(
            model_name="thread",
            index=models.Index(fields=["received_at"], name="engagement_thread_received"),
        ),
        migrations.AddField(
            model_name="inboxrule",
            name="changed_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="inboxruleversion",
            name="by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="inboxruleversion",
            name="rule",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="engagement.inboxrule"
            ),
        ),
        migrations.AddField(
            model_name="ruletouch",
            name="rule",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="touches", to="engagement.inboxrule"
            ),
        ),
        migrations.AddField(
            model_name="ruletouch",
            name="thread",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="touches", to="engagement.thread"
            ),
        ),
        migrations.AddField(
            model_name="threadbulk",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddIndex(
            model_name="away",
            index=models.Index(condition=models.Q(("ended_at", None)), fields=["ends_on"], name="engagement_away_live"),
        ),
        migrations.AddConstraint(
            model_name="away",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="engagement_away_ends_after"
            ),
        ),
        migrations.AddConstraint(
            model_name="inboxruleversion",
            constraint=models.UniqueConstraint(fields=("rule", "number"), name="engagement_rule_version_once"),
        ),
        migrations.AddIndex(
            model_name="ruletouch",
            index=models.Index(fields=["rule", "-at"], name="engagement_touch_of_rule"),
        ),
        migrations.AddIndex(
            model_name="ruletouch",
            index=models.Index(fields=["at"], name="engagement_touch_at"),
        ),
        migrations.AddConstraint(
            model_name="ruletouch",
            constraint=models.UniqueConstraint(fields=("rule", "thread"), name="engagement_touch_once"),
        ),
        migrations.AddIndex(
            model_name="threadbulk",
            index=models.Index(fields=["at"], name="engagement_bulk_at"),
        ),
    ]
