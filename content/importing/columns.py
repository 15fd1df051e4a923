"""Which column is what: guessed from the header, confirmed by a person."""

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import islice
from typing import IO

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from content.hand_items import KINDS
from content.importing.reading import Line, read_lines
from core.errors import UserError

COLUMNS = {
    "post": pgettext_lazy("of a post", "编号"),
    "account": gettext_lazy("账号"),
    "category": gettext_lazy("分类"),
    "text": gettext_lazy("正文"),
    "pictures": gettext_lazy("图片"),
    "campaign": pgettext_lazy("one", "活动"),
    "state": gettext_lazy("状态"),
    "series": gettext_lazy("系列"),
    "number": gettext_lazy("期号"),
    "best_before": gettext_lazy("最迟发布日"),
    "story": gettext_lazy("用户故事"),
    **{kind.slug: kind.label for kind in KINDS},
    "by_hand": gettext_lazy("发布方式"),
}
TOLD = {"rights": gettext_lazy("图片授权")}
"""What an export tells besides; an import leaves it alone: rights belong to the pictures of the library."""
_NAMES = {
    "post": ("编号", "内容编号", "id"),
    "account": ("账号", "账户", "微博账号", "昵称", "发布账号", "account", "nickname"),
    "category": ("分类", "类别", "栏目", "内容分类", "category"),
    "text": ("正文", "内容", "文案", "微博正文", "微博内容", "text", "content"),
    "pictures": ("图片", "配图", "图片文件", "pictures", "images"),
    "campaign": ("活动", "活动名称", "所属活动", "campaign"),
    "state": ("状态", "state", "status"),
    "series": ("系列", "系列名称", "所属系列", "series"),
    "number": ("期号", "期数", "第几期", "number"),
    "best_before": ("最迟发布日", "有效期至", "best_before"),
    "story": ("用户故事", "引用故事", "story"),
    "video": ("视频", "视频标题", "video"),
    "audio": ("音频", "音频标题", "audio"),
    "vote": ("投票", "投票问题", "vote"),
    "app": ("应用", "应用名称", "app"),
    "by_hand": ("发布方式", "channel"),
}


def header_of(file: IO[bytes], rows: int = 5) -> tuple[list[str], list[Line]]:
    """The header's cells and the first rows. Raises `UserError` for a file without a header or without rows."""
    with read_lines(file) as found:
        lines = list(islice(found, rows + 1))
    if len(lines) < 2:
        raise UserError(_("文件是空的，或只有表头。"), code="import.empty", field="file")
    return [cell.strip() for cell in lines[0].cells], lines[1:]


def export_header() -> list[str]:
    """What stands above the columns of an export (`content.queries.exporting.export_rows`)."""
    return [str(name) for name in (*COLUMNS.values(), *TOLD.values())]


def guess_mapping(header: Sequence[str]) -> dict[str, int]:
    """Column number by field, for the names that we know."""
    names = [cell.strip().lower().removesuffix("(可选)").removesuffix("（可选）") for cell in header]
    guessed = {}
    for field, known in _NAMES.items():
        column = next((names.index(name) for name in (*known, *_labels(field)) if name in names), None)
        if column is not None:
            guessed[field] = column
    return guessed


@cache
def _labels(field: str) -> tuple[str, ...]:
    """What our own exports call a column, in each language."""
    found = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found.append(str(COLUMNS[field]).lower())
    return tuple(found)


def check_mapping(mapping: Mapping[str, int], width: int) -> None:
    """Raises `UserError` without a text column, for a column used twice or one that is not there."""
    if "text" not in mapping:
        raise UserError(_("请指明哪一列是正文。"), code="import.mapping", field="text")
    if set(mapping) - set(COLUMNS) or any(not 0 <= column < width for column in mapping.values()):
        raise UserError(_("列对应关系有误，请重新选择。"), code="import.mapping")
    if len(set(mapping.values())) != len(mapping):
        raise UserError(_("同一列不能对应两项内容。"), code="import.mapping")
