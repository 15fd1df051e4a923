"""User stories (C9): what users told of us, and whether we may use it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Permission(models.TextChoices):
    """Where the question stands whether we may quote or repost it."""

    NOT_ASKED = "not_asked", _("未询问")
    ASKED = "asked", _("已询问，待答复")
    GRANTED = "granted", pgettext_lazy("permission of a user", "已同意")
    REFUSED = "refused", _("未同意")
    WITHDRAWN = "withdrawn", _("已撤回同意")


class UserStory(models.Model):
    """A user's own post about us. It may go into a post only while `permission` is granted."""

    author_name = models.CharField(_("作者"), max_length=60)
    author_uid = models.CharField(_("作者 UID"), max_length=24, blank=True)
    text = models.TextField(_("原文"))
    url = models.URLField(_("链接"), blank=True, max_length=400)
    said_at = models.DateTimeField(null=True)
    note = models.TextField(_("备注"), blank=True)
    source_kind = models.CharField(max_length=20, blank=True)
    source_id = models.BigIntegerField(null=True)
    permission = models.CharField(_("授权"), max_length=10, choices=Permission, default=Permission.NOT_ASKED)
    permission_at = models.DateTimeField(null=True)
    permission_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    evidence = models.TextField(_("凭据"), blank=True, help_text="where and in which words the author agreed")
    thanked_at = models.DateTimeField(null=True)
    thanked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    collected_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            # one click twice collects once
            models.UniqueConstraint(
                fields=["source_kind", "source_id"],
                condition=models.Q(source_id__isnull=False),
                name="content_story_source",
            ),
        ]
        indexes = [
            # the list of one state
            models.Index(fields=["permission", "-id"], name="content_story_permission"),
        ]

    def __str__(self) -> str:
        return f"{self.author_name}: {self.text[:40]}"
