"""Days of mourning as data (K7): the national memorial day is on, two more are offered and off."""

import datetime as dt

from django.db import migrations

DAYS = [
    # name, first date, recurs, on, origin
    ("南京大屠杀死难者国家公祭日", dt.date(2014, 12, 13), "yearly", True, "全国人大常委会 2014 年决定"),
    ("汶川地震纪念日", dt.date(2008, 5, 12), "yearly", False, "可选预设"),
    ("清明节", dt.date(2008, 4, 4), "qingming", False, "可选预设"),
]


def plant(apps, schema_editor):
    SilenceDay = apps.get_model("calendar", "SilenceDay")
    for name, date, recurs, is_on, origin in DAYS:
        SilenceDay.objects.create(name=name, date=date, recurs=recurs, is_on=is_on, origin=origin)
    # It was a mere note on the calendar; now the day itself stands there.
    apps.get_model("calendar", "SpecialDay").objects.filter(kind="silence", name="国家公祭日").delete()


class Migration(migrations.Migration):
    dependencies = [("calendar", "0010_freeze_scopes_releases_silence_days")]
    operations = [migrations.RunPython(plant, migrations.RunPython.noop)]
