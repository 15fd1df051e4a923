"""Presets of weekly times and of policies (K1, K2): changed, copied, put back, given to accounts."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import require, scope
from accounts.roles import Can
from core.errors import UserError
from core.http import done, whole_numbers
from publishing import queries
from publishing.access import plan_preset_for
from publishing.forms import PolicyForm
from publishing.forms.presets import SlotPresetForm
from publishing.queries.plan_presets import effects_of, preset_numbers, preset_times, preset_words
from publishing.services.presets import apply_preset_to, remove_preset, reset_preset, set_policy_preset, set_slot_preset

SLOTS = "slots"


@require_GET
def plan_presets(request: HttpRequest) -> HttpResponse:
    """All of both kinds, in words."""
    require(request.user, Can.SCHEDULE)
    found = queries.presets()
    context = {
        "slots": [(row, preset_words(row)) for row in found["slot_presets"]],
        "policies": [(row, preset_words(row)) for row in found["policy_presets"]],
    }
    return render(request, "calendar/presets.html", context)


@require_http_methods(["GET", "POST"])
def plan_preset_new(request: HttpRequest, kind: str) -> HttpResponse:
    """A new one; `?from=ID` begins with a copy of another."""
    require(request.user, Can.SCHEDULE)
    copied = request.GET.get("from", "")
    return _edit(request, kind, None, plan_preset_for(request.user, kind, int(copied)) if copied.isdecimal() else None)


@require_http_methods(["GET", "POST"])
def plan_preset(request: HttpRequest, kind: str, preset_id: int) -> HttpResponse:
    """Change one."""
    row = plan_preset_for(request.user, kind, preset_id)
    return _edit(request, kind, row, row)


def _edit(request: HttpRequest, kind: str, row: Any, shown: Any) -> HttpResponse:
    user, at = require(request.user, Can.SCHEDULE), timezone.now()
    initial: dict[str, object] = {}
    if shown is not None:
        initial = dict(preset_times(shown) if kind == SLOTS else preset_numbers(shown))
        initial |= {} if row else {"name": _("%(name)s（副本）") % {"name": shown.name}}
    form: Any = (SlotPresetForm if kind == SLOTS else PolicyForm)(request.POST or None, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            if kind == SLOTS:
                set_slot_preset(preset=row, name=form.cleaned_data["name"], times=form.times(), by=user, at=at)
            else:
                set_policy_preset(preset=row, numbers=form.numbers(), by=user, at=at)
            return done(request, reverse("calendar:plan_presets"), _("已保存预设，已套用的账号不受影响。"))
        except UserError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
    context = {"form": form, "preset": row, "kind": kind}
    return render(request, "calendar/preset.html", context, status=422 if form.is_bound else 200)


@require_POST
def plan_preset_reset(request: HttpRequest, kind: str, preset_id: int) -> HttpResponse:
    """As the document has it."""
    row = plan_preset_for(request.user, kind, preset_id)
    reset_preset(preset=row, by=require(request.user, Can.SCHEDULE), at=timezone.now())
    return done(request, reverse("calendar:plan_presets"), _("已恢复原样。"))


@require_POST
def plan_preset_remove(request: HttpRequest, kind: str, preset_id: int) -> HttpResponse:
    """It is no longer offered."""
    row = plan_preset_for(request.user, kind, preset_id)
    remove_preset(preset=row, by=require(request.user, Can.SCHEDULE), at=timezone.now())
    return done(request, reverse("calendar:plan_presets"), _("已删除预设，已套用的账号不受影响。"))


@require_http_methods(["GET", "POST"])
def plan_preset_apply(request: HttpRequest, kind: str, preset_id: int) -> HttpResponse:
    """What it would change for each account; POST gives it to those that are ticked."""
    row = plan_preset_for(request.user, kind, preset_id)
    accounts = scope(request, can=Can.SCHEDULE)
    if request.method == "POST":
        chosen = accounts.filter(pk__in=whole_numbers(request.POST.getlist("account")))
        user = require(request.user, Can.SCHEDULE)
        count = apply_preset_to(preset=row, accounts=chosen, by=user, at=timezone.now())
        if not count:
            raise UserError(_("请至少勾选一个账号。"), field="account")
        sentence = _("已给 %(n)d 个账号套用“%(name)s”。") % {"n": count, "name": row.name}
        return done(request, reverse("calendar:plans"), sentence)
    context = {"preset": row, "kind": kind, "words": preset_words(row), "effects": effects_of(row, accounts)}
    return render(request, "calendar/preset_apply.html", context)
