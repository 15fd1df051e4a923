"""The media library: pictures with their rights, and where they were used."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.access import member, require_somewhere, rights_of
from accounts.models import User
from accounts.roles import Can
from content import services
from content.access import bulk_change_for, media_for, media_seen_by, posts_for
from content.forms.rights import BulkRightsForm, RightsForm
from content.models import MediaRights
from content.queries import media as queries
from content.queries.media import MediaFilter
from core.dates import local_day
from core.errors import UserError
from core.http import done, int_param, page_or_fragment, safe_next, whole_numbers
from core.paging import key_page

AT_ONCE, SIZE = 30, 60


def media_library(request: HttpRequest) -> HttpResponse:
    """The grid, narrowed by search, kind, rights and what asks for care; a post takes in what was chosen."""
    user, today = member(request), local_day(timezone.now())
    if request.method == "POST":
        return _take_in(request)
    seen, chosen = media_seen_by(user), MediaFilter.of(request.GET)
    rows = queries.media_rows(seen, chosen, today=today)
    page = key_page(rows, before=int_param(request, "before"), after=int_param(request, "after"), size=SIZE)
    context = {
        "page": page,
        "tiles": [queries.tile_of(row, today=today) for row in page.rows],
        "chosen": chosen,
        "kinds": queries.KINDS,
        "needs": queries.need_counts(seen, today=today),
        "rights": MediaRights.choices,
        "may_write": rights_of(user).may_somewhere(Can.WRITE),
        "form": BulkRightsForm(),
    }
    return render(request, "content/media.html", context)


def _take_in(request: HttpRequest) -> HttpResponse:
    """Without JavaScript all files come in one post; each that is no fit picture is told."""
    user, taken, refused = require_somewhere(request.user, Can.WRITE), 0, []
    for file in request.FILES.getlist("picture")[:AT_ONCE]:
        try:
            services.store_picture(file=file, by=user, at=timezone.now())
            taken += 1
        except UserError as error:
            refused.append(str(error))
    if not taken:
        raise UserError(refused[0] if refused else _("没有收到图片。"), field="picture")
    sentence = ngettext("已上传 %(n)d 个。", "已上传 %(n)d 个。", taken) % {"n": taken}
    return done(request, reverse("content:media_library"), sentence + "".join(refused[:3]))


@require_GET
def media_about(request: HttpRequest, pk: int) -> HttpResponse:
    """One picture: its rights, and the posts that have it."""
    user, today = member(request), local_day(timezone.now())
    row = media_for(user, pk)
    context = {
        "media": row,
        "tile": queries.tile_of(row, today=today),
        "uses": queries.uses_of(row, posts_for(user)),
        "form": RightsForm(instance=row),
        "may_write": rights_of(user).may_somewhere(Can.WRITE),
    }
    return page_or_fragment(request, "content/media_about.html", "content/_media_about.html", context)


@require_POST
def rights_set(request: HttpRequest, pk: int) -> HttpResponse:
    """All that is known of one picture."""
    user = require_somewhere(request.user, Can.WRITE)
    row = media_for(user, pk)
    form = RightsForm(request.POST, instance=row)
    if not form.is_valid():
        raise UserError(str(next(iter(form.errors.values()))[0]))
    return _change(request, user, [pk], form.cleaned_data)


@require_POST
def rights_bulk(request: HttpRequest) -> HttpResponse:
    """What was filled in, on all that were ticked; empty fields stay as they are."""
    user = require_somewhere(request.user, Can.WRITE)
    form = BulkRightsForm(request.POST)
    if not form.is_valid():
        raise UserError(str(next(iter(form.errors.values()))[0]))
    return _change(request, user, whole_numbers(request.POST.getlist("media")), form.filled())


def _change(request: HttpRequest, user: User, ids: list[int], values: Mapping[str, Any]) -> HttpResponse:
    back = safe_next(request, reverse("content:media_library"))
    change = services.set_media_rights(media_ids=ids, values=values, by=user, at=timezone.now())
    if change is None:
        return done(request, back, _("没有变化。"))
    n, undo = len(change.before), reverse("content:rights_undo", args=[change.pk])
    sentence = ngettext("已更新 %(n)d 个素材的授权。", "已更新 %(n)d 个素材的授权。", n) % {"n": n}
    return done(request, back, sentence, undo_url=f"{undo}?{urlencode({'next': back})}")


@require_POST
def rights_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """As it was, where nobody touched it since."""
    user = member(request)
    n = services.undo_media_rights(change=bulk_change_for(user, pk), by=user, at=timezone.now())
    sentence = ngettext("已撤销，%(n)d 个素材恢复原样。", "已撤销，%(n)d 个素材恢复原样。", n) % {"n": n}
    return done(request, safe_next(request, reverse("content:media_library")), sentence)
