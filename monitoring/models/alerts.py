"""Alerts: what was raised, what became new about it, and by which rule a set is watched (M4)."""

from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class AlertState(models.TextChoices):
    OPEN = "open", _("待处理")
    CONFIRMED = "confirmed", _("已确认")
    DISMISSED = "dismissed", _("已忽略")


class Sensitivity(models.TextChoices):
    """How far from the usual a count must lie; the figures behind stand in `watch.spikes`."""

    LOW = "low", _("迟钝：只报明显的")
    NORMAL = "normal", _("适中")
    HIGH = "high", _("灵敏：宁可多报")


class NewsKind(models.TextChoices):
    """What became new about an alert; nothing else is told twice."""

    RAISED = "raised", _("发出预警")
    WORSE = "worse", _("严重程度上升")
    FASTER = "faster", _("速度翻倍")
    BIG = "big", _("有认证大号加入")
    DARKER = "darker", _("负面比例上升")
    ESCALATED = "escalated", _("无人接手，已升级")


def short_windows() -> list[int]:
    return [10, 20, 60]


class AlertRule(models.Model):
    """How a set is watched and whom it tells. A set without a row is watched by the presets below."""

    keyword_set = models.OneToOneField(
        "monitoring.KeywordSet", on_delete=models.CASCADE, related_name="alert_rule", primary_key=True
    )
    sensitivity = models.CharField(_("灵敏度"), max_length=8, choices=Sensitivity, default=Sensitivity.NORMAL)
    windows = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("短窗口（分钟）"), default=short_windows)
    slow_hours = models.PositiveSmallIntegerField(
        _("长窗口（小时）"), default=12, validators=[MinValueValidator(2), MaxValueValidator(48)]
    )
    cooldown_minutes = models.PositiveSmallIntegerField(
        _("冷却（分钟）"), default=120, validators=[MinValueValidator(10), MaxValueValidator(2880)]
    )
    quiet_from = models.TimeField(_("免打扰开始"), null=True, blank=True)
    quiet_to = models.TimeField(_("免打扰结束"), null=True, blank=True)
    breaks_quiet = models.PositiveSmallIntegerField(
        _("达到此级别仍通知"), default=7, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )
    duty = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("值班人"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    people = models.ManyToManyField(settings.AUTH_USER_MODEL, verbose_name=_("同时通知"), blank=True, related_name="+")
    by_mail = models.BooleanField(_("发邮件"), default=True)
    by_robots = models.BooleanField(_("发到群机器人和 webhook"), default=True)
    escalate_minutes = models.PositiveSmallIntegerField(
        _("无人接手多久升级（分钟）"), default=30, validators=[MinValueValidator(5), MaxValueValidator(1440)]
    )
    escalate_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("升级给"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    def __str__(self) -> str:
        return str(self.keyword_set)


class Alert(models.Model):
    """A set catches clearly more than usual (M4). Explainable: the numbers stand in the row.

    Live until `closed_at`: one live alert per set and group of near-identical posts takes all that follows.
    """

    keyword_set = models.ForeignKey("monitoring.KeywordSet", on_delete=models.CASCADE, related_name="alerts")
    group_id = models.BigIntegerField(null=True, help_text="of near-identical posts; empty: the set as a whole")
    # The loudest window so far.
    window_start = models.DateTimeField()
    window_end = models.DateTimeField()
    count = models.IntegerField()
    usual_low = models.FloatField()
    usual_high = models.FloatField()
    severity = models.PositiveSmallIntegerField(default=1)
    negative_share = models.PositiveSmallIntegerField(null=True, help_text="percent of those judged; empty: unknown")
    reach = models.BigIntegerField(null=True, help_text="followers of those who spoke; empty: unknown")
    facts = models.JSONField(
        default=dict, help_text="median, threshold, samples, leading words and authors, what was told"
    )
    first_spike_at = models.DateTimeField(null=True, help_text="end of the first window that stood out")
    last_spike_at = models.DateTimeField(null=True, help_text="end of the last window that stood out")
    state = models.CharField(max_length=10, choices=AlertState, default=AlertState.OPEN)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    acknowledged_at = models.DateTimeField(null=True)
    handled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    handled_at = models.DateTimeField(null=True)
    reason = models.CharField(_("忽略的原因"), max_length=200, blank=True)
    closed_at = models.DateTimeField(null=True, help_text="when it had been calm for the cool-down, or was joined")
    joined = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.SET_NULL,
        related_name="parts",
        help_text="the alert of the whole set that tells the same event",
    )
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["keyword_set", "group_id"],
                condition=models.Q(closed_at=None),
                nulls_distinct=False,
                name="monitoring_alert_live",
            )
        ]
        indexes = [
            models.Index(fields=["-id"], name="monitoring_alert_open", condition=models.Q(state="open")),
            # workbench count and the page's first box
            models.Index(fields=["keyword_set", "-created_at"], name="monitoring_alert_of_set"),  # a set's past
        ]

    def __str__(self) -> str:
        return f"{self.keyword_set} {self.window_start:%m-%d %H:%M}"

    @property
    def minutes(self) -> int:
        """Length of the loudest window."""
        return round((self.window_end - self.window_start) / timedelta(minutes=1))


class AlertNews(models.Model):
    """One new fact about an alert, told once. `due_at` waits for the end of quiet hours; empty: told or over."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="news")
    kind = models.CharField(max_length=10, choices=NewsKind)
    severity = models.PositiveSmallIntegerField()
    params = models.JSONField(default=dict, help_text="the numbers of the sentence")
    at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "alert news"
        indexes = [
            # the sweep that tells
            models.Index(fields=["due_at"], name="monitoring_news_due", condition=models.Q(due_at__isnull=False))
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
