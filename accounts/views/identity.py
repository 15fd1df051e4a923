"""Asking once more who somebody is, before a dangerous action."""

from typing import cast

from allauth.account.internal.flows.reauthentication import resume_request
from allauth.mfa.webauthn.internal import auth as passkeys
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import User
from accounts.sign_in.freshness import mark_fresh
from accounts.sign_in.identity import IdentityForm
from core.http import done, safe_next, wants_fragment


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def reauthenticate(request: HttpRequest) -> HttpResponseBase:
    """Password, code or passkey; then back to where the question came up."""
    form = IdentityForm(request.POST or None, request=request, user=cast(User, request.user))
    asked_by_script = wants_fragment(request)
    if request.method == "POST" and form.is_valid():
        mark_fresh(request.session)
        if asked_by_script:
            return HttpResponse(status=204)
        return resume_request(request) or done(request, safe_next(request, "/"))
    template = "account/_confirm.html" if asked_by_script else "account/confirm.html"
    context = {"form": form, "action": request.get_full_path(), "kept": [("next", safe_next(request, ""))]}
    return render(request, template, context, status=422 if form.is_bound else 200)


@never_cache
@require_GET
def passkey_options(request: HttpRequest) -> HttpResponse:
    """What the browser must know to ask for one of this person's passkeys."""
    return JsonResponse(passkeys.begin_authentication(cast(User, request.user)))
