"""Samples of posts at fixed ages and of accounts by day."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SampleState(models.TextChoices):
    DUE = "due", _("待采集")
    TAKEN = "taken", _("已采集")
    MISSED = "missed", _("缺失")


class MissReason(models.TextChoices):
    """Why a count is missing."""

    LATE = "late", _("没有及时采集")
    BUDGET = "budget", _("调用次数不够")
    TOKEN = "token", _("授权失效")
    REFUSED = "refused", _("微博没有给出")
    GONE = "gone", _("微博上已不存在")


class MetricSample(models.Model):
    """Counts of one publication at one age (10 min, 1 h, 6 h, 24 h, 3 d, 7 d, 28 d). A gap stays as a `missed` row.

    The table stands in months of `due_at`, Beijing (ADR 16): whoever bounds that reads only the months that can matter.
    """

    # The unique rule below finds them.
    publication = models.ForeignKey(
        "calendar.Publication", on_delete=models.CASCADE, related_name="samples", db_index=False
    )
    age_minutes = models.PositiveIntegerField()
    # When it was published, and the age: never changes.
    due_at = models.DateTimeField()
    state = models.CharField(max_length=6, choices=SampleState, default=SampleState.DUE)
    # Of one that is due: what stood in its way so far.
    reason = models.CharField(max_length=8, choices=MissReason, blank=True, default="", db_default="")
    taken_at = models.DateTimeField(null=True)
    reposts = models.IntegerField(null=True)
    comments = models.IntegerField(null=True)
    likes = models.IntegerField(null=True)

    class Meta:
        ordering = ["publication_id", "age_minutes"]
        constraints = [
            # A table in months wants the instant in it; it follows from the other two.
            models.UniqueConstraint(fields=["publication", "age_minutes", "due_at"], name="monitoring_sample_age")
        ]
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


class AccountGap(models.Model):
    """A Beijing day on which an account's own numbers could not be read, until they are."""

    account = models.ForeignKey("accounts.WeiboAccount", on_delete=models.CASCADE, related_name="sample_gaps")
    day = models.DateField()
    reason = models.CharField(max_length=8, choices=MissReason)

    class Meta:
        ordering = ["-day"]
        constraints = [models.UniqueConstraint(fields=["day", "account"], name="monitoring_account_gap_day")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.day}"
