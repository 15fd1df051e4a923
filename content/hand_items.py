"""Elements of C3 that no app of ours can post: they go to the person who publishes by hand. Pure.

A post has at most one of each kind. They are stored with the version as {"kind", "title", "detail"} in the order of
`KINDS`, and the approval is bound to them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from core.errors import Sentence
from weibo.text import elements

TITLE_LIMIT, DETAIL_LIMIT = 60, 600
VOTE_LEAST, VOTE_MOST, OPTION_LIMIT = 2, 10, 20


@dataclass(frozen=True, slots=True)
class Kind:
    """What a kind is called, and what its two fields ask for."""

    slug: str
    label: Sentence
    icon: str
    title_label: Sentence
    detail_label: Sentence
    step: Sentence  # what the person does at hand-over


KINDS: Final = (
    Kind("video", _("视频"), "video", _("视频标题"), _("文件在哪里，或者链接"), _("上传视频")),
    Kind("audio", _("音频"), "music", _("音频标题"), _("文件在哪里，或者链接"), _("加上音频")),
    Kind("vote", _("投票"), "chart-bar", _("投票问题"), _("选项，一行一个"), _("发起投票")),
    Kind("app", _("应用"), "apps", _("应用名称"), _("链接和要填的内容"), _("加上应用")),
)
BY_SLUG: Final = {kind.slug: kind for kind in KINDS}


@dataclass(frozen=True, slots=True)
class HandItem:
    """One element that a person adds."""

    kind: str
    title: str
    detail: str = ""

    @property
    def about(self) -> Kind:
        """What is known about its kind."""
        return BY_SLUG[self.kind]

    @property
    def options(self) -> list[str]:
        """The options of a vote: its lines, without blanks and repeats."""
        return list(dict.fromkeys(line.strip() for line in self.detail.splitlines() if line.strip()))

    @property
    def has_fit_options(self) -> bool:
        """A vote has two to ten options of at most twenty characters; other kinds have none to judge."""
        fit = VOTE_LEAST <= len(self.options) <= VOTE_MOST and all(len(one) <= OPTION_LIMIT for one in self.options)
        return self.kind != "vote" or fit


def items_from(value_of: Callable[[str], str]) -> tuple[HandItem, ...]:
    """What the fields `KIND_title` and `KIND_detail` say; a kind without both is absent."""
    found = [
        HandItem(kind.slug, value_of(f"{kind.slug}_title").strip(), value_of(f"{kind.slug}_detail").strip())
        for kind in KINDS
    ]
    return tuple(item for item in found if item.title or item.detail)


def items_of(stored: Iterable[Mapping[str, Any]]) -> Iterator[HandItem]:
    """The items as they are stored; kinds that no longer exist are left out."""
    for row in stored:
        if row.get("kind") in BY_SLUG:
            yield HandItem(row["kind"], str(row.get("title", "")), str(row.get("detail", "")))


def elements_of(text: str, pictures: int, items: Iterable[HandItem]) -> dict[str, bool]:
    """The nine elements of a post with what a person adds; a vote counts as an app (C3)."""
    kinds = {item.kind for item in items}
    found = asdict(elements(text, pictures=pictures, video="video" in kinds, audio="audio" in kinds))
    return found | {"app": found["app"] or bool(kinds & {"vote", "app"})}


def stored(items: Iterable[HandItem]) -> list[dict[str, str]]:
    """The form in which a version keeps them."""
    return [asdict(item) for item in items]
