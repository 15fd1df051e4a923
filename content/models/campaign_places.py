"""The posts that a campaign needs, each with its time and its draft (P10)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign, PostRole
from content.models.posts import Post


class CampaignPlace(models.Model):
    """One post of a campaign's plan. `wanted_at`: when it should stand on Weibo; the calendar decides when it does."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="places")
    role = models.CharField(_("用途"), max_length=12, choices=PostRole)
    wanted_at = models.DateTimeField()
    post = models.OneToOneField(Post, on_delete=models.CASCADE, related_name="campaign_place")

    class Meta:
        ordering = ["wanted_at", "pk"]
        # the plan of a campaign; a second click makes no second draft
        constraints = [models.UniqueConstraint(fields=["campaign", "role", "wanted_at"], name="content_place_once")]

    def __str__(self) -> str:
        return f"{self.campaign} {self.role}"
