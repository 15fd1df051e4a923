"""Kept files on their way out: never run, never guessed at, never cached by anybody but the person's own browser."""

from typing import Final
from urllib.parse import quote

from django.http import FileResponse, HttpResponse
from django.utils.translation import gettext as _

from core.errors import NotFound
from core.uploads.kinds import PICTURES, Kind
from core.uploads.names import shown_name
from core.uploads.storing import path_of

SAFE: Final = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
}


def serve(relative: str, kind: Kind, *, name: str = "", days: int = 0) -> HttpResponse:
    """Answer with a kept file. The caller has proved access: it is the last line of a view behind its door.

    Pictures are shown, everything else is offered as a download called `name`. `days` lets the person's own browser
    keep it, for files that never change under their address.
    """
    try:
        data = path_of(relative).read_bytes()  # at most what its purpose takes in: 20 MB for papers, 5 for pictures
    except (OSError, ValueError) as error:
        raise NotFound(_("文件已不在服务器上，请重新上传。")) from error
    response = HttpResponse(data, content_type=kind.mime, headers=dict(SAFE))
    how = "inline" if kind in PICTURES else "attachment"
    response["Content-Disposition"] = how
    if name:
        response["Content-Disposition"] = f"{how}; filename*=UTF-8''{quote(shown_name(name), safe='')}"
    response["Cache-Control"] = f"private, max-age={days * 86400}, immutable" if days else "private, no-store"
    return response


def serve_picture(relative: str) -> HttpResponse:
    """A picture that never changes under its address; its kind is the ending that we gave it ourselves."""
    ending = relative.rpartition(".")[2]
    kind = next((kind for kind in PICTURES if kind == ending), None)
    if kind is None:
        raise NotFound(_("文件已不在服务器上，请重新上传。"))
    return serve(relative, kind, days=1)


def serve_made(relative: str, mime: str, *, name: str) -> FileResponse:
    """Answer with a file that we made ourselves, of any size, as a download; behind the owner's door."""
    try:
        file = path_of(relative).open("rb")
    except (OSError, ValueError) as error:
        raise NotFound(_("文件已不在服务器上，请重新生成。")) from error
    response = FileResponse(file, content_type=mime, headers=dict(SAFE))
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(shown_name(name), safe='')}"
    response["Cache-Control"] = "private, no-store"
    return response
