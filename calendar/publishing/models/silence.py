"""Silence days: on days of mourning cheerful and promotional posts wait. Data that the team edits."""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _


class Recurs(models.TextChoices):
    ONCE = "once", _("只这一天")
    YEARLY = "yearly", _("每年这一天")
    QINGMING = "qingming", _("每年清明节")


def qingming(year: int) -> dt.date:
    """The day of Qingming (4 or 5 April); the rule of thumb holds for 2000 to 2099."""
    short = year % 100
    return dt.date(year, 4, int(short * 0.2422 + 4.81) - short // 4)


class SilenceDay(models.Model):
    """A day, or some hours of it, on which posts of flagged categories are held by the last look."""

    name = models.CharField(_("名称"), max_length=60)
    date = models.DateField(_("日期"))
    recurs = models.CharField(_("重复"), max_length=8, choices=Recurs, default=Recurs.ONCE)
    from_time = models.TimeField(_("从"), null=True, blank=True)
    to_time = models.TimeField(_("到"), null=True, blank=True)
    group = models.ForeignKey(
        "accounts.AccountGroup", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    holds_entertainment = models.BooleanField(_("暂停娱乐类"), default=True)
    holds_promotional = models.BooleanField(_("暂停推广类"), default=True)
    is_on = models.BooleanField(_("启用"), default=True)
    origin = models.CharField(_("出处"), max_length=60, blank=True)

    class Meta:
        ordering = ["date", "pk"]
        indexes = [models.Index(fields=["id"], name="calendar_silence_on", condition=models.Q(is_on=True))]

    def __str__(self) -> str:
        return self.name

    def on(self, day: dt.date) -> bool:
        """Whether it falls on a day in Beijing."""
        if self.recurs == Recurs.QINGMING:
            return day == qingming(day.year)
        if self.recurs == Recurs.YEARLY:
            return day >= self.date and (day.month, day.day) == (self.date.month, self.date.day)
        return day == self.date

    def next_from(self, day: dt.date) -> dt.date | None:
        """Its next date on or after `day`; None when it is over."""
        if self.recurs == Recurs.ONCE:
            return self.date if self.date >= day else None
        for year in range(day.year, day.year + 9):  # 29 February may be eight years away
            found = self._in_year(year)
            if found is not None and found >= day:
                return found
        return None

    def _in_year(self, year: int) -> dt.date | None:
        if self.recurs == Recurs.QINGMING:
            return qingming(year)
        try:
            return self.date.replace(year=year)
        except ValueError:  # 29 February
            return None
