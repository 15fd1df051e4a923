"""The kernel: audit, events, errors, pages, jobs. Knows no business word."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "core"
    label = "core"
    verbose_name = _("内核")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from core import checks  # noqa: F401  registers the system checks
        from core.audit import LABELS

        LABELS["core.audit.exported"] = _("导出了操作记录")
