"""Weekly reports and what managers write under them (I5)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class WeeklyReport(models.Model):
    """The report of one week, frozen with its numbers (I5)."""

    monday = models.DateField(unique=True)
    compiled_at = models.DateTimeField()
    data = models.JSONField()
    pdf = models.FileField(upload_to="reports/%Y/", blank=True)
    xlsx = models.FileField(upload_to="reports/%Y/", blank=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    signed_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-monday"]

    def __str__(self) -> str:
        return f"{self.monday}"


class Remark(models.Model):
    """What a manager wrote under a report."""

    report = models.ForeignKey(WeeklyReport, on_delete=models.CASCADE, related_name="remarks")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField(_("批注"))
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
