"""Working copies, elements that a person adds, link presets; a version's hand items are as immutable as its text."""

import datetime as dt
from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FUNCTION = """
CREATE OR REPLACE FUNCTION content_version_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.text IS DISTINCT FROM OLD.text OR NEW.content_hash IS DISTINCT FROM OLD.content_hash
     OR NEW.post_id IS DISTINCT FROM OLD.post_id OR NEW.number IS DISTINCT FROM OLD.number{more} THEN
    RAISE EXCEPTION 'content_postversion is immutable';
  END IF;
  RETURN NEW;
END $$;
"""
FORWARD = FUNCTION.replace("{more}", " OR NEW.hand_items IS DISTINCT FROM OLD.hand_items")
BACKWARD = FUNCTION.replace("{more}", "")
PRESETS = [
    ("日常内容", "weibo", "social", "{category}", "{account}"),
    ("活动推广", "weibo", "social", "campaign-{date}", "{account}"),
]


def add_presets(apps: Any, schema_editor: Any) -> None:
    preset = apps.get_model("content", "LinkPreset")
    at = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
    preset.objects.bulk_create(
        preset(name=name, source=source, medium=medium, campaign=campaign, content=content, updated_at=at)
        for name, source, medium, campaign, content in PRESETS
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0013_calls"),
        ("content", "0016_library_filters_and_media_rights"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LinkPreset",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40, unique=True, verbose_name="名称")),
                ("source", models.CharField(default="weibo", max_length=60, verbose_name="来源 utm_source")),
                ("medium", models.CharField(default="social", max_length=60, verbose_name="媒介 utm_medium")),
                ("campaign", models.CharField(blank=True, max_length=80, verbose_name="活动 utm_campaign")),
                ("content", models.CharField(blank=True, max_length=80, verbose_name="内容 utm_content")),
                ("is_active", models.BooleanField(default=True)),
                ("updated_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.AddField(
            model_name="postversion",
            name="hand_items",
            field=models.JSONField(
                db_default=models.Value([], models.JSONField()),
                default=list,
                help_text="video, audio, vote and app that a person adds at hand-over: see `content.hand_items` (C3)",
            ),
        ),
        migrations.CreateModel(
            name="WorkingCopy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "values",
                    models.JSONField(default=dict, help_text="the form's fields by name: text, category, pictures …"),
                ),
                ("steps", models.JSONField(default=list)),
                ("saved_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.weiboaccount"
                    ),
                ),
                (
                    "base",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="content.postversion",
                    ),
                ),
                (
                    "idea",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="content.idea"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="working_copies",
                        to="content.post",
                    ),
                ),
            ],
            options={
                "ordering": ["-saved_at"],
                "indexes": [models.Index(fields=["saved_at"], name="content_working_saved")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "account", "post", "idea"), name="content_working_copy", nulls_distinct=False
                    )
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.RunPython(add_presets, migrations.RunPython.noop),
    ]
