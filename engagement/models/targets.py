"""Five a day: whom an account follows and comments on today (E2)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

PER_DAY = 5
"""The preset of the documents."""


class TargetRule(models.Model):
    """How many people a day. The row of an account counts, else the one without, which always stands; 0: none."""

    account = models.OneToOneField(
        "accounts.WeiboAccount", null=True, blank=True, on_delete=models.CASCADE, related_name="target_rule"
    )
    per_day = models.PositiveSmallIntegerField(_("每天几位"), default=PER_DAY)
    on_rest_days = models.BooleanField(_("休息日也做"), default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                models.Value(1), condition=models.Q(account__isnull=True), name="engagement_target_rule_general"
            ),
            models.CheckConstraint(condition=models.Q(per_day__lte=20), name="engagement_target_rule_most"),
        ]


class TargetState(models.TextChoices):
    RESERVE = "reserve", _("候补")
    OPEN = "open", _("待互动")
    DONE = "done", _("已完成")
    SKIPPED = "skipped", _("已换人")


class Target(models.Model):
    """One person of one day: done when he was followed and commented on. `reasons` are `choosing.Reason`s as lists.

    The name and words stand in columns that can be erased, never in `__str__`, which the audit log keeps.
    """

    account = models.ForeignKey("accounts.WeiboAccount", on_delete=models.CASCADE, related_name="targets")
    day = models.DateField()
    uid = models.CharField(max_length=24)
    name = models.CharField(max_length=80)
    reasons = models.JSONField(default=list)
    score = models.FloatField(default=0)
    followers = models.PositiveIntegerField(null=True)
    post_text = models.CharField(max_length=300, blank=True)
    post_url = models.CharField(max_length=300, blank=True)
    post_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, choices=TargetState, default=TargetState.OPEN)
    followed_at = models.DateTimeField(null=True)
    followed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    commented_at = models.DateTimeField(null=True)
    commented_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    proof = models.CharField(max_length=300, blank=True, help_text="the link of the comment, or its words")
    skipped_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True, help_text="why somebody else was taken")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["account_id", "day", "-score", "pk"]
        constraints = [models.UniqueConstraint(fields=["account", "day", "uid"], name="engagement_target_once")]
        indexes = [
            models.Index(fields=["day", "account"], name="engagement_target_day"),  # the page, figures of weeks
            models.Index(fields=["uid", "day"], name="engagement_target_person"),  # not again so soon; erasing
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
