"""Within which time people are answered, counted by the clock of those who answer (E1)."""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _


class ResponseGoal(models.Model):
    """Minutes of working time, and when people work. The most telling row counts: the account's group, its kind, and
    the row without either, which always stands."""

    account_kind = models.CharField(_("账号类型"), max_length=20, blank=True, default="")
    group = models.ForeignKey(
        "accounts.AccountGroup", null=True, blank=True, on_delete=models.CASCADE, related_name="response_goals"
    )
    minutes = models.PositiveIntegerField(_("工作分钟"))
    message_minutes = models.PositiveIntegerField(_("私信工作分钟"), null=True, blank=True)  # empty: as for all others
    starts = models.TimeField(_("上班"), default=dt.time(9))
    ends = models.TimeField(_("下班"), default=dt.time(18))
    lunch_starts = models.TimeField(_("午休开始"), null=True, blank=True, default=dt.time(12))
    lunch_ends = models.TimeField(_("午休结束"), null=True, blank=True, default=dt.time(13))

    class Meta:
        ordering = ["group_id", "account_kind", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["account_kind", "group"], name="engagement_goal_once", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return f"{self.group_id or self.account_kind or '*'} {self.minutes}"
