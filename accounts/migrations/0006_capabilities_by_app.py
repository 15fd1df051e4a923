"""Each answer belongs to the app that was asked, and says whether it was asked for or learnt from a send."""

from typing import Any

from django.db import migrations, models


def name_the_app(apps: Any, schema_editor: Any) -> None:
    """Until now the app of the account's channel was asked."""
    rows = apps.get_model("accounts", "Capability").objects
    rows.filter(account__channel="commercial").update(app="commercial")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_profile_items")]
    operations = [
        migrations.AddField("capability", "app", models.CharField(default="share", max_length=12)),
        migrations.AddField(
            "capability",
            "source",
            models.CharField(
                choices=[("probed", "查询得知"), ("learnt", "从真实发送得知")], default="probed", max_length=8
            ),
        ),
        migrations.RemoveConstraint("capability", "accounts_capability_unique"),
        migrations.AddConstraint(
            "capability",
            models.UniqueConstraint(fields=("account", "app", "name"), name="accounts_capability_unique"),
        ),
        migrations.RunPython(name_the_app, migrations.RunPython.noop),
    ]
