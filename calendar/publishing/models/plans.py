"""Slot plans (K1), policies (K2), golden windows (K3): data that the team edits."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SlotPlan(models.Model):
    """The weekly times at which an account publishes (K1)."""

    account = models.OneToOneField("accounts.WeiboAccount", on_delete=models.CASCADE, related_name="slot_plan")
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.account)


class SlotTime(models.Model):
    """One weekly time of a plan, in Beijing's wall clock."""

    plan = models.ForeignKey(SlotPlan, on_delete=models.CASCADE, related_name="times")
    weekday = models.PositiveSmallIntegerField(help_text="0 Monday … 6 Sunday")
    time = models.TimeField()

    class Meta:
        ordering = ["weekday", "time"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "weekday", "time"], name="calendar_slot_time_unique"),
            models.CheckConstraint(condition=models.Q(weekday__lte=6), name="calendar_slot_time_weekday"),
        ]


class Policy(models.Model):
    """How often an account publishes (K2). Breaking it is shown before saving and needs a reason."""

    account = models.OneToOneField("accounts.WeiboAccount", on_delete=models.CASCADE, related_name="policy")
    name = models.CharField(_("名称"), max_length=60)
    min_per_day = models.PositiveSmallIntegerField(_("每天至少"), null=True, blank=True)
    max_per_day = models.PositiveSmallIntegerField(_("每天至多"), null=True, blank=True)
    min_gap_minutes = models.PositiveSmallIntegerField(_("最小间隔（分钟）"), null=True, blank=True)
    burst_posts = models.PositiveSmallIntegerField(_("连发上限（条）"), default=3, help_text=_("时限内最多几条（K4）"))
    burst_minutes = models.PositiveSmallIntegerField(_("连发时限（分钟）"), default=30)
    spread_minutes = models.PositiveSmallIntegerField(_("随机错开（分钟）"), default=0, help_text=_("0 表示准点（K6）"))

    def __str__(self) -> str:
        return self.name


class SlotPreset(models.Model):
    """A ready-made slot plan of the document (K1). `times` holds [weekday, "HH:MM"] pairs, 0 Monday … 6 Sunday."""

    name = models.CharField(_("名称"), max_length=60, unique=True)
    source = models.CharField(_("出处"), max_length=40, blank=True)
    times = models.JSONField(default=list)
    is_default = models.BooleanField(_("默认"), default=False)

    class Meta:
        ordering = ["-is_default", "pk"]

    def __str__(self) -> str:
        return self.name


class PolicyPreset(models.Model):
    """A ready-made policy of the document (K2) with the burst limit of K4."""

    name = models.CharField(_("名称"), max_length=60, unique=True)
    source = models.CharField(_("出处"), max_length=40, blank=True)
    min_per_day = models.PositiveSmallIntegerField(_("每天至少"), null=True, blank=True)
    max_per_day = models.PositiveSmallIntegerField(_("每天至多"), null=True, blank=True)
    min_gap_minutes = models.PositiveSmallIntegerField(_("最小间隔（分钟）"), null=True, blank=True)
    burst_posts = models.PositiveSmallIntegerField(_("连发上限（条）"), default=3)
    burst_minutes = models.PositiveSmallIntegerField(_("连发时限（分钟）"), default=30)
    spread_minutes = models.PositiveSmallIntegerField(_("随机错开（分钟）"), default=0, help_text=_("0 表示准点（K6）"))
    is_default = models.BooleanField(_("默认"), default=False)

    class Meta:
        ordering = ["-is_default", "pk"]

    def __str__(self) -> str:
        return self.name


class GoldenWindow(models.Model):
    """Times at which people are livelier (K3), shown on the calendar."""

    name = models.CharField(_("名称"), max_length=60)
    on_workdays = models.BooleanField(_("工作日"), default=True)
    weekday = models.PositiveSmallIntegerField(
        _("仅限周几"), null=True, blank=True, help_text="0 Monday … 6 Sunday; empty: every working (or free) day"
    )
    starts = models.TimeField()
    ends = models.TimeField()
    source = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["-on_workdays", "starts"]
