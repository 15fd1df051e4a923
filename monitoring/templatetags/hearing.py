"""What was covered, for the places where a page says that nothing was heard: silence is never "all quiet" (M2)."""

from django import template
from django.utils import timezone

from monitoring.queries.heard import heard_sentence

register = template.Library()


@register.simple_tag
def heard_lately() -> str:
    """One sentence about the last 24 hours of all sources that are read; asked only where it is shown."""
    return heard_sentence(timezone.now())
