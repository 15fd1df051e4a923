"""What helps people to answer: saved replies with variables, and notes that only colleagues see (E1)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SavedReply(models.Model):
    """A text that is used again and again; `{客户}`, `{账号}` and `{我}` stand for the names."""

    title = models.CharField(_("名称"), max_length=40)
    folder = models.CharField(_("文件夹"), max_length=40, blank=True, default="")
    text = models.TextField(_("内容"))
    account = models.ForeignKey(
        "accounts.WeiboAccount", null=True, blank=True, on_delete=models.CASCADE, related_name="saved_replies"
    )
    uses = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["folder", "title", "pk"]

    def __str__(self) -> str:
        return self.title


class ThreadNote(models.Model):
    """A word to colleagues beside a thread; the customer never sees it."""

    thread = models.ForeignKey("engagement.Thread", on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.CharField(_("备注"), max_length=500)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text[:40]
