from django.db import migrations

# Two lists every half hour are 96 calls a day, and listening may use 60: the afternoon was not heard. What has another
# rhythm than the preset was set by a person and stays.
RHYTHM = """
UPDATE monitoring_source SET interval_minutes = {new} * interval_minutes / {old}
WHERE kind IN ('mentions', 'comments') AND interval_minutes = 30 * {old}
    OR kind IN ('reposts', 'own') AND interval_minutes = 120 * {old}
"""


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0026_samples_by_month")]

    operations = [migrations.RunSQL(RHYTHM.format(new=2, old=1), RHYTHM.format(new=1, old=2))]
