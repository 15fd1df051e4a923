"""What a read of the inbox could not reach is read on (M2, E1)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("engagement", "0014_five_a_day"),
    ]

    operations = [
        migrations.AddField(
            model_name="inboxcursor",
            name="holes",
            field=models.JSONField(default=list, help_text="[since_id, max_id] not reached yet; newest first"),
        ),
    ]
