"""Content library: posts, versions, media, categories and quotas, lint, review."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

AUDIT_LABELS = {
    "content.post.written": _("写了内容"),
    "content.post.submitted": _("提交了审核"),
    "content.post.approved": _("通过了审核"),
    "content.post.changes_requested": _("退回修改"),
    "content.post.cancelled": _("作废了内容"),
    "content.post.reopened": _("重新打开了内容"),
    "content.quota.set": _("设置了配额"),
    "content.quota.cleared": _("清除了配额"),
}


class ContentConfig(AppConfig):
    name = "content"
    label = "content"
    verbose_name = _("内容")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from core.audit import LABELS

        LABELS.update(AUDIT_LABELS)
