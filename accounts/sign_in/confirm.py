"""`confirm_identity`: the door in front of dangerous actions.

Whoever signed in or confirmed who he is within IDENTITY_FRESH_MINUTES passes. Anybody else is asked first, and the
action goes on with all that was typed:

- a plain form gets a page that asks, carries the fields along, and sends them to the same address;
- htmx gets 403 with `X-Confirm-Identity`, changes nothing on the page; `confirm.js` asks in a dialog and sends again;
- a page that is only read (`reading=True`, exports) sends to the asking page and comes back.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast, overload
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from accounts.models import User
from accounts.sign_in.freshness import is_fresh, mark_fresh
from accounts.sign_in.identity import PREFIX, IdentityForm
from core.http import wants_fragment

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
SAFE = ("GET", "HEAD", "OPTIONS")


@overload
def confirm_identity(view: View) -> View: ...
@overload
def confirm_identity(*, reading: bool = False, when: Callable[..., bool] = ...) -> Callable[[View], View]: ...
def confirm_identity(
    view: View | None = None, *, reading: bool = False, when: Callable[..., bool] = lambda *args, **kwargs: True
) -> View | Callable[[View], View]:
    """Ask who it is before the view runs, when that was proved too long ago. With `reading` also before a GET; only
    `when` says so, if given: it gets what the view gets.

    Put it below `require_POST` and its kin. Rights are the view's own matter, as ever.
    """

    def door(inner: View) -> View:
        @sensitive_post_parameters(f"{PREFIX}-password", f"{PREFIX}-code")
        @wraps(inner)
        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if is_fresh(request) or not request.user.is_authenticated or (request.method in SAFE and not reading):
                return inner(request, *args, **kwargs)
            refusal = _ask(request) if when(request, *args, **kwargs) else None
            return inner(request, *args, **kwargs) if refusal is None else refusal

        return cast(View, wrapper)

    return door if view is None else door(view)


def _ask(request: HttpRequest) -> HttpResponse | None:
    """The question; None when this very request has answered it."""
    if wants_fragment(request):
        response = HttpResponse(status=403)
        response["HX-Reswap"] = "none"
        response["X-Confirm-Identity"] = reverse("account_reauthenticate")
        return response
    if request.method in SAFE:
        return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': request.get_full_path()})}")
    answered = any(name.startswith(f"{PREFIX}-") for name in request.POST)
    form = IdentityForm(request.POST if answered else None, request=request, user=cast(User, request.user))
    if answered and form.is_valid():
        mark_fresh(request.session)
        _strip(request)
        return None
    context = {"form": form, "action": request.get_full_path(), "kept": kept(request), "lost": bool(request.FILES)}
    return render(request, "account/confirm.html", context, status=422 if answered else 200)


def kept(request: HttpRequest) -> list[tuple[str, str]]:
    """What was typed, to be carried along."""
    return [
        (name, str(value))
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken" and not name.startswith(f"{PREFIX}-")
        for value in values
    ]


def _strip(request: HttpRequest) -> None:
    """The view sees its own fields only."""
    rest = request.POST.copy()
    for name in list(rest):
        if name.startswith(f"{PREFIX}-"):
            del rest[name]
    request.POST = rest  # type: ignore[assignment]
