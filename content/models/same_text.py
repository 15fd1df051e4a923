"""How near in time and in words two accounts of the matrix may be (A11, C12)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SameTextRule(models.Model):
    """One row for the company; without one the defaults hold."""

    window_hours = models.PositiveIntegerField(_("多少小时之内"), default=72)
    alike_percent = models.PositiveSmallIntegerField(_("相似到百分之多少"), default=80)
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.window_hours} h {self.alike_percent} %"
