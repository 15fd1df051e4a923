"""The report that is kept of a campaign (P9, P10)."""

from django.conf import settings
from django.db import models

from campaigns.models import Campaign


class ClosingReport(models.Model):
    """The numbers of a campaign that is over, frozen. `later`: how many followers stayed, which is known afterwards."""

    campaign = models.OneToOneField(Campaign, on_delete=models.PROTECT, related_name="closing")
    compiled_at = models.DateTimeField()
    compiled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    data = models.JSONField()
    later = models.JSONField(default=dict, help_text="'7' and '28' (days after the end): followers who stayed")
    pdf = models.FileField(upload_to="reports/campaigns/", blank=True)

    class Meta:
        ordering = ["-compiled_at"]

    def __str__(self) -> str:
        return str(self.campaign)
