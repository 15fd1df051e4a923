"""Invitations by link: one person, one link, once (A8)."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class InvitationState(models.TextChoices):
    OPEN = "open", _("等待接受")
    EXPIRED = "expired", pgettext_lazy("invitation", "已过期")
    ACCEPTED = "accepted", _("已接受")
    WITHDRAWN = "withdrawn", _("已撤回")


class InvitationQuerySet(models.QuerySet["InvitationLink"]):
    def open(self) -> "InvitationQuerySet":
        """Neither accepted nor withdrawn; the time may have run out."""
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True)


class InvitationLink(models.Model):
    """A way in for a person who has no password yet. Only the hash of the link's secret is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="invitations")
    secret_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField()
    by_mail = models.BooleanField()
    times_sent = models.PositiveSmallIntegerField(default=1)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="accounts_invitation_one_open",
            )
        ]

    def __repr__(self) -> str:
        return f"<InvitationLink user={self.user_id}>"

    def state_at(self, at: dt.datetime) -> InvitationState:
        """How it stands at an instant."""
        if self.accepted_at is not None:
            return InvitationState.ACCEPTED
        if self.withdrawn_at is not None:
            return InvitationState.WITHDRAWN
        return InvitationState.OPEN if at < self.expires_at else InvitationState.EXPIRED
