"""Pictures: taken in, and shown only behind the door."""

import json

from django.db.models.fields.files import FieldFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import member, require_somewhere
from accounts.roles import Can
from content import services
from content.access import media_for
from content.pictures import UPLOAD_LIMIT
from core.errors import NotFound, UserError

SAFE = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, max-age=86400, immutable",
}


@require_POST
def media_upload(request: HttpRequest) -> HttpResponse:
    """One picture; answers its tile. 422 with a sentence for what is no fit picture."""
    user = require_somewhere(request.user, Can.WRITE)
    file = request.FILES.get("picture")
    if file is None or isinstance(file, list):
        raise UserError(_("没有收到图片。"), field="picture")
    if (file.size or 0) > UPLOAD_LIMIT:
        raise UserError(_("图片超过 20 MB，请压缩后再上传。"), code="picture.size", field="picture")
    row = services.store_picture(data=file.read(), name=file.name or "", by=user, at=timezone.now())
    if request.headers.get("Accept", "").startswith("application/json"):
        return HttpResponse(json.dumps({"id": row.pk}), content_type="application/json", status=201)
    return render(request, "content/_tile.html", {"media": row}, status=201)


@require_GET
def media(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture as it will be sent."""
    row = media_for(member(request), pk)
    return _serve(row.file, row.mime)


@require_GET
def thumbnail(request: HttpRequest, pk: int) -> HttpResponse:
    """A small one for lists."""
    row = media_for(member(request), pk)
    return _serve(row.thumbnail, "image/png" if str(row.thumbnail.name).endswith(".png") else "image/jpeg")


def _serve(file: FieldFile, kind: str) -> HttpResponse:
    """At most 5 MB, so read at once. The kind is ours, never what the upload said."""
    try:
        with file.open("rb") as opened:
            return HttpResponse(opened.read(), content_type=kind, headers=SAFE)
    except FileNotFoundError as error:
        raise NotFound(_("图片文件已不在服务器上，请重新上传。")) from error
