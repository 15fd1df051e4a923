"""Pictures: measured before they are decoded, decoded, turned upright, written anew without anything but pixels."""

import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Final

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from core.uploads.gif import count_frames
from core.uploads.kinds import PICTURES, Kind, is_markup, kind_of
from core.uploads.refusals import broken, markup, refused, wrong_kind

FORMATS: Final = {Kind.JPEG: "JPEG", Kind.PNG: "PNG", Kind.GIF: "GIF", Kind.WEBP: "WEBP"}
_BROKEN: Final = (
    UnidentifiedImageError, OSError, ValueError, SyntaxError, IndexError, KeyError, EOFError, MemoryError,
    Image.DecompressionBombError, Image.DecompressionBombWarning,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PictureRules:
    """Limits: pixels of what comes in, of all frames of an animation together; sides and bytes of what is kept."""

    pixels: int = 50_000_000
    frames: int = 300
    moving_pixels: int = 120_000_000
    longest_side: int = 4096
    bytes_kept: int = 5 * 1024 * 1024 - 1
    may_move: bool = True


@dataclass(frozen=True, slots=True)
class Picture:
    """Clean bytes: JPEG, PNG where something is transparent, GIF where something moves."""

    data: bytes
    kind: Kind
    width: int
    height: int


def clean_picture(data: bytes, rules: PictureRules | None = None, *, field: str = "file") -> Picture:
    """What is kept of an uploaded picture. Raises `Refused` with a sentence for anything that is no fit picture."""
    rules = rules or PictureRules()
    kind = kind_of(data[:4096])
    if kind is None or kind not in FORMATS:
        raise markup(field) if is_markup(data[:4096]) else wrong_kind(PICTURES, field)
    if kind is Kind.GIF:
        _count(data, rules, field)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            warnings.simplefilter("ignore", UserWarning)  # metadata that Pillow finds strange is thrown away anyhow
            return _decoded(data, kind, rules, field)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels(rules, field) from error
    except _BROKEN as error:
        raise broken(kind, field) from error


def thumbnail_of(picture: Picture, side: int) -> Picture:
    """A small JPEG, or PNG where something is transparent."""
    with Image.open(io.BytesIO(picture.data), formats=[FORMATS[picture.kind]]) as image:
        image.seek(0)
        small = image.convert("RGBA") if _has_alpha(image) else image.convert("RGB")
    small.thumbnail((side, side))
    kind = Kind.PNG if small.mode == "RGBA" else Kind.JPEG
    options = {"optimize": True} if kind is Kind.PNG else {"quality": 82}
    return Picture(_saved(small, FORMATS[kind], **options), kind, small.width, small.height)


def as_png(picture: Picture) -> bytes:
    """A clean still picture as PNG, for programs that read nothing else."""
    out = io.BytesIO()
    with Image.open(io.BytesIO(picture.data), formats=[FORMATS[picture.kind]]) as image:
        image.convert("RGBA").save(out, "PNG", optimize=True)
    return out.getvalue()


def _count(data: bytes, rules: PictureRules, field: str) -> None:
    """Frames are counted without decoding one: 10,000 of them fit into a small file."""
    frames = count_frames(data, limit=rules.frames)
    if frames is None:
        raise broken(Kind.GIF, field)
    if frames > rules.frames:
        sentence = _("动图帧数过多，最多 %(limit)d 帧。") % {"limit": rules.frames}
        raise refused("frames", sentence, field)


def _too_many_pixels(rules: PictureRules, field: str) -> Exception:
    sentence = _("图片像素过大，最多 %(limit)d 万像素，请缩小后再上传。")
    return refused("pixels", sentence % {"limit": rules.pixels // 10_000}, field)


def _decoded(data: bytes, kind: Kind, rules: PictureRules, field: str) -> Picture:
    with Image.open(io.BytesIO(data), formats=[FORMATS[kind]]) as image:
        if image.width * image.height > rules.pixels:
            raise _too_many_pixels(rules, field)
        if image.format == "GIF" and getattr(image, "is_animated", False) and rules.may_move:
            return _moving(image, rules, field)
        image.seek(0)
        image.load()
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((rules.longest_side, rules.longest_side))
        return _still(upright, rules)


def _still(image: Image.Image, rules: PictureRules) -> Picture:
    """PNG where something is transparent, JPEG otherwise; made smaller until it fits."""
    if _has_alpha(image):
        image = image.convert("RGBA")
        data = _saved(image, "PNG", optimize=True)
        while len(data) > rules.bytes_kept:
            image = image.resize((image.width * 3 // 4, image.height * 3 // 4))
            data = _saved(image, "PNG", optimize=True)
        return Picture(data, Kind.PNG, image.width, image.height)
    image = image.convert("RGB")
    while True:
        for quality in (92, 85, 75, 60):
            data = _saved(image, "JPEG", quality=quality, optimize=True)
            if len(data) <= rules.bytes_kept:
                return Picture(data, Kind.JPEG, image.width, image.height)
        image = image.resize((image.width * 3 // 4, image.height * 3 // 4))


def _moving(image: Image.Image, rules: PictureRules, field: str) -> Picture:
    """An animated GIF frame by frame, one frame in memory at a time."""
    frames = getattr(image, "n_frames", 1)
    if frames * image.width * image.height > rules.moving_pixels:
        raise refused("pixels", _("动图太大，请减少帧数或缩小尺寸后再上传。"), field)
    durations = [frame.info.get("duration", 100) for frame in ImageSequence.Iterator(image)]
    clean = _frames(image)
    first = next(clean)
    out = io.BytesIO()
    first.save(out, "GIF", save_all=True, append_images=chain(clean), duration=durations, loop=0, disposal=2)
    if len(out.getvalue()) > rules.bytes_kept:
        limit = (rules.bytes_kept + 1) // (1024 * 1024)
        raise refused("size", _("动图超过 %(limit)d MB，请压缩后再上传。") % {"limit": limit}, field)
    return Picture(out.getvalue(), Kind.GIF, image.width, image.height)


def _frames(image: Image.Image) -> Iterator[Image.Image]:
    """Pixels of each frame in a picture of its own: comments and extensions stay behind."""
    for frame in ImageSequence.Iterator(image):
        pixels = frame.convert("RGBA")
        clean = Image.new("RGBA", pixels.size)
        clean.paste(pixels)
        yield clean


def _has_alpha(image: Image.Image) -> bool:
    return image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info


def _saved(image: Image.Image, form: str, **options: int | bool) -> bytes:
    """Pixels only: no EXIF, no comments, no colour profile travels along."""
    out = io.BytesIO()
    clean = Image.new(image.mode, image.size)
    clean.paste(image)
    clean.save(out, form, **options)
    return out.getvalue()
