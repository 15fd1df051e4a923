"""Who speaks, and whether it is a person (M4)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SpeakerWord(models.TextChoices):
    PERSON = "person", _("真人")
    MACHINE = "machine", _("机器账号")


class Speaker(models.Model):
    """What a person said about an account that speaks of us; it stands above every calculation."""

    uid = models.CharField(max_length=24, unique=True)
    word = models.CharField(max_length=8, choices=SpeakerWord)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    said_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.uid
