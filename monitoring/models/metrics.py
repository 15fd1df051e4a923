"""Samples of posts at fixed ages and of accounts by day."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SampleState(models.TextChoices):
    DUE = "due", _("待采集")
    TAKEN = "taken", _("已采集")
    MISSED = "missed", _("缺失")


class MetricSample(models.Model):
    """Counts of one publication at one age (10 min, 1 h, 6 h, 24 h, 3 d, 7 d, 28 d). A gap stays as a `missed` row."""

    publication = models.ForeignKey("calendar.Publication", on_delete=models.CASCADE, related_name="samples")
    age_minutes = models.PositiveIntegerField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=6, choices=SampleState, default=SampleState.DUE)
    taken_at = models.DateTimeField(null=True)
    reposts = models.IntegerField(null=True)
    comments = models.IntegerField(null=True)
    likes = models.IntegerField(null=True)

    class Meta:
        ordering = ["publication_id", "age_minutes"]
        constraints = [models.UniqueConstraint(fields=["publication", "age_minutes"], name="monitoring_sample_age")]
        indexes = [
            # collect_due; what a day lacks (roll-up)
            models.Index(
                fields=["state", "due_at"],
                name="monitoring_sample_open",
                condition=models.Q(state__in=["due", "missed"]),
            ),
            models.Index(fields=["publication", "-taken_at"], name="monitoring_sample_latest"),  # roll-up's probe
        ]


class AccountSample(models.Model):
    """An account's own numbers on one Beijing day."""

    account = models.ForeignKey("accounts.WeiboAccount", on_delete=models.CASCADE, related_name="samples")
    day = models.DateField()
    followers = models.BigIntegerField()
    following = models.BigIntegerField(null=True)
    posts = models.BigIntegerField(null=True)
    taken_at = models.DateTimeField()

    class Meta:
        ordering = ["-day"]
        constraints = [models.UniqueConstraint(fields=["account", "day"], name="monitoring_account_sample_day")]
