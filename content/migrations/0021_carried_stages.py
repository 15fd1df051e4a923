"""A carried step knows where it was passed: those who decided there are the ones whose approval counts (K5)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("content", "0020_import_rows_exports_story_consent")]

    operations = [
        migrations.AddField(
            model_name="reviewstage",
            name="carried_from",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="content.reviewstage",
            ),
        ),
    ]
