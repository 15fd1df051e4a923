"""The sentences with which a file is refused, in one place."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import Sentence, UserError
from core.uploads.kinds import PICTURES, Kind

_NAMES: dict[Kind, Sentence] = {
    Kind.JPEG: "JPG",
    Kind.PNG: "PNG",
    Kind.GIF: "GIF",
    Kind.WEBP: "WebP",
    Kind.PDF: "PDF",
    Kind.XLSX: "Excel（.xlsx）",
    Kind.SQLITE: "SQLite",
    Kind.TEXT: gettext_lazy("CSV 或 JSON 文本"),
}


class Refused(UserError):
    """A file that is not taken in. `code` begins with `upload.`."""


def refused(code: str, sentence: Sentence, field: str = "file") -> Refused:
    """A refusal with its reason."""
    return Refused(sentence, code=f"upload.{code}", field=field)


def too_large(limit: int, field: str) -> Refused:
    """More bytes than the purpose allows."""
    size = limit // (1024 * 1024)
    return refused("size", _("文件超过 %(limit)d MB，请压缩或拆分后再上传。") % {"limit": size}, field)


def empty(field: str) -> Refused:
    """Not one byte."""
    return refused("empty", _("文件是空的，请重新选择。"), field)


def wrong_kind(kinds: frozenset[Kind], field: str) -> Refused:
    """Not one of the kinds that may come in here; told by content, so renaming does not help."""
    names = _("、").join(str(_NAMES[kind]) for kind in Kind if kind in kinds)
    sentence = _("文件内容不是 %(kinds)s，只改扩展名没有用，请换一个文件。")
    return refused("kind", sentence % {"kinds": names}, field)


def markup(field: str) -> Refused:
    """SVG, HTML, scripts."""
    return refused("markup", _("不接受 SVG、网页或脚本文件，其中可能带有程序。"), field)


def broken(kind: Kind, field: str) -> Refused:
    """Begins well, but cannot be read to its end."""
    if kind in PICTURES:
        return refused("broken", _("这张图片已损坏或不完整，请换一张。"), field)
    if kind is Kind.XLSX:
        return refused("broken", _("这个 Excel 文件已损坏或不完整，请另存为 .xlsx 或 CSV 后再上传。"), field)
    return refused("broken", _("文件已损坏或不完整，请重新导出后再上传。"), field)
