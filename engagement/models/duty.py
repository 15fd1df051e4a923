"""Who can be given threads: teams with their hours, who is away, how much one person takes (E1)."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class CareTeam(models.Model):
    """People among whom threads are spread while their shift lasts; without hours they are always on."""

    name = models.CharField(_("名称"), max_length=40, unique=True)
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, verbose_name=_("成员"), related_name="care_teams")
    starts = models.TimeField(_("班次开始"), null=True, blank=True)
    ends = models.TimeField(_("班次结束"), null=True, blank=True)
    workdays_only = models.BooleanField(_("只在工作日"), default=False)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def covers(self, clock: dt.time) -> bool:
        """Whether the shift lasts at this time of day; one that ends before it starts goes over midnight."""
        if self.starts is None or self.ends is None or self.starts == self.ends:
            return True
        if self.starts < self.ends:
            return self.starts <= clock < self.ends
        return clock >= self.starts or clock < self.ends


class Away(models.Model):
    """Somebody takes no threads from `starts_on` to `ends_on`, both included; `deputy` gets what would be his."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="inbox_absences")
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    starts_on = models.DateField(_("从"))
    ends_on = models.DateField(_("到"))
    note = models.CharField(_("说明"), max_length=100, blank=True, default="")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, help_text="taken back before its time")

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="engagement_away_ends_after"
            ),
        ]
        indexes = [
            # who is away today
            models.Index(fields=["ends_on"], name="engagement_away_live", condition=models.Q(ended_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.starts_on}–{self.ends_on}"


class Capacity(models.Model):
    """How many open threads one person is given at most; without a row there is no limit."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="inbox_capacity")
    most_open = models.PositiveSmallIntegerField(_("最多同时处理"))

    def __str__(self) -> str:
        return f"{self.person} {self.most_open}"
