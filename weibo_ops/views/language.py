"""The switch of languages in a person's own menu."""

from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.services import choose_language
from core.http import done, safe_next


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Everybody who is signed in chooses for himself; the cookie lets the sign-in page follow."""
    chosen = request.POST.get("language", "")
    choose_language(user=cast(User, request.user), language=chosen)
    response = done(request, safe_next(request, "/"))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        chosen,
        max_age=365 * 24 * 3600,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response
