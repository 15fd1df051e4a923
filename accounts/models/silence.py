"""When an account counts as silent: a preset for each kind, as data that the team edits (A1)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.matrix import AccountKind


class SilencePreset(models.Model):
    """After how many days without a post an account of a kind is silent; an account's own number overrides it."""

    kind = models.CharField(max_length=20, choices=AccountKind, unique=True)
    days = models.PositiveSmallIntegerField(_("几天不发算断更"))

    class Meta:
        ordering = ["kind"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.days}"
