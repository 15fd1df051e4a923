"""The Missed box and its sweep find their rows among any number of others."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("calendar", "0014_silence_days_are_freezes")]
    operations = [
        migrations.AddIndex(
            "slot",
            models.Index(condition=models.Q(("state", "missed")), fields=["scheduled_at"], name="calendar_slot_missed"),
        )
    ]
