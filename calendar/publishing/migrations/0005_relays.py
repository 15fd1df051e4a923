"""A11: relays, their steps and presets."""

import django.db.models.constraints
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_sign_in_rules"),
        ("calendar", "0004_what_an_attempt_used"),
        ("content", "0006_channel_of_one_post"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RelayPreset",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, unique=True, verbose_name="名称")),
                ("source", models.CharField(blank=True, max_length=40, verbose_name="出处")),
                (
                    "min_gap_minutes",
                    models.PositiveSmallIntegerField(default=10, verbose_name="任意两个账号至少隔（分钟）"),
                ),
                ("waves", models.JSONField(default=list)),
                ("is_default", models.BooleanField(default=False, verbose_name="默认")),
            ],
            options={
                "ordering": ["-is_default", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Relay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=80, verbose_name="联动名称")),
                ("preset_name", models.CharField(blank=True, max_length=60)),
                (
                    "min_gap_minutes",
                    models.PositiveSmallIntegerField(default=10, verbose_name="任意两个账号至少隔（分钟）"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "草稿"),
                            ("armed", "等待首发"),
                            ("running", "接力中"),
                            ("held", "已暂停"),
                            ("done", "已完成"),
                            ("cancelled", "已取消"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                (
                    "state_detail",
                    models.TextField(blank=True, help_text="the sentence for people about the present state"),
                ),
                ("starts_at", models.DateTimeField(help_text="when the first is planned", null=True)),
                ("started_at", models.DateTimeField(help_text="when the first really stood on Weibo", null=True)),
                ("copy_reason", models.CharField(blank=True, max_length=200, verbose_name="同文理由")),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="content.category"
                    ),
                ),
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
                    "idea",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="relays",
                        to="content.idea",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="RelayStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "position",
                    models.PositiveSmallIntegerField(
                        help_text="0 is the first, whose publication everything counts from"
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        choices=[("own", "发自己的一条"), ("repost", "转发首发")], default="repost", max_length=8
                    ),
                ),
                ("offset_minutes", models.PositiveIntegerField(default=0)),
                ("spread_minutes", models.PositiveIntegerField(default=0)),
                ("minute", models.PositiveIntegerField(default=0)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.weiboaccount"
                    ),
                ),
                (
                    "post",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="relay_step", to="content.post"
                    ),
                ),
                (
                    "relay",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="calendar.relay"
                    ),
                ),
            ],
            options={
                "ordering": ["relay_id", "position"],
            },
        ),
        migrations.AddIndex(
            model_name="relay",
            index=models.Index(
                condition=models.Q(("state__in", ["armed", "running", "held"])),
                fields=["state"],
                name="calendar_relay_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="relaystep",
            constraint=models.UniqueConstraint(fields=("relay", "account"), name="calendar_relay_step_account"),
        ),
        migrations.AddConstraint(
            model_name="relaystep",
            constraint=models.UniqueConstraint(
                deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                fields=("relay", "position"),
                name="calendar_relay_step_position",
            ),
        ),
    ]
