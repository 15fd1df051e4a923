"""Findings that somebody let pass (C13). Bound to one version: an edit makes another, for which none of them counts."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class FindingOverride(models.Model):
    """One finding of one version, let pass with a reason by a person who may."""

    version = models.ForeignKey("content.PostVersion", on_delete=models.CASCADE, related_name="overrides")
    key = models.CharField(max_length=160, help_text="`lint.Finding.key`: the rule and, for a word, the word")
    sentence = models.TextField(help_text="what was found, as it was said")
    reason = models.CharField(_("理由"), max_length=200)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="content_override_once")]
