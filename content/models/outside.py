"""People outside the company who are asked about one version of one post, by a link that ends (K5)."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from content.models.posts import LOCKED_STATES, PostState
from content.models.reviews import Decision


class OutsideState(models.TextChoices):
    OPEN = "open", _("等待回复")
    APPROVED = "approved", _("已同意")
    CHANGES = "changes", _("要求修改")
    REVOKED = "revoked", _("已撤回")
    EXPIRED = "expired", pgettext_lazy("outside approver", "已过期")
    OVERTAKEN = "overtaken", _("内容已修改")
    CLOSED = "closed", _("已不需要")


class OutsideAsk(models.Model):
    """One question to one outside person about one version. Only the hash of the link's secret is kept.

    What he says is a `Review` whose `outside` is this row, so that it counts where every decision counts.
    """

    post = models.ForeignKey("content.Post", on_delete=models.CASCADE, related_name="outside_asks")
    version = models.ForeignKey("content.PostVersion", on_delete=models.CASCADE, related_name="outside_asks")
    name = models.CharField(_("姓名"), max_length=60)
    mail = models.EmailField(_("邮箱"), max_length=200)
    wish = models.CharField(_("请对方看什么"), max_length=300)
    secret_hash = models.CharField(max_length=64, unique=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(help_text="when the present link was made")
    expires_at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True, help_text="when the link was first opened; mail scanners open links, too")
    reminded_at = models.DateTimeField(null=True)
    ended_told_at = models.DateTimeField(null=True, help_text="its end without an answer was told")
    decision = models.CharField(max_length=10, choices=Decision, blank=True)
    decided_at = models.DateTimeField(null=True)
    signed_name = models.CharField(_("署名"), max_length=60, blank=True, help_text="as he typed it")
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            # a person has one link for one version
            models.UniqueConstraint(
                fields=["version", "mail"],
                condition=models.Q(decided_at=None, revoked_at=None),
                name="content_outside_one_open",
            )
        ]
        indexes = [
            # the sweep that tells of links that end soon, or have ended, without an answer
            models.Index(
                fields=["expires_at"],
                name="content_outside_ending",
                condition=models.Q(decided_at=None, revoked_at=None, ended_told_at=None),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def state_at(self, at: dt.datetime) -> OutsideState:
        """How it stands at an instant. Comes with its post."""
        if self.decided_at is not None:
            return OutsideState(self.decision)
        if self.revoked_at is not None:
            return OutsideState.REVOKED
        if self.post.version_id != self.version_id:
            return OutsideState.OVERTAKEN
        if self.post.state in LOCKED_STATES or self.post.state == PostState.CANCELLED or not self.post.is_visible:
            return OutsideState.CLOSED
        return OutsideState.OPEN if at < self.expires_at else OutsideState.EXPIRED
