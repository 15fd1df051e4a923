"""Files of entries on their way in (P7)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.models.campaigns import Campaign
from campaigns.models.entries import ActKind
from core.models import Job


class EntryImport(models.Model):
    """One file: looked at first (no job yet), then taken in by a job, undone as a whole."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="entry_imports")
    job = models.OneToOneField(Job, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    original_name = models.CharField(_("文件"), max_length=200)
    stored_path = models.CharField(max_length=200)
    size = models.BigIntegerField()
    kind = models.CharField(_("内容是"), max_length=8, choices=ActKind, default=ActKind.REPOST)
    """For rows that do not say themselves what they are."""
    made_by_id = models.BigIntegerField()
    made_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.original_name


class StagedAct(models.Model):
    """A row of a file that is being read; merged or thrown away when the job ends."""

    entry_import = models.ForeignKey(
        EntryImport, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    kind = models.CharField(max_length=8)
    external_id = models.CharField(max_length=20)
    uid = models.CharField(max_length=20)
    name = models.CharField(max_length=60)
    text = models.TextField()
    acted_at = models.DateTimeField()
    gone = models.BooleanField()
    followers = models.IntegerField(null=True)
    follows_us = models.BooleanField(null=True)
    print = models.BigIntegerField(null=True)
    circle = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return self.external_id
