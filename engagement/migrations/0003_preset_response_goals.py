"""The shipped goals: 24 hours, 4 for customer service; a team edits them."""

from django.db import migrations

PRESETS = {"": 24, "customer_service": 4}


def add_presets(apps, schema_editor):
    goals = apps.get_model("engagement", "ResponseGoal")
    for kind, hours in PRESETS.items():
        goals.objects.get_or_create(account_kind=kind, defaults={"hours": hours})


class Migration(migrations.Migration):
    dependencies = [("engagement", "0002_response_goals_and_open_replies")]
    operations = [migrations.RunPython(add_presets, migrations.RunPython.noop)]
