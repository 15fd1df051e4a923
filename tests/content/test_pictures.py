"""Uploaded pictures: known by content, re-encoded, without EXIF."""

import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from accounts.models import User
from content.models import Media
from content.pictures import PURPOSE, THUMBNAIL, WEIBO_LIMIT
from content.services import store_picture
from core.errors import Forbidden
from core.uploads import clean_picture, thumbnail_of


def picture(form: str, *, size: tuple[int, int] = (60, 40), mode: str = "RGB", **options: Any) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, "teal").save(out, form, **options)
    return out.getvalue()


def test_it_drops_exif_and_keeps_the_picture_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    exif[0x010F] = "Camera of a private person"
    clean = clean_picture(picture("JPEG", exif=exif))

    assert (clean.kind.mime, clean.width, clean.height) == ("image/jpeg", 40, 60)
    assert b"Camera" not in clean.data
    assert not Image.open(io.BytesIO(clean.data)).getexif()


@pytest.mark.parametrize(
    ("form", "mode", "mime"),
    [
        ("PNG", "RGBA", "image/png"),
        ("PNG", "P", "image/jpeg"),
        ("WEBP", "RGB", "image/jpeg"),
        ("JPEG", "CMYK", "image/jpeg"),
    ],
)
def test_it_re_encodes_to_what_weibo_takes(form: str, mode: str, mime: str) -> None:
    clean = clean_picture(picture(form, mode=mode))

    assert clean.kind.mime == mime
    Image.open(io.BytesIO(thumbnail_of(clean, THUMBNAIL).data)).verify()


def test_it_keeps_animations() -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "green", "blue")]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=80)
    clean = clean_picture(out.getvalue())

    assert clean.kind.mime == "image/gif"
    assert getattr(Image.open(io.BytesIO(clean.data)), "n_frames", 1) == 3


def test_it_makes_large_pictures_fit() -> None:
    noise = Image.effect_noise((3000, 2500), 120).convert("RGB")
    out = io.BytesIO()
    noise.save(out, "JPEG", quality=100)

    assert len(clean_picture(out.getvalue(), PURPOSE.pictures).data) <= WEIBO_LIMIT


def test_it_stores_the_same_bytes_once(
    editor: User, approver: User, manager: User, at: dt.datetime, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    first = store_picture(file=io.BytesIO(picture("PNG")), name="a.png", by=editor, at=at)

    assert store_picture(file=io.BytesIO(picture("PNG")), name="b.png", by=approver, at=at) == first
    assert Media.objects.count() == 1
    assert Path(first.file.path).is_relative_to(tmp_path)
    with pytest.raises(Forbidden):
        store_picture(file=io.BytesIO(picture("PNG")), name="c.png", by=manager, at=at)
