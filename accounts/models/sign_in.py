"""What signing in asks of people, by role."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SignInRule(models.Model):
    """People of this role need a second factor; no row, no need. Roles by slug, so that custom ones count too."""

    role = models.SlugField(_("角色"), max_length=60, unique=True)
    grace_days = models.PositiveSmallIntegerField(_("宽限天数"), default=7)
    required_since = models.DateTimeField()

    class Meta:
        ordering = ["role"]

    def __str__(self) -> str:
        return self.role
