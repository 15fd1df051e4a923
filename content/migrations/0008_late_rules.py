"""Lateness by category: what a slot gets when it is placed. Greetings are a category of their own: late they are silly."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

PRESETS = [
    # slug, minutes as shipped so far, rule, minutes
    ("timely", 30, "send", 10),
    ("notice", 30, "send", 10),
    ("information", 30, "send", 10),
    ("knowledge", 180, "send", 240),
    ("lesson", 180, "send", 240),
    ("campaign", 60, "ask", 60),
]
GREETING = {
    "name": "早晚问候",
    "colour": 6,
    "late_rule": "skip",
    "late_minutes": 0,
    "preset": "greeting",
    "is_active": False,
    "position": 15,
}


def set_rules(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Only where nobody has changed what was shipped."""
    category = apps.get_model("content", "Category")
    for slug, shipped, rule, minutes in PRESETS:
        category.objects.filter(slug=slug, late_minutes=shipped).update(late_rule=rule, late_minutes=minutes)
    if not category.objects.filter(name=GREETING["name"]).exists():
        category.objects.get_or_create(slug="greeting", defaults=GREETING)


class Migration(migrations.Migration):
    dependencies = [("content", "0007_same_text_rule")]
    operations = [
        migrations.AddField(
            "category",
            "late_rule",
            models.CharField(
                choices=[("send", "限时内补发"), ("skip", "错过不发"), ("ask", "错过后询问")],
                default="send",
                max_length=5,
                verbose_name="迟发规则",
            ),
        ),
        migrations.RunPython(set_rules, migrations.RunPython.noop),
    ]
