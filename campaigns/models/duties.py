"""Who minds a campaign on which day (P10)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.models.campaigns import Campaign


class Duty(models.Model):
    """One day of a campaign: somebody reads comments, answers questions and looks at the numbers, and ticks it off."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="duties")
    day = models.DateField()
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="campaign_duties"
    )
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    note = models.CharField(_("看到什么"), max_length=200, blank=True)

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["campaign", "day"], name="campaigns_duty_day")]
        # what is mine today (workbench)
        indexes = [
            models.Index(fields=["person", "day"], name="campaigns_duty_open", condition=models.Q(done_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.campaign} {self.day}"
