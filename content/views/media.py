"""Pictures: taken in, and shown only behind the door."""

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import member, require_somewhere
from accounts.roles import Can
from content import services
from content.access import media_for
from core import uploads
from core.errors import UserError
from core.http import whole_number
from core.rate_limits import limited


@require_POST
@limited("upload")
def media_upload(request: HttpRequest) -> HttpResponse:
    """One picture; answers its tile. 422 with a sentence for what is no fit picture."""
    user = require_somewhere(request.user, Can.WRITE)
    file = request.FILES.get("picture")
    if file is None or isinstance(file, list):
        raise UserError(_("没有收到图片。"), field="picture")
    cut_from = whole_number(request.POST.get("from", ""))
    made_of = media_for(user, cut_from) if cut_from is not None else None
    row = services.store_picture(file=file, by=user, at=timezone.now(), made_of=made_of)
    if request.headers.get("Accept", "").startswith("application/json"):
        return HttpResponse(json.dumps({"id": row.pk}), content_type="application/json", status=201)
    sent_size = file.size if file.size and file.size > row.size else None
    return render(request, "content/_tile.html", {"media": row, "sent_size": sent_size}, status=201)


@require_GET
def media(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture as it will be sent."""
    return uploads.serve_picture(media_for(member(request), pk).file.name or "")


@require_GET
def thumbnail(request: HttpRequest, pk: int) -> HttpResponse:
    """A small one for lists."""
    return uploads.serve_picture(media_for(member(request), pk).thumbnail.name or "")
