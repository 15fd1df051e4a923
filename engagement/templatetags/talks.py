"""Until when somebody can be written to, beside what he said."""

import datetime as dt

from django import template

from engagement.models import Thread, ThreadKind, Window

register = template.Library()


@register.filter
def window(thread: Thread, now: dt.datetime) -> Window | None:
    """The window of a talk by private messages; None for what everybody can read."""
    if thread.kind != ThreadKind.MESSAGE or thread.person is None:
        return None
    return thread.person.window(now)
