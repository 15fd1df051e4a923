"""Requests to have an account verified by Weibo (A5)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.matrix import WeiboAccount

PERSON = settings.AUTH_USER_MODEL


class RequestState(models.TextChoices):
    OPEN = "open", _("待决定")
    APPROVED = "approved", _("已同意")
    REFUSED = "refused", _("未同意")
    WITHDRAWN = "withdrawn", _("已撤回")


class VerificationRequest(models.Model):
    """Somebody asks that an account be verified in the company's name; an administrator decides with a reason."""

    account = models.ForeignKey(WeiboAccount, on_delete=models.CASCADE, related_name="verification_requests")
    holder = models.CharField(_("使用人与职务"), max_length=60)
    reason = models.TextField(_("为什么需要认证"), max_length=500)
    state = models.CharField(max_length=12, choices=RequestState, default=RequestState.OPEN)
    asked_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision = models.CharField(_("决定的理由"), max_length=300, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=models.Q(state="open"), name="accounts_verification_one_open"
            )
        ]

    def __str__(self) -> str:
        return self.holder
