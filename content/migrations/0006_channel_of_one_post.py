"""A post may be handed to a person, may be a repost of a relay, and keeps the reason why several accounts say it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("content", "0005_call_ideas_topics")]
    operations = [
        migrations.AddField(
            "post",
            "by_hand",
            models.BooleanField(
                default=False,
                help_text="a person publishes this one, whatever the channel of the account",
                verbose_name="改为人工发布",
            ),
        ),
        migrations.AddField(
            "post",
            "is_repost",
            models.BooleanField(
                default=False, help_text="its text goes with a repost; what is reposted stands in the relay (A11)"
            ),
        ),
        migrations.AddField(
            "post",
            "copy_reason",
            models.CharField(
                blank=True,
                default="",
                help_text="why several accounts say the same (A11, C12)",
                max_length=200,
                verbose_name="同文理由",
            ),
            preserve_default=False,
        ),
    ]
