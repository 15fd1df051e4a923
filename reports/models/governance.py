"""The nine management systems over time, and who answers for each (I6)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class GovernedSystem(models.TextChoices):
    """The nine management systems of S1.1, in the document's order."""

    ORGANIZATION = "organization", _("组织管理")
    OPERATION = "operation", _("运营管理")
    IMAGE = "image", _("形象管理")
    CONTENT = "content", _("内容管理")
    PUBLISHING = "publishing", _("发布流程管理")
    AUTHORIZATION = "authorization", _("授权管理")
    CO_OPERATION = "co_operation", _("协作管理")
    CRISIS = "crisis", _("危机管理")
    INCENTIVE = "incentive", _("激励管理")


class GovernanceReading(models.Model):
    """What a check found on a day: how much was wanting, None where it only tells. One row a day, never changed."""

    day = models.DateField()
    key = models.CharField(max_length=24)
    system = models.CharField(max_length=16, choices=GovernedSystem)
    found = models.IntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "key"], name="reports_reading_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.key}: {self.found}"


class SystemOwner(models.Model):
    """Who answers for one of the nine systems: told when a check of it turns bad."""

    system = models.CharField(max_length=16, choices=GovernedSystem, unique=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    set_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.system}: {self.person}"
