"""Roles that the company makes itself, beside the built-in ones of `accounts.roles` (A8)."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.roles import Can


class CustomRole(models.Model):
    """A named set of capabilities. `slug` stands in grants and in the audit log and never changes."""

    slug = models.CharField(max_length=40, unique=True)
    name = models.CharField(_("名称"), max_length=20)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    capabilities = ArrayField(models.CharField(max_length=30, choices=[(can.value, can.value) for can in Can]))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            # two roles of one name could not be told apart in a list; an archived one frees its name
            models.UniqueConstraint(
                fields=["name"], condition=models.Q(archived_at__isnull=True), name="accounts_role_name_unique"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def cans(self) -> frozenset[Can]:
        """Its capabilities; one that the product no longer knows is left out."""
        return frozenset(Can(name) for name in self.capabilities if name in set(Can))


class RoleVersion(models.Model):
    """What a role contained since `since`: the rights page compares two days by it. Never changed."""

    role = models.ForeignKey(CustomRole, on_delete=models.CASCADE, related_name="versions")
    name = models.CharField(max_length=20)
    capabilities = ArrayField(models.CharField(max_length=30))
    since = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["role_id", "since", "pk"]
        indexes = [models.Index(fields=["role", "-since"], name="accounts_role_history")]  # what held on a day
