"""My account: name and language, password, second factors, where I am signed in, what happened."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts import queries
from accounts.forms import OwnProfileForm
from accounts.models import User
from accounts.services import end_session, end_sessions, update_own_profile
from core.http import done


@require_http_methods(["GET", "POST"])
def me(request: HttpRequest) -> HttpResponse:
    """One page for everything about oneself."""
    user, now = cast(User, request.user), timezone.now()
    form = OwnProfileForm(request.POST or None, initial={"name": user.name, "language": user.language})
    if request.method == "POST" and form.is_valid():
        update_own_profile(user=user, **form.cleaned_data, at=now)
        return done(request, reverse("account_me"), _("已保存。"))
    context = {
        "form": form,
        "factors": queries.factor_panel(user),
        "identities": queries.identities_of(user),
        "sessions": queries.live_sessions(user, now=now),
        "this_session": request.session.session_key,
        "story": queries.sign_in_story(user),
    }
    return render(request, "account/me.html", context, status=422 if form.is_bound else 200)


@require_POST
def session_end(request: HttpRequest, session_id: int) -> HttpResponse:
    """End one of my sessions."""
    user = cast(User, request.user)
    found = end_session(user=user, session_id=session_id, by=user, at=timezone.now())
    return done(request, reverse("account_me"), _("已结束这处登录。") if found else _("这处登录已经结束。"))


@require_POST
def sessions_end(request: HttpRequest) -> HttpResponse:
    """End all my sessions but this one."""
    user = cast(User, request.user)
    ended = end_sessions(user=user, by=user, at=timezone.now(), except_key=request.session.session_key)
    sentence = ngettext("已结束另外 %(n)d 处登录。", "已结束另外 %(n)d 处登录。", ended) % {"n": ended}
    return done(request, reverse("account_me"), sentence if ended else _("没有其他登录。"))
