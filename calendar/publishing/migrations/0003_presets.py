"""The shipped presets of K1 (slots), K2 and K4 (policies), K3 (golden windows) and K7 (special days). Data, edited in the browser."""

import datetime as dt

from django.db import migrations

SLOTS = [
    (
        "文档周计划",
        "S1.8",
        [[day, time] for day in (0, 1, 4) for time in ("11:00", "17:00")]
        + [[day, time] for day in (2, 3) for time in ("10:00", "11:00", "14:00", "17:00")],
    ),
]
POLICIES = [
    # name, source, least a day, most a day, minutes between
    ("每天 5 至 10 条，间隔 1 小时以上", "S1.5", 5, 10, 60),
    ("每天 4 至 6 条，间隔 2 小时以上", "S1.6", 4, 6, 120),
    ("每天至少 7 条", "S1.4", 7, None, None),
]
WINDOWS = [
    # name, on working days, only this weekday, from, to, source
    ("工作日晚间", True, None, "18:00", "23:00", "S1.1"),
    ("上班时", True, None, "09:00", "10:00", "S1.5"),
    ("午休", True, None, "12:00", "13:30", "S1.5"),
    ("下午四点后", True, None, "16:00", "18:00", "S1.5"),
    ("晚八点", True, None, "20:00", "21:00", "S1.5"),
    ("周三更活跃", True, 2, "09:00", "23:00", "S1.1"),
    ("周四更活跃", True, 3, "09:00", "23:00", "S1.1"),
    ("周末午后", False, None, "13:00", "14:00", "S1.1"),
    ("周末傍晚", False, None, "17:00", "20:00", "S1.1"),
]
EVERY_YEAR = [
    (1, 1, "元旦", "festival"),
    (2, 14, "情人节", "marketing"),
    (3, 8, "妇女节", "festival"),
    (3, 15, "3·15 消费者权益日", "watch"),
    (4, 23, "世界读书日", "marketing"),
    (5, 1, "劳动节", "festival"),
    (5, 4, "青年节", "festival"),
    (5, 20, "520", "marketing"),
    (6, 1, "儿童节", "festival"),
    (6, 18, "618", "marketing"),
    (9, 10, "教师节", "festival"),
    (10, 1, "国庆节", "festival"),
    (11, 11, "双11", "marketing"),
    (12, 12, "双12", "marketing"),
    (12, 13, "国家公祭日", "silence"),
    (12, 24, "平安夜", "marketing"),
]
OF_A_YEAR = {
    2026: [
        (2, 16, "除夕"), (2, 17, "春节"), (3, 3, "元宵节"), (4, 5, "清明节"), (5, 10, "母亲节"), (6, 19, "端午节"),
        (6, 21, "父亲节"), (8, 19, "七夕"), (9, 25, "中秋节"), (10, 18, "重阳节"), (12, 22, "冬至"),
    ],
    2027: [
        (2, 5, "除夕"), (2, 6, "春节"), (2, 20, "元宵节"), (4, 5, "清明节"), (5, 9, "母亲节"), (6, 9, "端午节"),
        (6, 20, "父亲节"), (8, 8, "七夕"), (9, 15, "中秋节"), (10, 8, "重阳节"), (12, 22, "冬至"),
    ],
}  # fmt: skip


def plant(apps, schema_editor):
    SlotPreset = apps.get_model("calendar", "SlotPreset")
    PolicyPreset = apps.get_model("calendar", "PolicyPreset")
    GoldenWindow = apps.get_model("calendar", "GoldenWindow")
    SpecialDay = apps.get_model("calendar", "SpecialDay")
    for name, source, times in SLOTS:
        SlotPreset.objects.create(name=name, source=source, times=times, is_default=True)
    for position, (name, source, least, most, gap) in enumerate(POLICIES):
        PolicyPreset.objects.create(
            name=name, source=source, min_per_day=least, max_per_day=most, min_gap_minutes=gap, is_default=not position
        )
    for name, on_workdays, weekday, starts, ends, source in WINDOWS:
        GoldenWindow.objects.create(
            name=name,
            on_workdays=on_workdays,
            weekday=weekday,
            starts=dt.time.fromisoformat(starts),
            ends=dt.time.fromisoformat(ends),
            source=source,
        )
    for year, moving in OF_A_YEAR.items():
        for month, day, name, kind in EVERY_YEAR:
            SpecialDay.objects.create(date=dt.date(year, month, day), name=name, kind=kind)
        for month, day, name in moving:
            SpecialDay.objects.create(date=dt.date(year, month, day), name=name, kind="festival")


class Migration(migrations.Migration):
    dependencies = [("calendar", "0002_presets_hand_over_and_held_by")]
    operations = [migrations.RunPython(plant, migrations.RunPython.noop)]
