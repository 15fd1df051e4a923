"""Series (C11): listed by what is next, one with its parts and gaps, made and changed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import member, require_somewhere, rights_of, scope
from accounts.models import User
from accounts.roles import Can
from content import services
from content.access import post_for, series_for
from content.forms import PlaceForm, SeriesForm
from content.models import Series
from content.queries.library import writable_accounts
from content.queries.series import parts_of, series_of, standing_of, standings
from content.services import Place, SeriesInput
from core.errors import UserError
from core.http import done


@require_GET
def series_list(request: HttpRequest) -> HttpResponse:
    """All series of the accounts in scope, the most urgent first."""
    user = member(request)
    found = standings(series_of(scope(request)), at=timezone.now())
    context = {
        "standings": found,
        "late": sum(one.is_late for one in found),
        "may_write": rights_of(user).may_somewhere(Can.WRITE),
    }
    return render(request, "content/series_list.html", context)


@require_GET
def series(request: HttpRequest, pk: int) -> HttpResponse:
    """One series with its posts in order."""
    user = member(request)
    row = series_for(user, pk)
    context = {
        "standing": standing_of(row, at=timezone.now()),
        "parts": parts_of(row),
        "may_write": rights_of(user).may(Can.WRITE, row.account_id),
    }
    return render(request, "content/series.html", context)


@require_http_methods(["GET", "POST"])
def series_new(request: HttpRequest) -> HttpResponse:
    """A new series."""
    return _edit(request, require_somewhere(request.user, Can.WRITE), None)


@require_http_methods(["GET", "POST"])
def series_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Its rhythm, and which number is due when."""
    user = member(request)
    return _edit(request, user, series_for(user, pk, to=Can.WRITE))


def _edit(request: HttpRequest, user: User, row: Series | None) -> HttpResponse:
    form = SeriesForm(request.POST or None, accounts=writable_accounts(user), initial=_initial(row))
    if request.method == "POST" and form.is_valid():
        try:
            given = SeriesInput(**{**form.cleaned_data, "weekdays": tuple(form.cleaned_data["weekdays"])})
            saved = services.save_series(given=given, series=row, by=user, at=timezone.now())
            return done(request, reverse("content:series", args=[saved.pk]), _("已保存系列。"))
        except UserError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
    status = 422 if request.method == "POST" else 200
    return render(request, "content/series_edit.html", {"form": form, "series": row}, status=status)


def _initial(row: Series | None) -> dict[str, object]:
    if row is None:
        return {}
    names = ("name", "account", "category", "weekdays", "every_days", "number_format", "owner", "note")
    standing = standing_of(row, at=timezone.now())
    return {
        **{name: getattr(row, name) for name in names},
        "number": standing.next_number,
        "due_at": standing.next_due,
    }


@require_POST
def series_end(request: HttpRequest, pk: int) -> HttpResponse:
    """No more parts; the same address lets it go on."""
    user = member(request)
    row = services.end_series(series=series_for(user, pk, to=Can.WRITE), by=user, at=timezone.now())
    url = reverse("content:series", args=[pk])
    if row.is_active:
        return done(request, url, _("系列继续。"))
    return done(request, url, _("系列已结束，不再提醒。"), undo_url=reverse("content:series_end", args=[pk]))


@require_POST
def post_series(request: HttpRequest, pk: int) -> HttpResponse:
    """Series and number of a post."""
    user = member(request)
    row, form = post_for(user, pk, to=Can.WRITE), PlaceForm(request.POST)
    if not form.is_valid():
        raise UserError(_("请选择系列，期号填一个数字或留空。"), field="series_number")
    place = Place(form.cleaned_data["series"], form.cleaned_data["series_number"])
    services.place_in_series(post=row, place=place, by=user, at=timezone.now())
    return done(request, reverse("content:post", args=[pk]), _("已保存系列和期号。"))
