"""Drills (M5): a written event that unfolds at a chosen speed, beside everything that is real."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Drill(models.Model):
    """One exercise. Its posts are the scenario's: they never enter the table of what was heard.

    Real times; what happened in the event is `speed` times as far along. Its case is one with `is_drill`.
    """

    scenario = models.CharField(max_length=20, help_text="key of `monitoring.drills.SCENARIOS`")
    title = models.CharField(max_length=60)
    speed = models.PositiveSmallIntegerField(_("速度"))
    people = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    case = models.OneToOneField("monitoring.Case", null=True, on_delete=models.SET_NULL, related_name="drill")
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    started_at = models.DateTimeField()
    alerted_at = models.DateTimeField(null=True, help_text="when people were due to be told, by the rule of alerts")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    cleared_at = models.DateTimeField(null=True, help_text="when what it made was taken away; log and times stay")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return gettext("【演练】%(title)s") % {"title": self.title}

    @property
    def is_running(self) -> bool:
        return self.ended_at is None

    def minute(self, now: dt.datetime) -> int:
        """How far the event has come, in its own minutes."""
        until = min(now, self.ended_at) if self.ended_at else now
        return int((until - self.started_at).total_seconds() * self.speed // 60)
