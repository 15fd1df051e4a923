"""What a keyword set was before, and which words people do not want in it (M1)."""

from django.conf import settings
from django.db import models

from monitoring.models.keywords import KeywordSet


class SetVersion(models.Model):
    """A set as somebody saved it; the newest is what holds. Any can be brought back."""

    keyword_set = models.ForeignKey(KeywordSet, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    facts = models.JSONField(help_text="the set as the form knows it: name, rules and words as lines")
    saved_by_id = models.BigIntegerField(null=True)
    saved_by_name = models.CharField(max_length=150, blank=True)
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["keyword_set", "number"], name="monitoring_set_version")]

    def __str__(self) -> str:
        return f"{self.keyword_set} {self.number}"


class DeclinedWord(models.Model):
    """A proposed word that somebody declined: never proposed to this set again."""

    keyword_set = models.ForeignKey(KeywordSet, on_delete=models.CASCADE, related_name="declined")
    word = models.CharField(max_length=60, help_text="normalised")
    declined_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    declined_at = models.DateTimeField()

    class Meta:
        ordering = ["word"]
        constraints = [models.UniqueConstraint(fields=["keyword_set", "word"], name="monitoring_declined_word")]

    def __str__(self) -> str:
        return self.word
