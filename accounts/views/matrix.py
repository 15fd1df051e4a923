"""The matrix page, its export, the account picker, and groups (A1)."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import queries
from accounts.access import accounts_for, group_for, member, require, rights_of, scope
from accounts.forms import GroupForm
from accounts.queries.picker import offer
from accounts.recent import recent_accounts
from accounts.roles import Can
from accounts.services import delete_group, save_group
from core.errors import UserError
from core.exports import csv_download
from core.http import done, int_param, page_or_fragment, text_param
from core.rate_limits import limited

VIEW = "matrix_view"
TABLE, CARDS = "table", "cards"


@require_GET
def matrix(request: HttpRequest) -> HttpResponse:
    """Which accounts the company has and lacks, who stands in for whom, and how each of them is."""
    user, now = member(request), timezone.now()
    everything, chosen = scope(request), queries.MatrixFilter.of(request.GET)
    before, after = int_param(request, "before"), int_param(request, "after")
    shown = queries.filtered(everything, chosen, now)
    page, cards = queries.matrix_page(shown, chosen.order, now=now, before=before, after=after)
    rights, view = rights_of(user), _view(request)
    context = {
        "page": page,
        "cards": cards,
        "chosen": chosen,
        "heads": queries.heads(chosen),
        "found": shown.count() if chosen.is_set else None,
        "as_table": view == TABLE,
        "may_change": rights.may_somewhere(Can.MANAGE_ACCOUNTS),
        "may_manage": rights.may(Can.MANAGE_ACCOUNTS),
        "may_see_people": rights.may_somewhere(Can.MANAGE_PEOPLE),
    } | queries.around(everything, accounts_for(user), chosen, group=int_param(request, "group"), now=now)
    return page_or_fragment(request, "accounts/matrix.html", "accounts/_matrix.html", context)


def _view(request: HttpRequest) -> str:
    """Cards or table: as the address says, otherwise as this person looked at it last."""
    wanted: str = request.GET.get("view", "")
    kept: str = request.session.get(VIEW, CARDS)
    if wanted not in {TABLE, CARDS} or wanted == kept:
        return kept
    request.session[VIEW] = wanted
    return wanted


@require_GET
@limited("export")
def matrix_export(request: HttpRequest) -> StreamingHttpResponse:
    """The accounts of the page as a CSV file."""
    member(request)
    now, chosen = timezone.now(), queries.MatrixFilter.of(request.GET)
    cards = queries.matrix_rows(queries.filtered(scope(request), chosen, now), chosen.order, now=now)
    return csv_download(_("账号矩阵"), queries.matrix_header(), map(queries.matrix_cells, cards))


@require_GET
def picker(request: HttpRequest) -> HttpResponse:
    """The list of an account picker: only accounts for which the person may do `can`, the recent ones first."""
    user = member(request)
    wanted = request.GET.get("can", "")
    can = Can(wanted) if wanted in set(Can) else Can.VIEW
    words, group = text_param(request, "q", limit=60), int_param(request, "group")
    found = offer(accounts_for(user, can), words=words, group=group, recent=recent_accounts(request))
    return render(request, "accounts/_picker.html", {"offer": found})


@require_http_methods(["GET", "POST"])
def group_new(request: HttpRequest) -> HttpResponse:
    """Make a group."""
    user = require(request.user, Can.MANAGE_ACCOUNTS)
    form = GroupForm(request.POST or None, initial={"parent": int_param(request, "parent"), "position": 0})
    if request.method == "POST" and form.is_valid():
        try:
            group = save_group(group=None, values=form.values(), by=user, at=timezone.now())
        except UserError as error:
            form.add_error(error.field or None, str(error))
        else:
            return done(request, reverse("accounts:matrix"), _("已建立分组“%(name)s”。") % {"name": group.name})
    return _form_page(request, form, {"form": form})


@require_http_methods(["GET", "POST"])
def group_edit(request: HttpRequest, group_id: int) -> HttpResponse:
    """Rename or move a group."""
    group = group_for(request.user, group_id, to=Can.MANAGE_ACCOUNTS)
    user = require(request.user, Can.MANAGE_ACCOUNTS)
    form = GroupForm(request.POST or None, group=group)
    if request.method == "POST" and form.is_valid():
        try:
            group = save_group(group=group, values=form.values(), by=user, at=timezone.now())
        except UserError as error:
            form.add_error(error.field or None, str(error))
        else:
            return done(request, reverse("accounts:matrix"), _("已保存分组“%(name)s”。") % {"name": group.name})
    return _form_page(request, form, {"form": form, "group": group})


@require_POST
def group_delete(request: HttpRequest, group_id: int) -> HttpResponse:
    """Remove an empty group."""
    group = group_for(request.user, group_id, to=Can.MANAGE_ACCOUNTS)
    delete_group(group=group, by=require(request.user, Can.MANAGE_ACCOUNTS), at=timezone.now())
    return done(request, reverse("accounts:matrix"), _("已删除分组“%(name)s”。") % {"name": group.name})


def _form_page(request: HttpRequest, form: GroupForm, context: dict[str, object]) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, "accounts/group_form.html", context, status=status)
