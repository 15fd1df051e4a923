"""P7, P10: a post of a campaign that is no longer on Weibo is marked."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0015_judging_is_filed")]
    operations = [
        migrations.AddField("campaignpost", "gone_at", models.DateTimeField(blank=True, null=True)),
    ]
