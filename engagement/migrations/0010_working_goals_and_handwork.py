"""Goals count working minutes, per kind and group; saved replies, notes, snoozing, who is answering."""

import datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

DAY_HOURS, DAY_MINUTES = 24, 480


def to_working_minutes(apps, schema_editor):
    """A goal of a whole day becomes a working day; shorter ones stay hours, of working time."""
    for goal in apps.get_model("engagement", "ResponseGoal").objects.order_by("pk"):
        hours = goal.minutes
        goal.minutes = hours * 60 if hours < 8 else max(DAY_MINUTES, hours * DAY_MINUTES // DAY_HOURS)
        goal.save(update_fields=["minutes"])


def to_hours(apps, schema_editor):
    for goal in apps.get_model("engagement", "ResponseGoal").objects.order_by("pk"):
        minutes = goal.minutes
        goal.minutes = max(1, minutes // 60 if minutes < DAY_MINUTES else minutes * DAY_HOURS // DAY_MINUTES)
        goal.save(update_fields=["minutes"])


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0014_robots_tell_of_crises"),
        ("engagement", "0009_fan_book"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SavedReply",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=40, verbose_name="名称")),
                ("folder", models.CharField(blank=True, default="", max_length=40, verbose_name="文件夹")),
                ("text", models.TextField(verbose_name="内容")),
                ("uses", models.PositiveIntegerField(default=0)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["folder", "title", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ThreadNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=500, verbose_name="备注")),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.AlterModelOptions(
            name="responsegoal",
            options={"ordering": ["group_id", "account_kind", "pk"]},
        ),
        migrations.RenameField("responsegoal", "hours", "minutes"),
        migrations.RunPython(to_working_minutes, to_hours),
        migrations.AlterField("responsegoal", "minutes", models.PositiveIntegerField(verbose_name="工作分钟")),
        migrations.AddField(
            model_name="responsegoal",
            name="ends",
            field=models.TimeField(default=datetime.time(18, 0), verbose_name="下班"),
        ),
        migrations.AddField(
            model_name="responsegoal",
            name="group",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="response_goals",
                to="accounts.accountgroup",
            ),
        ),
        migrations.AddField(
            model_name="responsegoal",
            name="lunch_ends",
            field=models.TimeField(blank=True, default=datetime.time(13, 0), null=True, verbose_name="午休结束"),
        ),
        migrations.AddField(
            model_name="responsegoal",
            name="lunch_starts",
            field=models.TimeField(blank=True, default=datetime.time(12, 0), null=True, verbose_name="午休开始"),
        ),
        migrations.AddField(
            model_name="responsegoal",
            name="starts",
            field=models.TimeField(default=datetime.time(9, 0), verbose_name="上班"),
        ),
        migrations.AddField(
            model_name="thread",
            name="answering_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="thread",
            name="answering_until",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="thread",
            name="close_reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("solved", "已解决"),
                    ("no_answer", "无需回复"),
                    ("spam", "广告或刷屏"),
                    ("elsewhere", "已转其他渠道处理"),
                ],
                default="",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="thread",
            name="snoozed_until",
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name="responsegoal",
            name="account_kind",
            field=models.CharField(blank=True, default="", max_length=20, verbose_name="账号类型"),
        ),
        migrations.AddConstraint(
            model_name="responsegoal",
            constraint=models.UniqueConstraint(
                fields=("account_kind", "group"), name="engagement_goal_once", nulls_distinct=False
            ),
        ),
        migrations.AddField(
            model_name="savedreply",
            name="account",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="saved_replies",
                to="accounts.weiboaccount",
            ),
        ),
        migrations.AddField(
            model_name="savedreply",
            name="created_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="threadnote",
            name="author",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="threadnote",
            name="thread",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="notes", to="engagement.thread"
            ),
        ),
    ]
