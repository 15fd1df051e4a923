"""What people learned from a campaign (P10)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.models.campaigns import Campaign


class Lesson(models.Model):
    """One sentence for whoever plans the next campaign of this kind or purpose."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="lessons")
    text = models.CharField(_("经验"), max_length=300)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.text
