"""Who somebody is in the company's own sign-in system."""

from django.conf import settings
from django.db import models


class ExternalIdentity(models.Model):
    """A colleague's id at one provider (企业微信, 飞书, 钉钉, OpenID Connect): whoever proves it there is him here."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="identities")
    provider = models.CharField(max_length=20)
    subject = models.CharField(max_length=200)
    bound_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    bound_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["provider", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["provider", "subject"], name="accounts_identity_unique"),
            models.UniqueConstraint(fields=["user", "provider"], name="accounts_identity_one_each"),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.subject}"
