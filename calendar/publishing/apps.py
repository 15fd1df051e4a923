"""The publishing calendar: slots, policies, dispatcher, publications. Lives in calendar/ (see its README)."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublishingConfig(AppConfig):
    name = "publishing"
    label = "calendar"
    verbose_name = _("日历")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from publishing import receivers

        receivers.connect()
