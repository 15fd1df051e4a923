"""The window and likeness of the same-text guard over the matrix (A11, C12)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("content", "0006_channel_of_one_post")]
    operations = [
        migrations.CreateModel(
            name="SameTextRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("window_hours", models.PositiveIntegerField(default=72, verbose_name="多少小时之内")),
                ("alike_percent", models.PositiveSmallIntegerField(default=80, verbose_name="相似到百分之多少")),
                ("updated_at", models.DateTimeField()),
            ],
        )
    ]
