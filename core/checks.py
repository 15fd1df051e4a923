"""System checks: a wrong setting stops the start with a sentence."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register()
def time_is_utc_in_the_database(**kwargs: Any) -> list[CheckMessage]:
    """core.E001: rows hold UTC."""
    if settings.USE_TZ:
        return []
    return [Error("USE_TZ must be on: rows hold UTC.", id="core.E001")]
