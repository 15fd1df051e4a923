"""What somebody was found able to do, by whom, and until when (A7)."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Skill(models.TextChoices):
    """The skill areas of A7 (S1.4)."""

    PSYCHOLOGY = "psychology", _("传播心理")
    COPYWRITING = "copywriting", _("文案写作")
    PICTURES = "pictures", _("图片与多媒体")
    PLANNING = "planning", _("创意策划")
    DATA = "data", _("数据分析")
    LEARNING = "learning", _("快速学习")
    INDUSTRY = "industry", _("行业知识")


class Temperament(models.TextChoices):
    """How somebody answers an angry customer."""

    STEADY = "steady", _("沉稳，能化解")
    ADEQUATE = "adequate", _("能按规范应对")
    HASTY = "hasty", _("容易急躁")


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def valid_at(self, at: dt.datetime) -> "AssessmentQuerySet":
        """Passed, the pledge given, running, not withdrawn."""
        running = self.filter(assessed_at__lte=at, valid_until__gt=at)
        return running.filter(passed=True, pledged=True, withdrawn_at__isnull=True)


class Assessment(models.Model):
    """One assessment of an operator (A7). Kept for good: a new one is a new row."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="assessments")
    skills = models.JSONField(default=dict, help_text="Skill → 1 to 5")
    temperament = models.CharField(_("被投诉时的表现"), max_length=10, choices=Temperament)
    pledged = models.BooleanField(_("已签署政治中立承诺"), default=False)
    passed = models.BooleanField(_("可以独立操作"), default=False)
    note = models.TextField(_("评语"), blank=True, max_length=1000)
    assessed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    assessed_at = models.DateTimeField()
    valid_until = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    withdrawn_reason = models.CharField(max_length=200, blank=True)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["-assessed_at", "-pk"]
        indexes = [
            models.Index(fields=["user", "-assessed_at"], name="accounts_assessment_person"),
            # the reminder sweep
            models.Index(fields=["valid_until"], name="accounts_assessment_end", condition=models.Q(passed=True)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until__gt=models.F("assessed_at")), name="accounts_assessment_in_order"
            )
        ]

    def __str__(self) -> str:
        return str(self.user)

    def holds_at(self, at: dt.datetime) -> bool:
        """The same as `valid_at`, for a row at hand."""
        running = self.assessed_at <= at < self.valid_until
        return running and self.passed and self.pledged and self.withdrawn_at is None
