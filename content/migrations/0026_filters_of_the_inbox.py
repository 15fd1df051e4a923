"""Filters are kept for the inbox, too; promises of money to customers are a risk (E1, K5)."""

from django.conf import settings
from django.db import migrations, models

WORDS = [
    "赔偿", "补偿", "赔付", "赔您", "退一赔", "假一赔", "全额退款", "全额退", "免单", "免费换新", "免费更换", "双倍返还", "承担全部",
    "误工费", "医药费", "精神损失",
]  # fmt: skip


def fill(apps, schema_editor):
    risk = apps.get_model("content", "RiskRule")
    reason = "像是承诺赔偿或退款，须确认有权限这样答应。"
    defaults = {"reason": reason, "words": WORDS, "except_words": ["不予赔偿"], "position": risk.objects.count() + 1}
    risk.objects.get_or_create(name="承诺赔偿", defaults=defaults)


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0025_risks_told_by_others"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="savedfilter",
            name="content_saved_filter_name",
        ),
        migrations.AddField(
            model_name="savedfilter",
            name="place",
            field=models.CharField(
                choices=[("library", "Library"), ("inbox", "Inbox")],
                db_default="library",
                default="library",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="savedfilter",
            constraint=models.UniqueConstraint(fields=("owner", "place", "name"), name="content_saved_filter_name"),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=False),
    ]
