"""The dispatch board and the freeze switch."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import accounts_for, member, require, require_somewhere, rights_of, scope
from accounts.roles import Can
from core.errors import UserError
from core.http import done, toast, wants_fragment
from publishing import queries, services
from publishing.access import freeze_for, slots_for
from publishing.forms import FreezeForm
from publishing.queries.plans import groups_to_freeze
from publishing.views.answers import board_context, tell_calendar


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """What leaves now, within the hour, is at risk, and what needs a person. Polled: 204 while nothing has
    changed, otherwise only the columns that are another than those the page has."""
    member(request)
    if not wants_fragment(request):
        return render(request, "calendar/board.html", board_context(request))
    stamp = queries.board_stamp(scope(request), at=timezone.now())
    if request.GET.get("stamp") == stamp:
        response = HttpResponse(status=204)
    else:
        response = render(request, "calendar/_board.html", board_context(request, request.GET.get("have", "")))
    response["ETag"] = f'"{stamp}"'
    return response


@require_POST
def release_all(request: HttpRequest) -> HttpResponse:
    """Put back everything that is held and no longer frozen."""
    user, at = require_somewhere(request.user, Can.SCHEDULE), timezone.now()
    frozen = queries.frozen_now()
    held = slots_for(user, Can.SCHEDULE).filter(state="held", account__in=scope(request))
    held = held.select_related("account", "post", "post__version")
    ids = [slot.pk for slot in held if frozen.freeze_of(slot) is None]
    planned, missed = services.release_slots(slot_ids=ids, by=user, at=at)
    sentence = _("放回 %(planned)d 条，%(missed)d 条已过时间，等待重新排期。") % {"planned": planned, "missed": missed}
    if not wants_fragment(request):
        return done(request, reverse("calendar:board"), sentence)
    return tell_calendar(toast(HttpResponse(status=204), sentence))


def _freeze_form(request: HttpRequest, data: Any = None) -> FreezeForm:
    accounts = accounts_for(request.user, Can.FREEZE)
    groups = groups_to_freeze(everywhere=rights_of(request.user).may(Can.FREEZE))
    return FreezeForm(data, accounts=accounts, groups=groups)


@require_http_methods(["GET", "POST"])
def freezes(request: HttpRequest) -> HttpResponse:
    """The freeze switch: what is frozen, and stop more."""
    user, at = require_somewhere(request.user, Can.FREEZE), timezone.now()
    form = _freeze_form(request, request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            reason = form.cleaned_data["reason"]
            try:
                held = services.freeze(scope=form.reach, reason=reason, by=user, at=at)[1]
                return done(request, reverse("calendar:freezes"), _("已冻结 %(n)d 条排期。") % {"n": held})
            except UserError as error:
                form.add_error(None, str(error))
    context = {"form": form, "freezes": queries.live_freezes(), "may_freeze_all": rights_of(user).may(Can.FREEZE)}
    return render(request, "calendar/freezes.html", context, status=status)


@require_GET
def freeze_preview(request: HttpRequest) -> HttpResponse:
    """How many planned posts of how many accounts a freeze would hold."""
    require_somewhere(request.user, Can.FREEZE)
    form = _freeze_form(request, {**request.GET.dict(), "reason": "-"})
    slots = queries.slots_in_scope(form.reach) if form.is_valid() else None
    counts = queries.counted(slots) if slots is not None else None
    return render(request, "calendar/_freeze_preview.html", {"counts": counts})


@require_POST
def freeze_end(request: HttpRequest, freeze_id: int) -> HttpResponse:
    """End a freeze; what it holds waits for a decision."""
    found = freeze_for(request.user, freeze_id)
    user = require(request.user, Can.FREEZE, found.account_id)
    services.unfreeze(freeze=found, by=user, at=timezone.now())
    return done(request, reverse("calendar:board"), _("已解除冻结；被冻结的排期需要放回后才会发出。"))
