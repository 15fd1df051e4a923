"""Accounts of others that stand beside ours (M6). Their posts are mentions, found by the author's id."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from monitoring.models.sources import Source


class Competitor(models.Model):
    """An account that we look at. `source` reads its timeline where the app level allows it."""

    name = models.CharField(_("账号名称"), max_length=80)
    uid = models.CharField(_("账号 uid"), max_length=20, unique=True)
    note = models.CharField(_("备注"), max_length=200, blank=True)
    source = models.OneToOneField(Source, null=True, on_delete=models.SET_NULL, related_name="competitor")
    read_since = models.DateTimeField(null=True, help_text="its posts from here on were read")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class CompetitorSample(models.Model):
    """A competitor's own numbers on one Beijing day."""

    competitor = models.ForeignKey(Competitor, on_delete=models.CASCADE, related_name="samples")
    day = models.DateField()
    followers = models.BigIntegerField()
    following = models.BigIntegerField(null=True)
    posts = models.BigIntegerField(null=True)
    taken_at = models.DateTimeField()

    class Meta:
        ordering = ["-day"]
        constraints = [models.UniqueConstraint(fields=["competitor", "day"], name="monitoring_competitor_day")]

    def __str__(self) -> str:
        return f"{self.competitor_id} {self.day}"
