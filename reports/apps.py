"""Roll-ups and the weekly report. Reads all, changes nobody."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

AUDIT_LABELS = {
    "reports.weekly.compiled": _("生成了周报"),
    "reports.weekly.remarked": _("在周报上写了批注"),
    "reports.weekly.signed": _("签阅了周报"),
}


class ReportsConfig(AppConfig):
    name = "reports"
    label = "reports"
    verbose_name = _("报表")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from core.audit import LABELS

        LABELS.update(AUDIT_LABELS)
