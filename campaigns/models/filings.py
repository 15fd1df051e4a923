"""Every step of a filing with the platform, kept with the record that was filed (P6)."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaigns.models.campaigns import Campaign


class FilingStep(models.TextChoices):
    """What happened. `void`: what had been filed was changed afterwards."""

    TO_FILE = "to_file", _("待备案")
    NOT_NEEDED = "not_needed", _("无需备案")
    FILED = "filed", _("已备案")
    ANSWERED = "answered", _("已批复")
    VOID = "void", _("备案失效")


class Filing(models.Model):
    """One step. `snapshot` is the record as it stood then, `record_hash` its hash; never changed afterwards."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="filings")
    step = models.CharField(max_length=10, choices=FilingStep)
    reference = models.CharField(max_length=60, blank=True)
    filed_on = models.DateField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    changes = models.JSONField(default=list)
    """Of a void: which parts of the record were changed."""
    snapshot = models.JSONField()
    record_hash = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]

    PARTS: ClassVar[dict[str, Promise]] = {
        "name": _("活动名称"),
        "kind": _("活动类型"),
        "starts_at": _("开始时间"),
        "ends_at": _("结束时间"),
        "draws_at": _("开奖时间"),
        "claim_days": _("领奖期限"),
        "on_platform_tool": _("是否用官方工具"),
        "picking": _("怎样产生获奖者"),
        "combine": _("条件关系"),
        "conditions": _("参与条件"),
        "prizes": _("奖品"),
        "contact": _("主办方和联系方式"),
        "rules_text": _("活动规则"),
        "judging": _("参与怎样判定"),
    }

    def __str__(self) -> str:
        return f"{self.get_step_display()} {self.reference}"

    @property
    def changed_parts(self) -> list[Promise | str]:
        """What was changed, in words."""
        return [self.PARTS.get(name, name) for name in self.changes]
