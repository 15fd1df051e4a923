"""User stories (C9): what users told of us, and whether we may use it."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
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


class StoryUse(models.TextChoices):
    """What an author lets us do with it."""

    QUOTE = "quote", _("引用文字")
    REPOST = "repost", _("转发原微博")
    PICTURES = "pictures", _("使用图片")


def usual_uses() -> list[str]:
    """What our words ask for."""
    return [StoryUse.QUOTE, StoryUse.REPOST]


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
    permission_until = models.DateField(
        _("同意到哪天"), null=True, blank=True, help_text="the last day on which it may be used; empty: for good"
    )
    uses = ArrayField(models.CharField(max_length=8, choices=StoryUse), default=usual_uses, blank=True)
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
            # the sweep of consents that end
            models.Index(
                fields=["permission_until"],
                name="content_story_until",
                condition=models.Q(permission_until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.author_name}: {self.text[:40]}"
