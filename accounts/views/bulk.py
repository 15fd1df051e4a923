"""Several accounts at once: what is chosen, what is set, and taking it back (A1)."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import change_for, require, require_somewhere, scope
from accounts.forms.bulk import BulkForm
from accounts.forms.silence import SilenceForm
from accounts.models import WeiboAccount
from accounts.queries import MatrixFilter, filtered
from accounts.roles import Can
from accounts.services.bulk import change_accounts, undo_change
from accounts.services.silence import save_silence_presets
from core.errors import UserError
from core.http import done, safe_next, whole_numbers

NAMED = 12


@require_http_methods(["GET", "POST"])
def matrix_bulk(request: HttpRequest) -> HttpResponse:
    """What to set on the chosen accounts (`id`, or with `all` every one that the filters show)."""
    user, now = require_somewhere(request.user, Can.MANAGE_ACCOUNTS), timezone.now()
    accounts, back = _chosen(request), safe_next(request, reverse("accounts:matrix"))
    ids = list(accounts.values_list("pk", flat=True))
    if not ids:
        return done(request, back, _("没有选中可以修改的账号。"))
    form = BulkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            change = change_accounts(account_ids=ids, values=form.values(), by=user, at=now)
        except UserError as error:
            form.add_error(error.field or None, str(error))
        else:
            if change is None:
                return done(request, back, _("选中的账号已经是这样，没有改动。"))
            return done(request, back, _told(len(change.after)), undo_url=reverse("accounts:undo", args=[change.pk]))
    names = list(accounts.values_list("nickname", flat=True)[:NAMED])
    context = {"form": form, "ids": ids, "names": names, "more": len(ids) - len(names), "next": back}
    return render(request, "accounts/bulk.html", context, status=422 if form.is_bound else 200)


@require_POST
def undo(request: HttpRequest, change_id: int) -> HttpResponse:
    """Take a change of several accounts back."""
    user = require_somewhere(request.user, Can.MANAGE_ACCOUNTS)
    found = undo_change(change=change_for(user, change_id), by=user, at=timezone.now())
    sentence = ngettext("已恢复 %(n)d 个账号。", "已恢复 %(n)d 个账号。", found.restored) % {"n": found.restored}
    if found.kept:
        more = ngettext("%(n)d 个之后又改过，保持现状。", "%(n)d 个之后又改过，保持现状。", found.kept)
        sentence += more % {"n": found.kept}
    return done(request, safe_next(request, reverse("accounts:matrix")), sentence)


@require_http_methods(["GET", "POST"])
def silence(request: HttpRequest) -> HttpResponse:
    """After how many days accounts of each kind count as silent."""
    user = require(request.user, Can.MANAGE_ACCOUNTS)
    form = SilenceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        count = save_silence_presets(days=form.cleaned_data, by=user, at=timezone.now())
        sentence = ngettext("已修改 %(n)d 类账号的断更天数。", "已修改 %(n)d 类账号的断更天数。", count) % {"n": count}
        return done(request, reverse("accounts:matrix"), sentence if count else _("没有改动。"))
    return render(request, "accounts/silence.html", {"form": form}, status=422 if form.is_bound else 200)


def _chosen(request: HttpRequest) -> "QuerySet[WeiboAccount]":
    """The accounts that were ticked, or all of the list; never one out of reach."""
    accounts = scope(request, can=Can.MANAGE_ACCOUNTS)
    sent = request.POST if request.method == "POST" else request.GET
    if request.method == "GET" and sent.get("all"):
        return filtered(accounts, MatrixFilter.of(request.GET), timezone.now()).order_by("nickname")
    numbers = [word for value in sent.getlist("id") for word in value.split(",")]
    return accounts.filter(pk__in=whole_numbers(numbers)).order_by("nickname")


def _told(count: int) -> str:
    return ngettext("已修改 %(n)d 个账号。", "已修改 %(n)d 个账号。", count) % {"n": count}
