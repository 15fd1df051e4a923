"""What became of one winner's prize (P9)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import PersonalRecord
from campaigns.models.draws import Winner


class Claim(models.Model):
    """From telling the winner to the parcel. The address is not here: `personal` is the sealed record of it."""

    winner = models.OneToOneField(Winner, on_delete=models.PROTECT, related_name="claim")
    told_at = models.DateTimeField()
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    handed_at = models.DateTimeField(null=True, help_text="somebody really sent the private message")
    handed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    due_at = models.DateTimeField(help_text="claimed until then, or a reserve takes the prize")
    personal = models.ForeignKey(PersonalRecord, null=True, on_delete=models.PROTECT, related_name="+")
    claimed_at = models.DateTimeField(null=True)
    carrier = models.CharField(_("快递公司"), max_length=40, blank=True)
    number = models.CharField(_("运单号"), max_length=60, blank=True)
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    problem = models.CharField(_("没有送到的原因"), max_length=200, blank=True)
    problem_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        # the sweep that looks for prizes nobody claimed
        indexes = (models.Index(fields=["due_at"], name="campaigns_claim_due"),)

    def __str__(self) -> str:
        return str(self.winner)
