"""The incentive plan (A10)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Measure(models.TextChoices):
    """What an incentive plan can weigh (A10)."""

    FOLLOWER_GROWTH = "follower_growth", _("粉丝增长")
    POSTS = "posts", _("发布数")
    REPOSTS = "reposts", _("转发")
    COMMENTS = "comments", _("评论")
    RESPONSE_TIME = "response_time", _("响应时间")
    QUALITY = "quality", _("内容质量")


class IncentivePlan(models.Model):
    """One version of the incentive plan (A10): a base, a bonus at full score, and how the score is weighed.

    It holds from `valid_from`, the first of a month, until the next version; a version is never changed.
    """

    valid_from = models.DateField()
    base = models.DecimalField(_("每月基数（元）"), max_digits=9, decimal_places=2)
    bonus = models.DecimalField(_("满分奖金（元）"), max_digits=9, decimal_places=2)
    weights = models.JSONField(help_text="Measure → whole percent; together 100")
    note = models.CharField(_("说明"), max_length=200, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["valid_from"], condition=models.Q(withdrawn_at__isnull=True), name="reports_plan_one_per_month"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_from__day=1, base__gte=0, bonus__gte=0), name="reports_plan_sound"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.valid_from:%Y-%m}"

    @property
    def lines(self) -> list[tuple[str, int]]:
        """Each measure with its weight, in their order."""
        return [(str(measure.label), int(self.weights.get(measure.value, 0))) for measure in Measure]
