"""Days that the calendar tells about (K7): special days of the team, holidays as they were announced."""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from publishing.models.silence import Recurs


class DaySort(models.TextChoices):
    """Why a special day is worth knowing; the value is the CSS class of its note."""

    COMPANY = "company", _("公司日子")
    MARKETING = "marketing", _("营销节点")
    FESTIVAL = "festival", _("节日")
    WATCH = "watch", _("要留意的日子")


class SpecialDay(models.Model):
    """Festivals, 3·15, golden weeks, 618, 双11, company days (K7). Holidays come from the official calendar."""

    date = models.DateField(_("日期"))
    name = models.CharField(_("名称"), max_length=60)
    kind = models.CharField(max_length=20, default="marketing")
    recurs = models.CharField(_("重复"), max_length=8, choices=Recurs, default=Recurs.ONCE)

    class Meta:
        ordering = ["date"]
        constraints = [models.UniqueConstraint(fields=["date", "name"], name="calendar_special_day_unique")]

    def __str__(self) -> str:
        return self.name

    def on(self, day: dt.date) -> bool:
        """Whether it falls on a day in Beijing; a yearly 29 February only in leap years."""
        if self.recurs == Recurs.YEARLY:
            return day >= self.date and (day.month, day.day) == (self.date.month, self.date.day)
        return day == self.date

    def is_over(self, today: dt.date) -> bool:
        """It was once, and does not come again."""
        return self.recurs == Recurs.ONCE and self.date < today


class AnnouncedSort(models.TextChoices):
    """What the State Council makes of a day."""

    HOLIDAY = "holiday", _("放假")
    MAKE_UP = "make_up", _("调休上班")


class AnnouncedDay(models.Model):
    """One day of an announcement that somebody imported: counts instead of the shipped calendar for its whole year."""

    date = models.DateField(unique=True)
    kind = models.CharField(max_length=8, choices=AnnouncedSort)
    name = models.CharField(max_length=60, blank=True)
    imported_at = models.DateTimeField()

    class Meta:
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date} {self.kind}"
