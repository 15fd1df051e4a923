"""For how long what was heard is kept (M2)."""

from django.db import models


class Retention(models.Model):
    """One row. Without one, or without months, everything stays."""

    months = models.PositiveSmallIntegerField(null=True, help_text="full months before the present one; empty: all")
    changed_at = models.DateTimeField(null=True)
    ran_at = models.DateTimeField(null=True, help_text="end of the last turn that left nothing to do")

    def __str__(self) -> str:
        return str(self.months or "")
