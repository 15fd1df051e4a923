"""Somebody leaves (W9): what he holds, who takes over, what that needs, and then all of it at once."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import person_for, require
from accounts.forms import LeaveForm
from accounts.models import User
from accounts.queries.leaving import Held, held_by, lacks
from accounts.roles import Can
from accounts.services import leave
from accounts.sign_in import confirm_identity
from core.dates import local_day
from core.errors import Conflict, UserError
from core.http import done

USUAL = dt.timedelta(days=90)


@require_http_methods(["GET", "POST"])
@confirm_identity
def person_leave(request: HttpRequest, user_id: int) -> HttpResponse:
    """The wizard: choose, look, confirm."""
    person, user, now = _open(request, user_id), require(request.user, Can.MANAGE_PEOPLE), timezone.now()
    held = held_by(person, at=now)
    form = LeaveForm(request.POST or None, person=person, held=held, initial={"grant_until": local_day(now + USUAL)})
    context = {"person": person, "form": form, "rows": _rows(held, form), "own": person.pk == user.pk}
    if request.method == "POST" and "again" not in request.POST and form.is_valid():
        context |= {
            "chosen": _chosen(held, form),
            "lacking": lacks(held, form.chosen(), leaver=person, by=user, at=now),
        }
        try:
            return _carry_out(request, form, user, now) if "confirm" in request.POST else _preview(request, context)
        except UserError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
            return _preview(request, context, status=error.status)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "accounts/leaving.html", context, status=status)


def _open(request: HttpRequest, user_id: int) -> User:
    """The person, who must still be here."""
    person = person_for(request.user, user_id, everywhere=True)
    if not person.is_active:
        raise Conflict(_("这位同事的账户已经停用。"), code="user.inactive")
    return person


def _preview(request: HttpRequest, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """What would happen, in numbers."""
    return render(request, "accounts/leaving_preview.html", context, status=status)


def _carry_out(request: HttpRequest, form: LeaveForm, user: User, now: dt.datetime) -> HttpResponse:
    left = leave(plan=form.plan(), by=user, at=now)
    values = {
        "name": form.person,
        "n": sum(left.handed_over.values()),
        "grants": left.grants_ended,
        "sessions": left.sessions_ended,
    }
    sentence = _("“%(name)s”已离开：交接 %(n)d 项工作，收回 %(grants)d 项授权，结束 %(sessions)d 处登录。") % values
    return done(request, reverse("accounts:person", args=[form.person.pk]), sentence)


def _rows(held: list[Held], form: LeaveForm) -> list[dict[str, Any]]:
    """Each sort of thing with the field of its successor."""
    return [{"held": item, "field": form[f"to:{item.holding.key}"] if item.passes_on else None} for item in held]


def _chosen(held: list[Held], form: LeaveForm) -> list[dict[str, Any]]:
    """Each sort of thing with its successor."""
    chosen = form.chosen()
    return [{"held": item, "to": chosen.get(item.holding.key)} for item in held]
