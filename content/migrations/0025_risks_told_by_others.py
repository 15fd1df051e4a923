"""A risk may be told by a higher layer; statements in a crisis pass a second person of a step of their own (M5)."""

from django.db import migrations, models


def fill(apps, schema_editor):
    step, risk = apps.get_model("content", "ReviewStep"), apps.get_model("content", "RiskRule")
    row, _new = risk.objects.get_or_create(
        name="危机声明",
        defaults={"reason": "是危机案件的对外声明，须由两个人先后通过。", "position": 6, "source": "crisis"},
    )
    extra = step.objects.create(name="危机声明复核", position=3)
    extra.risks.add(row)


class Migration(migrations.Migration):
    dependencies = [("content", "0024_near_by_index")]
    operations = [
        migrations.AddField(
            model_name="riskrule",
            name="source",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="key of `content.contributions.RISKS`",
                max_length=20,
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=False),
    ]
