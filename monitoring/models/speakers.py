"""Who speaks, and whether it is a person (M4)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SpeakerWord(models.TextChoices):
    PERSON = "person", _("真人")
    MACHINE = "machine", _("机器账号")


class Speaker(models.Model):
    """An account that speaks of us: what is known of it, how machine-like it is, and what a person said about that.

    The person's word stands above every calculation. Unknown is empty. Accounts without a uid are not weighed.
    """

    uid = models.CharField(max_length=24, unique=True)
    name = models.CharField(max_length=80, blank=True, db_default="")
    followers = models.IntegerField(null=True)
    verified = models.SmallIntegerField(null=True, help_text="Weibo's verified_type")
    mentions = models.IntegerField(default=0, db_default=0, help_text="of the newest that were looked through")
    first_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)
    score = models.SmallIntegerField(null=True, help_text="0 to 100, that it is a machine; empty: too little is known")
    reasons = models.JSONField(default=list, help_text="[[code, points, figures], …] by `speakers.scoring`")
    rules = models.SmallIntegerField(null=True, help_text="version of the rules that scored it")
    weighed_at = models.DateTimeField(null=True)
    word = models.CharField(max_length=8, choices=SpeakerWord, blank=True, db_default="")
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    said_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["-score", "-id"], name="monitoring_speaker_score"),  # the list of suspects
            models.Index(fields=["-followers", "-id"], name="monitoring_speaker_reach"),  # the list of the loud
        ]

    def __str__(self) -> str:
        return self.name or self.uid


class SpeakerSweep(models.Model):
    """One row: up to which arrival speakers are weighed, and by which version of the rules."""

    read_to = models.BigIntegerField(default=0)
    rules = models.SmallIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.read_to)
