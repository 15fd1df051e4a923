"""The incentive plan and what it came to, month by month (A10)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.dates import Month, month_of


class Measure(models.TextChoices):
    """What an incentive plan can weigh (A10)."""

    FOLLOWER_GROWTH = "follower_growth", _("粉丝增长")
    POSTS = "posts", _("发布数")
    REPOSTS = "reposts", _("转发")
    COMMENTS = "comments", _("评论")
    RESPONSE_TIME = "response_time", _("响应时间")
    QUALITY = "quality", _("内容质量")


TARGETS = {
    "follower_growth": 500, "posts": 40, "reposts": 200, "comments": 200, "response_time": 60, "quality": 4,
}  # fmt: skip
"""Preset: what earns the full score in a month: followers, posts, reposts, comments, working minutes, points of 5."""


def preset_targets() -> dict[str, float]:
    """A copy of the preset."""
    return dict(TARGETS)


class IncentivePlan(models.Model):
    """One version of the incentive plan (A10): a base, a bonus at full score, and how the score is weighed.

    It holds from `valid_from`, the first of a month, until the next version; a version is never changed.
    """

    valid_from = models.DateField()
    base = models.DecimalField(_("每月基数（元）"), max_digits=9, decimal_places=2)
    bonus = models.DecimalField(_("满分奖金（元）"), max_digits=9, decimal_places=2)
    weights = models.JSONField(help_text="Measure → whole percent; together 100")
    targets = models.JSONField(default=preset_targets, help_text="Measure → what earns its full score in a month")
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
    def lines(self) -> list[tuple[str, int, float]]:
        """Each measure with its weight and its target, in their order."""
        return [
            (str(measure.label), int(self.weights.get(measure.value, 0)), self.targets[measure.value])
            for measure in Measure
        ]


class IncentiveStatement(models.Model):
    """What a month came to for one person. The database refuses every change; corrections are lines beside it."""

    month = models.DateField(help_text="its first day")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="incentive_statements")
    plan = models.ForeignKey(IncentivePlan, on_delete=models.PROTECT, related_name="statements")
    data = models.JSONField(help_text="`reports.incentive.as_stored`: base, bonus, lines with the rows they came from")
    total = models.DecimalField(max_digits=11, decimal_places=2)
    finalised_at = models.DateTimeField()
    finalised_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-month", "person__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "month"], name="reports_statement_one"),
            models.CheckConstraint(condition=models.Q(month__day=1), name="reports_statement_month"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.person}"

    @property
    def in_month(self) -> Month:
        """Its month."""
        return month_of(self.month)


class IncentiveCorrection(models.Model):
    """A line that is added to a statement after it was made final. Never changed, never removed."""

    statement = models.ForeignKey(IncentiveStatement, on_delete=models.PROTECT, related_name="corrections")
    amount = models.DecimalField(_("金额（元）"), max_digits=9, decimal_places=2)
    reason = models.CharField(_("理由"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~models.Q(amount=0), name="reports_correction_counts")]

    def __str__(self) -> str:
        return f"{self.statement}: {self.amount}"


class IncentiveDispute(models.Model):
    """What a person holds against his statement, and what he was answered."""

    statement = models.ForeignKey(IncentiveStatement, on_delete=models.PROTECT, related_name="disputes")
    about = models.CharField(_("关于哪一项"), max_length=20, choices=Measure, blank=True)
    text = models.TextField(_("哪里不对"), max_length=1000)
    at = models.DateTimeField()
    answer = models.TextField(_("答复"), max_length=1000, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.statement}: {self.text[:20]}"
