"""Times in which nobody sent: what the Missed box groups by."""

from django.db import models


class Outage(models.Model):
    """The sender was silent from `started_at`; without `ended_at` it still is. Written by `services.outages`."""

    started_at = models.DateTimeField(help_text="the last sign of life before it")
    ended_at = models.DateTimeField(null=True, help_text="when it was heard again")
    told_at = models.DateTimeField(null=True, help_text="when people were told what it made miss")

    class Meta:
        ordering = ["-started_at"]
        constraints = [
            # one open outage at a time, whoever watches
            models.UniqueConstraint(
                fields=["ended_at"],
                condition=models.Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="calendar_outage_one_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.started_at:%m-%d %H:%M}"
