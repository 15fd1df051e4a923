"""An alert on a group of near-identical posts is joined into that of its set when both tell the same event (M4)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0011_alert_rules")]

    operations = [
        migrations.AddField(
            model_name="alert",
            name="joined",
            field=models.ForeignKey(
                help_text="the alert of the whole set that tells the same event",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="parts",
                to="monitoring.alert",
            ),
        ),
        migrations.AlterField(
            model_name="alert",
            name="closed_at",
            field=models.DateTimeField(help_text="when it had been calm for the cool-down, or was joined", null=True),
        ),
    ]
