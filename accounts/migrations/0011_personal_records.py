"""Personal data of outsiders: sealed, for a purpose, until a day."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0010_external_identities")]
    operations = [
        migrations.CreateModel(
            name="PersonalRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject", models.CharField(help_text="whose, as an id: campaigns.entry:17", max_length=80)),
                ("purpose", models.CharField(max_length=40, verbose_name="用途")),
                ("ciphertext", models.BinaryField()),
                ("keep_until", models.DateField(verbose_name="保留到")),
                ("created_at", models.DateTimeField()),
                ("erased_at", models.DateTimeField(null=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [
                    models.Index(fields=["subject"], name="accounts_personal_subject"),
                    models.Index(
                        condition=models.Q(("erased_at__isnull", True)),
                        fields=["keep_until"],
                        name="accounts_personal_due",
                    ),
                ],
            },
        ),
    ]
