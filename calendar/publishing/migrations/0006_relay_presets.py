"""The shipped ways in which accounts follow each other (A11). Data, edited in the browser."""

from typing import Any

from django.db import migrations

PRESETS = [
    (
        "母号先发，品牌随后，区域收尾",
        "S1.3",
        10,
        [
            {"kinds": ["brand", "product", "mascot"], "what": "repost", "offset": 20, "spread": 20},
            {"kinds": ["leader", "expert", "employee"], "what": "repost", "offset": 60, "spread": 40},
            {"kinds": ["region", "department", "fan_club"], "what": "repost", "offset": 120, "spread": 60},
            {"kinds": [], "what": "repost", "offset": 180, "spread": 120},
        ],
    ),
    (
        "一天接力",
        "S1.3",
        30,
        [
            {"kinds": ["brand", "product"], "what": "repost", "offset": 60, "spread": 60},
            {"kinds": [], "what": "repost", "offset": 240, "spread": 240},
        ],
    ),
    (
        "各说各话，错开发布",
        "S1.3",
        20,
        [{"kinds": [], "what": "own", "offset": 30, "spread": 150}],
    ),
]


def plant(apps: Any, schema_editor: Any) -> None:
    rows = apps.get_model("calendar", "RelayPreset").objects
    for number, (name, source, gap, waves) in enumerate(PRESETS):
        rows.create(name=name, source=source, min_gap_minutes=gap, waves=waves, is_default=number == 0)


class Migration(migrations.Migration):
    dependencies = [("calendar", "0005_relays")]
    operations = [migrations.RunPython(plant, migrations.RunPython.noop)]
