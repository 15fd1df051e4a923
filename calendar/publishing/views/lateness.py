"""What happens to posts whose time has passed, and how exactly others keep it: by category, and for one slot."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import member, require, rights_of
from accounts.roles import Can
from content.services import check_lateness, set_late_rules
from core.errors import UserError
from core.http import done
from publishing import queries, services
from publishing.access import slot_for
from publishing.forms import LatenessForm, LateRulesForm
from publishing.views.answers import shown, undo_url


@require_http_methods(["GET", "POST"])
def late_rules(request: HttpRequest) -> HttpResponse:
    """The lateness rule that slots of each category get."""
    member(request)
    may = rights_of(request.user).may(Can.SCHEDULE)
    form = LateRulesForm(request.POST or None, categories=queries.all_categories())
    if request.method == "POST":
        user = require(request.user, Can.SCHEDULE)
        if form.is_valid():
            try:
                changed = set_late_rules(rules=form.rules(), by=user, at=timezone.now())
                sentence = ngettext("已修改 %(n)d 个分类。", "已修改 %(n)d 个分类。", changed) % {"n": changed}
                return done(request, reverse("calendar:late_rules"), sentence)
            except UserError as error:
                form.add_error(None, str(error))
    status = 422 if form.is_bound else 200
    return render(request, "calendar/late_rules.html", {"form": form, "may_change": may}, status=status)


@require_POST
def lateness(request: HttpRequest, slot_id: int) -> HttpResponse:
    """Another lateness rule for one slot, or that of its category."""
    found = slot_for(request.user, slot_id, to=Can.SCHEDULE)
    user = require(request.user, Can.SCHEDULE, found.account_id)
    form = LatenessForm(request.POST)
    if not form.is_valid():
        raise UserError(" ".join(str(error) for errors in form.errors.values() for error in errors))
    manner = form.manner()
    check_lateness(*manner.lateness(found.post))
    changed, change = services.set_lateness(slot=found, manner=manner, by=user, at=timezone.now())
    return shown(request, changed, _("已修改迟发规则。"), undo_url(change))


@require_POST
def exact(request: HttpRequest, slot_id: int) -> HttpResponse:
    """K6: this one to the minute."""
    found = slot_for(request.user, slot_id, to=Can.SCHEDULE)
    user = require(request.user, Can.SCHEDULE, found.account_id)
    changed, change = services.set_exact(slot=found, by=user, at=timezone.now())
    return shown(request, changed, _("已改为准点发出。"), undo_url(change))
