"""The publishing calendar: slots, policies, dispatcher, publications. Lives in calendar/ (see its README)."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublishingConfig(AppConfig):
    name = "publishing"
    label = "calendar"
    verbose_name = _("日历")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts.consequences import CONSEQUENCES
        from accounts.contributions import TROUBLES
        from accounts.holdings import hold
        from accounts.reservations import PLANNERS, Planner
        from content.contributions import TIMINGS
        from core.audit import LABELS
        from core.holidays import ANNOUNCEMENTS
        from publishing import receivers
        from publishing.queries import slots_in_trouble
        from publishing.queries.days import announced
        from publishing.queries.losses import lost_slots
        from publishing.queries.reservations import planned_in_all, planned_of_accounts
        from publishing.queries.rules import timings_against
        from publishing.services.handing import HOLDINGS
        from publishing.templatetags.slots import EVENTS

        LABELS.update(EVENTS)
        hold(*HOLDINGS)
        CONSEQUENCES.append(lost_slots)
        TROUBLES.append(slots_in_trouble)
        TIMINGS.append(timings_against)
        ANNOUNCEMENTS.append(announced)
        PLANNERS.append(Planner(planned_of_accounts, planned_in_all))
        receivers.connect()
