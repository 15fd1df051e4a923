"""What somebody typed into a step of the plan and has not saved (P2)."""

from django.conf import settings
from django.db import models

from campaigns.models.campaigns import Campaign


class PlanDraft(models.Model):
    """The fields of one step as they were typed, by person; without a campaign: a new one."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    campaign = models.ForeignKey(Campaign, null=True, on_delete=models.CASCADE, related_name="drafts")
    step = models.CharField(max_length=20)
    typed = models.JSONField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "campaign", "step"], nulls_distinct=False, name="campaigns_draft_once"
            )
        ]

    def __str__(self) -> str:
        return self.step
