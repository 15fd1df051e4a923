"""Keyword sets, sources, mentions, alerts; metric samples."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MonitoringConfig(AppConfig):
    name = "monitoring"
    label = "monitoring"
    verbose_name = _("监测")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from monitoring import events, receivers
        from publishing.events import slot_published

        slot_published.connect(receivers.on_slot_published, weak=False, dispatch_uid="monitoring.samples")
        events.import_queued.connect(receivers.on_import_queued, weak=False, dispatch_uid="monitoring.import")
        events.resweep_queued.connect(receivers.on_resweep_queued, weak=False, dispatch_uid="monitoring.resweep")
