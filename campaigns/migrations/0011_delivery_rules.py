"""How long addresses are kept is a rule of the house; messages that were noted as told count as sent (P9)."""

from decimal import Decimal

from django.db import migrations
from django.db.models import F, Max


def fill(apps, schema_editor):
    claims = apps.get_model("campaigns", "Claim").objects.filter(handed_at=None)
    claims.update(handed_at=F("told_at"), handed_by=F("told_by"))
    rules = apps.get_model("campaigns", "CampaignRule").objects
    last = rules.aggregate(last=Max("position"))["last"] or 0
    rules.get_or_create(
        topic="keep_days", group="house",
        defaults={
            "number": Decimal(90), "text": "中奖者的收件信息保留 {n} 天，之后删除（最多 180 天）。",
            "source": "公司微博运营手册", "certainty": "own", "in_force": True, "blocks": False, "position": last + 1,
        },
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0010_delivery")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
