"""What is wrong with a password while it is typed."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts.models import User


@never_cache
@sensitive_post_parameters()
@require_POST
def password_hint(request: HttpRequest) -> HttpResponse:
    """The sentences of the validators; nothing is kept. Also for people who come by a link from a mail."""
    password = request.POST.get("password1", "")[:200]
    problems: list[str] = []
    try:
        if password:
            validate_password(password, request.user if isinstance(request.user, User) else None)
    except ValidationError as error:
        problems = error.messages
    return render(request, "account/_password_hint.html", {"password": bool(password), "problems": problems})
