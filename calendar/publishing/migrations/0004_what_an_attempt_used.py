"""An attempt says through which app it went and what it reposted; a slot may wait for another one."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("calendar", "0003_presets")]
    operations = [
        migrations.AddField(
            "attempt",
            "channel",
            models.CharField(blank=True, default="", help_text="the app that sent it, or hand_over", max_length=12),
            preserve_default=False,
        ),
        migrations.AddField(
            "attempt",
            "repost_of",
            models.CharField(
                blank=True,
                default="",
                help_text="the weibo_id that it reposted; empty for a post of its own",
                max_length=24,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "slot",
            "waits_for",
            models.ForeignKey(
                help_text="A11: its time is counted from this slot's publication; until then the dispatcher leaves it",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="waiting",
                to="calendar.slot",
            ),
        ),
    ]
