"""What somebody is writing right now: kept for him until it is saved, on whatever machine he goes on (composer)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class WorkingCopy(models.Model):
    """One person's unsaved writing for one account: of a post, or of a new one (for an idea or none).

    It is overwritten while he types; immutable versions come only from saving. `steps` are what stood here some minutes
    ago, oldest first: {"at", "text"}.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    account = models.ForeignKey("accounts.WeiboAccount", on_delete=models.CASCADE, related_name="+")
    post = models.ForeignKey("content.Post", null=True, on_delete=models.CASCADE, related_name="working_copies")
    idea = models.ForeignKey("content.Idea", null=True, on_delete=models.CASCADE, related_name="+")
    base = models.ForeignKey("content.PostVersion", null=True, on_delete=models.CASCADE, related_name="+")
    values = models.JSONField(default=dict, help_text="the form's fields by name: text, category, pictures …")
    steps = models.JSONField(default=list)
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["-saved_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "account", "post", "idea"], name="content_working_copy", nulls_distinct=False
            )
        ]
        indexes = [
            # the sweep that forgets old ones
            models.Index(fields=["saved_at"], name="content_working_saved"),
        ]

    def __str__(self) -> str:
        return self.text[:40]

    @property
    def text(self) -> str:
        """What was written."""
        return str(self.values.get("text", ""))


class LinkPreset(models.Model):
    """How links are marked so that the web shop sees where visitors come from (UTM). Values may hold {account}, {date}
    and {category}, which are filled in for each link."""

    name = models.CharField(_("名称"), max_length=40, unique=True)
    source = models.CharField(_("来源 utm_source"), max_length=60, default="weibo")
    medium = models.CharField(_("媒介 utm_medium"), max_length=60, default="social")
    campaign = models.CharField(_("活动 utm_campaign"), max_length=80, blank=True)
    content = models.CharField(_("内容 utm_content"), max_length=80, blank=True)
    is_active = models.BooleanField(default=True)
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
