"""The shipped rule: an hour after each post; outside 9:00 to 18:00 the duty person. A team edits it."""

from django.db import migrations


def add_preset(apps, schema_editor):
    apps.get_model("engagement", "StayRule").objects.get_or_create(account=None, category=None)


class Migration(migrations.Migration):
    dependencies = [("engagement", "0006_stay_with_it")]
    operations = [migrations.RunPython(add_preset, migrations.RunPython.noop)]
