"""Decode and re-encode pictures: type by content, limits on bytes and pixels, no EXIF, below Weibo's 5 MB."""

import io
import warnings
from dataclasses import dataclass

import filetype
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from core.errors import UserError

UPLOAD_LIMIT = 20 * 1024 * 1024
WEIBO_LIMIT = 5 * 1024 * 1024 - 1
PIXEL_LIMIT = 50_000_000
FRAME_LIMIT = 300
LONGEST_SIDE = 4096
THUMBNAIL = 480
ACCEPTED = {"image/jpeg": "JPEG", "image/png": "PNG", "image/gif": "GIF", "image/webp": "WEBP"}


@dataclass(frozen=True, slots=True)
class Picture:
    """Clean bytes ready for Weibo, and a small JPEG or PNG for lists."""

    data: bytes
    thumbnail: bytes
    mime: str
    width: int
    height: int

    @property
    def ending(self) -> str:
        """The ending of the file's name."""
        return {"image/jpeg": "jpg", "image/png": "png", "image/gif": "gif"}[self.mime]

    @property
    def thumbnail_ending(self) -> str:
        """PNG where something is transparent."""
        return "png" if self.thumbnail.startswith(b"\x89PNG") else "jpg"


def clean_picture(data: bytes) -> Picture:
    """What is stored of an uploaded file. Raises `UserError` with a sentence for anything that is no fit picture."""
    if len(data) > UPLOAD_LIMIT:
        raise UserError(_("图片超过 20 MB，请压缩后再上传。"), code="picture.size", field="picture")
    kind = filetype.guess(data)
    if kind is None or kind.mime not in ACCEPTED:
        raise UserError(_("只支持 JPG、PNG、GIF 和 WebP 图片。"), code="picture.type", field="picture")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _decode(data, ACCEPTED[kind.mime])
    except (
        UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as error:  # fmt: skip
        raise UserError(_("这张图片已损坏或无法识别，请换一张。"), code="picture.broken", field="picture") from error


def _decode(data: bytes, form: str) -> Picture:
    with Image.open(io.BytesIO(data), formats=[form]) as image:
        if image.width * image.height > PIXEL_LIMIT:
            raise UserError(_("图片像素过大，请缩小后再上传。"), code="picture.pixels", field="picture")
        if getattr(image, "is_animated", False):
            return _animated(image)
        image.load()
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        return _still(upright)


def _still(image: Image.Image) -> Picture:
    """PNG where something is transparent, JPEG otherwise; made smaller until Weibo takes it."""
    if _has_alpha(image):
        image = image.convert("RGBA")
        data = _saved(image, "PNG", optimize=True)
        while len(data) > WEIBO_LIMIT:
            image = image.resize((image.width * 3 // 4, image.height * 3 // 4))
            data = _saved(image, "PNG", optimize=True)
        return Picture(data, _thumbnail(image), "image/png", image.width, image.height)
    image = image.convert("RGB")
    for quality in (92, 85, 75, 60):
        data = _saved(image, "JPEG", quality=quality, optimize=True)
        if len(data) <= WEIBO_LIMIT:
            break
    return Picture(data, _thumbnail(image), "image/jpeg", image.width, image.height)


def _animated(image: Image.Image) -> Picture:
    """An animated GIF frame by frame; other animated formats become their first picture."""
    if image.format != "GIF":
        image.seek(0)
        return _still(image.copy())
    if getattr(image, "n_frames", 1) > FRAME_LIMIT:
        raise UserError(_("动图帧数过多，最多 %(limit)d 帧。") % {"limit": FRAME_LIMIT}, code="picture.frames")
    durations = [frame.info.get("duration", 100) for frame in ImageSequence.Iterator(image)]
    frames = [frame.convert("RGBA") for frame in ImageSequence.Iterator(image)]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=durations, loop=0, disposal=2)
    if len(out.getvalue()) > WEIBO_LIMIT:
        raise UserError(_("动图超过微博的 5 MB 上限，请压缩后再上传。"), code="picture.size", field="picture")
    return Picture(out.getvalue(), _thumbnail(frames[0]), "image/gif", image.width, image.height)


def _thumbnail(image: Image.Image) -> bytes:
    small = image.copy()
    small.thumbnail((THUMBNAIL, THUMBNAIL))
    if _has_alpha(small):
        return _saved(small.convert("RGBA"), "PNG", optimize=True)
    return _saved(small.convert("RGB"), "JPEG", quality=82)


def _has_alpha(image: Image.Image) -> bool:
    return image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info


def _saved(image: Image.Image, form: str, **options: int | bool) -> bytes:
    """Pixels only: no EXIF, no comments, no colour profile travels along."""
    out = io.BytesIO()
    clean = Image.new(image.mode, image.size)
    clean.paste(image)
    clean.save(out, form, **options)
    return out.getvalue()
