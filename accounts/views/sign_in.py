"""Signing in, as administrators see it: rules by role, and one colleague's factors and sessions."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import queries
from accounts.access import person_for, require
from accounts.forms.sign_in import FactorResetForm, IdentityBindForm, SignInRulesForm
from accounts.models import User
from accounts.queries.sign_in_rules import rule_rows
from accounts.roles import Can
from accounts.services import end_session, end_sessions, reset_factors
from accounts.services.identities import bind_identity, unbind_identity
from accounts.services.people import require_not_above
from accounts.services.sign_in_rules import save_sign_in_rules
from accounts.sign_in import confirm_identity
from accounts.sign_in.single import providers
from core.errors import UserError
from core.http import done


@require_http_methods(["GET", "POST"])
@confirm_identity
def sign_in_rules(request: HttpRequest) -> HttpResponse:
    """Which roles need a second factor, and who of them has none yet."""
    user, now = require(request.user, Can.MANAGE_SETTINGS), timezone.now()
    rows = rule_rows(now=now)
    roles = {row.role: row.grace_days if row.required else None for row in rows}
    form = SignInRulesForm(request.POST or None, roles=roles)
    if request.method == "POST" and form.is_valid():
        changed = save_sign_in_rules(wanted=form.wanted(), by=user, at=now)
        sentence = ngettext("已保存，%(n)d 个角色有变化。", "已保存，%(n)d 个角色有变化。", changed) % {"n": changed}
        return done(request, reverse("accounts:sign_in_rules"), sentence if changed else _("没有变化。"))
    context = {
        "rows": [(row, form[f"need_{row.role}"], form[f"days_{row.role}"]) for row in rows],
        "form": form,
        "idle_hours": settings.SESSION_COOKIE_AGE // 3600,
        "max_days": settings.SESSION_MAX_SECONDS // 86400,
        "fresh_minutes": settings.IDENTITY_FRESH_MINUTES,
    }
    return render(request, "accounts/sign_in_rules.html", context, status=422 if form.is_bound else 200)


@require_GET
def person_sign_in(request: HttpRequest, user_id: int) -> HttpResponse:
    """One colleague: factors, sessions, what happened at the door."""
    person = person_for(request.user, user_id, everywhere=True)
    return render(request, "accounts/person_sign_in.html", _about(person, FactorResetForm()))


def _about(person: User, form: FactorResetForm, bind: IdentityBindForm | None = None) -> dict[str, object]:
    return {
        "identities": queries.identities_of(person),
        "bind": bind or IdentityBindForm(choices=[(item.slug, item.name) for item in providers()]),
        "person": person,
        "factors": queries.factor_panel(person),
        "sessions": queries.live_sessions(person, now=timezone.now()),
        "story": queries.sign_in_story(person),
        "form": form,
    }


@require_POST
@confirm_identity
def person_factors_reset(request: HttpRequest, user_id: int) -> HttpResponse:
    """A lost phone: the colleague starts anew."""
    person, by = person_for(request.user, user_id, everywhere=True), require(request.user, Can.MANAGE_PEOPLE)
    form = FactorResetForm(request.POST)
    if form.is_valid():
        try:
            number = reset_factors(user=person, reason=form.cleaned_data["reason"], by=by, at=timezone.now())
        except UserError as error:
            form.add_error(error.field or None, str(error))
        else:
            sentence = ngettext(
                "已重置 %(n)d 种验证方式，登录已结束。", "已重置 %(n)d 种验证方式，登录已结束。", number
            )
            return done(request, reverse("accounts:person_sign_in", args=[user_id]), sentence % {"n": number})
    return render(request, "accounts/person_sign_in.html", _about(person, form), status=422)


@require_POST
@confirm_identity
def person_identity_bind(request: HttpRequest, user_id: int) -> HttpResponse:
    """Whoever proves this id at the provider signs in as this colleague from now on."""
    person, by = person_for(request.user, user_id, everywhere=True), require(request.user, Can.MANAGE_PEOPLE)
    form = IdentityBindForm(request.POST, choices=[(item.slug, item.name) for item in providers()])
    if form.is_valid():
        try:
            bind_identity(user=person, **form.cleaned_data, by=by, at=timezone.now())
        except UserError as error:
            form.add_error(error.field or None, str(error))
        else:
            return done(request, reverse("accounts:person_sign_in", args=[user_id]), _("已绑定。"))
    return render(request, "accounts/person_sign_in.html", _about(person, FactorResetForm(), form), status=422)


@require_POST
@confirm_identity
def person_identity_unbind(request: HttpRequest, user_id: int, identity_id: int) -> HttpResponse:
    """Take the id off again."""
    person, by = person_for(request.user, user_id, everywhere=True), require(request.user, Can.MANAGE_PEOPLE)
    unbind_identity(user=person, identity_id=identity_id, by=by, at=timezone.now())
    return done(request, reverse("accounts:person_sign_in", args=[user_id]), _("已解除绑定。"))


@require_POST
def person_sessions_end(request: HttpRequest, user_id: int) -> HttpResponse:
    """End all sessions of a colleague."""
    person, by = person_for(request.user, user_id, everywhere=True), require(request.user, Can.MANAGE_PEOPLE)
    require_not_above(by, person)
    keep = request.session.session_key if person.pk == by.pk else None
    number = end_sessions(user=person, by=by, at=timezone.now(), except_key=keep)
    sentence = ngettext("已结束 %(n)d 处登录。", "已结束 %(n)d 处登录。", number) % {"n": number}
    return done(request, reverse("accounts:person_sign_in", args=[user_id]), sentence)


@require_POST
def person_session_end(request: HttpRequest, user_id: int, session_id: int) -> HttpResponse:
    """End one session of a colleague."""
    person, by = person_for(request.user, user_id, everywhere=True), require(request.user, Can.MANAGE_PEOPLE)
    require_not_above(by, person)
    found = end_session(user=person, session_id=session_id, by=by, at=timezone.now())
    sentence = _("已结束这处登录。") if found else _("这处登录已经结束。")
    return done(request, reverse("accounts:person_sign_in", args=[user_id]), sentence)
