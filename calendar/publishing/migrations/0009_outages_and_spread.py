"""Outages as rows, spread minutes (K6), and a published slot that nobody changes any more."""

from django.db import migrations, models

FORWARD = """
CREATE FUNCTION calendar_slot_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a published slot is immutable' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER calendar_slot_published_stays BEFORE UPDATE ON calendar_slot FOR EACH ROW
    WHEN (OLD.state = 'published' AND (OLD.state, OLD.scheduled_at, OLD.spread_seconds, OLD.post_id, OLD.account_id)
        IS DISTINCT FROM (NEW.state, NEW.scheduled_at, NEW.spread_seconds, NEW.post_id, NEW.account_id))
    EXECUTE FUNCTION calendar_slot_stays();
"""
BACKWARD = """
DROP TRIGGER calendar_slot_published_stays ON calendar_slot;
DROP FUNCTION calendar_slot_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("calendar", "0008_hand_overs"), ("content", "0008_late_rules")]
    operations = [
        migrations.CreateModel(
            "Outage",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("started_at", models.DateTimeField(help_text="the last sign of life before it")),
                ("ended_at", models.DateTimeField(help_text="when it was heard again", null=True)),
                ("told_at", models.DateTimeField(help_text="when people were told what it made miss", null=True)),
            ],
            {
                "ordering": ["-started_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("ended_at",),
                        name="calendar_outage_one_open",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.AddField(
            "policy",
            "spread_minutes",
            models.PositiveSmallIntegerField(default=0, help_text="0 表示准点（K6）", verbose_name="随机错开（分钟）"),
        ),
        migrations.AddField(
            "policypreset",
            "spread_minutes",
            models.PositiveSmallIntegerField(default=0, help_text="0 表示准点（K6）", verbose_name="随机错开（分钟）"),
        ),
        migrations.AddField(
            "slot",
            "spread_seconds",
            models.PositiveIntegerField(
                db_default=0,
                default=0,
                help_text=(
                    "K6: drawn once when it was placed; `scheduled_at`, which the dispatcher keeps, is so much after "
                    "the planned minute. 0: to the minute"
                ),
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
