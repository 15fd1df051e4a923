"""How far the reposts, comments and mentions of a campaign's posts have been read on Weibo (P7)."""

from django.db import models
from django.db.models import Q

from campaigns.models.entries import ActKind, CampaignPost


class EntryReading(models.Model):
    """One list of one post. `since_id`: everything above the gap and up to it was read.

    `told` is how many Weibo says there are, `seen` how many of them our app was shown; `gap_since` to `gap_max` waits
    to be read on, `lost` says that something lies below what Weibo shows at all.
    """

    post = models.ForeignKey(CampaignPost, on_delete=models.CASCADE, related_name="readings")
    kind = models.CharField(max_length=8, choices=ActKind)
    since_id = models.CharField(max_length=24, blank=True)
    gap_since = models.CharField(max_length=24, blank=True)
    gap_max = models.CharField(max_length=24, blank=True)
    lost = models.BooleanField(default=False)
    told = models.PositiveIntegerField(null=True, blank=True)
    seen = models.PositiveIntegerField(default=0)
    read_at = models.DateTimeField(null=True, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "kind"], name="campaigns_reading_once"),
            models.CheckConstraint(condition=Q(gap_max="") | ~Q(gap_since=""), name="campaigns_reading_gap"),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} {self.kind}"
