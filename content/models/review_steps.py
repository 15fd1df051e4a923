"""How review goes (K5): steps with who decides, risks that ask for a further step, and who stands in for whom."""

import datetime as dt

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class StepNeed(models.TextChoices):
    """How many of those asked have to approve."""

    ANY = "any", _("任意一人通过")
    ALL = "all", _("所有人都通过")
    COUNT = "count", _("若干人通过")


class Restart(models.TextChoices):
    """Where a new version begins after somebody asked for changes."""

    FIRST = "first", _("从第一步重新审核")
    ASKING = "asking", _("从要求修改的那一步接着审核")


OWNER = "owner"
"""Beside the roles of grants: whoever is in charge of the account."""


class RiskRule(models.Model):
    """What makes a post risky: a word of its text, its category, or the kind of its campaign. One of them is enough.

    `[数字]` in a word stands for any number. What `except_words` cover does not count.
    """

    name = models.CharField(_("名称"), max_length=30, unique=True)
    reason = models.CharField(_("为什么要多审一步"), max_length=200)
    words = ArrayField(models.CharField(max_length=40), verbose_name=_("词语"), default=list, blank=True)
    except_words = ArrayField(models.CharField(max_length=40), verbose_name=_("不算的词"), default=list, blank=True)
    categories = models.ManyToManyField("content.Category", verbose_name=_("分类"), blank=True, related_name="+")
    campaign_kinds = ArrayField(models.CharField(max_length=20), verbose_name=_("活动类型"), default=list, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(_("使用中"), default=True)
    source = models.CharField(
        max_length=20, blank=True, default="", db_default="", help_text="key of `content.contributions.RISKS`"
    )

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class ReviewStep(models.Model):
    """One step of review. Without `kinds` it is for every account, without `risks` for every post; without `roles` and
    `people` whoever may review decides. A step in use is never deleted, only switched off."""

    name = models.CharField(_("名称"), max_length=30)
    position = models.PositiveSmallIntegerField(_("顺序"), default=1)
    kinds = ArrayField(models.CharField(max_length=20), verbose_name=_("账号类型"), default=list, blank=True)
    risks = models.ManyToManyField(RiskRule, verbose_name=_("只在有这些风险时"), blank=True, related_name="steps")
    need = models.CharField(_("怎样算通过"), max_length=5, choices=StepNeed, default=StepNeed.ANY)
    count = models.PositiveSmallIntegerField(_("人数"), default=1)
    roles = ArrayField(models.CharField(max_length=40), verbose_name=_("在账号上的角色"), default=list, blank=True)
    people = models.ManyToManyField(settings.AUTH_USER_MODEL, verbose_name=_("指定的人"), blank=True, related_name="+")
    outside = models.PositiveSmallIntegerField(_("还要几位外部审核人同意"), default=0, db_default=0)
    outside_people = ArrayField(
        models.CharField(max_length=280),
        verbose_name=_("指定的外部审核人"),
        default=list,
        db_default=models.Value([], ArrayField(models.CharField(max_length=280))),
        blank=True,
        help_text="name <mail>; empty: whomever a colleague asks",
    )
    fresh_eyes = models.BooleanField(_("不能与前面各步是同一人"), default=True)
    hours = models.PositiveSmallIntegerField(_("限时（工作小时）"), null=True, blank=True)
    remind_hours = models.PositiveSmallIntegerField(_("到期前多久提醒（工作小时）"), null=True, blank=True)
    escalate_hours = models.PositiveSmallIntegerField(_("逾期多久上报（工作小时）"), null=True, blank=True)
    escalate_roles = ArrayField(models.CharField(max_length=40), verbose_name=_("上报给角色"), default=list, blank=True)
    escalate_people = models.ManyToManyField(
        settings.AUTH_USER_MODEL, verbose_name=_("上报给"), blank=True, related_name="+"
    )
    is_active = models.BooleanField(_("使用中"), default=True)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class ReviewRules(models.Model):
    """One row for the company; without one the defaults hold."""

    restart = models.CharField(_("修改后从哪一步开始"), max_length=7, choices=Restart, default=Restart.FIRST)
    valid_days = models.PositiveSmallIntegerField(_("通过后多少天内有效"), null=True, blank=True)
    day_starts = models.TimeField(_("上班"), default=dt.time(9, 0))
    day_ends = models.TimeField(_("下班"), default=dt.time(18, 0))
    lunch_starts = models.TimeField(_("午休开始"), null=True, blank=True, default=dt.time(12, 0))
    lunch_ends = models.TimeField(_("午休结束"), null=True, blank=True, default=dt.time(13, 0))
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.restart} {self.valid_days}"


class ReviewDeputy(models.Model):
    """`deputy` decides for `absent` on the days from `starts_on` to `ends_on`, both included."""

    absent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="review_deputies")
    deputy = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="stands_in_reviews")
    starts_on = models.DateField(_("从"))
    ends_on = models.DateField(_("到"))
    note = models.CharField(_("说明"), max_length=100, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, help_text="taken back before its time")

    class Meta:
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(absent=models.F("deputy")), name="content_deputy_is_another"),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="content_deputy_ends_after"
            ),
        ]
        indexes = [
            # who stands in for whom today
            models.Index(fields=["ends_on"], name="content_deputy_live", condition=models.Q(ended_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.deputy} → {self.absent}"
