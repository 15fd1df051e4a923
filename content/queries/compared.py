"""Two versions of a post beside each other: text, pictures, links, what a person adds, and what a decision saw (K5)."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from content.hand_items import items_of
from content.lint.differing import difference
from content.models import Decision, Media, PassageThread, Post, PostVersion, Review
from core.templatetags.show import when_text
from weibo.text import find_urls


@dataclass(frozen=True, slots=True)
class Since:
    """A version that somebody has seen: this person, the last approval, or the last decision (in this order), with
    what else was seen then."""

    version: PostVersion
    label: str
    seen: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PictureChange:
    """A picture of either version: kept, moved, added or removed."""

    media: Media
    change: str


@dataclass(frozen=True, slots=True)
class FactChange:
    """Something besides text and pictures that was one thing and is another; empty for nothing."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Comparison:
    """What is another in `later` than in `earlier`. Both come with their pictures."""

    earlier: PostVersion
    later: PostVersion
    moved_on: tuple[FactChange, ...] = ()  # of what a version does not keep: account, time, category
    label: str = ""

    @cached_property
    def changes(self) -> list[tuple[str, str]]:
        """The text in place: same, removed, added."""
        return list(difference(self.earlier.text, self.later.text))

    @property
    def sides(self) -> tuple[PostVersion, PostVersion]:
        """Both, the earlier first."""
        return self.earlier, self.later

    @property
    def text_changed(self) -> bool:
        """Some letter is another."""
        return self.earlier.text != self.later.text

    @cached_property
    def pictures(self) -> list[PictureChange]:
        """Those of the later version in order, then those that are gone; empty when nothing changed."""
        old, new = _media(self.earlier), _media(self.later)
        if [media.pk for media in old] == [media.pk for media in new]:
            return []
        before, after = {media.pk for media in old}, {media.pk for media in new}
        kept_old, kept_new = [m.pk for m in old if m.pk in after], [m.pk for m in new if m.pk in before]
        moved = {pk for pk, other in zip(kept_new, kept_old, strict=False) if pk != other}
        found = [
            PictureChange(media, "added" if media.pk not in before else "moved" if media.pk in moved else "kept")
            for media in new
        ]
        return found + [PictureChange(media, "removed") for media in old if media.pk not in after]

    @cached_property
    def facts(self) -> list[FactChange]:
        """Links, what a person adds by hand, then account, time and category."""
        pairs = [
            (_("链接"), _lines(find_urls(self.earlier.text)), _lines(find_urls(self.later.text))),
            (_("人工添加"), _items(self.earlier), _items(self.later)),
        ]
        return [FactChange(*pair) for pair in pairs if pair[1] != pair[2]] + list(self.moved_on)

    @property
    def is_same(self) -> bool:
        """Nothing is another."""
        return not (self.text_changed or self.pictures or self.facts)


def compare(post: Post, since: Since, *, now: dt.datetime) -> Comparison:
    """The current version with one that was seen, and what has moved on since."""
    later = post.version or since.version
    return Comparison(since.version, later, tuple(_moved_on(post, since.seen, now)), since.label)


def _moved_on(post: Post, seen: Mapping[str, str], now: dt.datetime) -> Iterable[FactChange]:
    if not seen:
        return
    due = dt.datetime.fromisoformat(seen["due_at"]) if seen.get("due_at") else None
    pairs = [
        (_("账号"), seen.get("account", ""), post.account.nickname),
        (_("分类"), seen.get("category", ""), post.category.name),
        (_("计划时间"), _time(due, now), _time(post.due_at, now)),
    ]
    for name, before, after in pairs:
        if before != after:
            yield FactChange(name, before, after)


def _time(at: dt.datetime | None, now: dt.datetime) -> str:
    return when_text(at, now) if at else _("未排期")


def _media(version: PostVersion) -> list[Media]:
    return [row.media for row in version.version_media.all()]


def _items(version: PostVersion) -> str:
    return _lines(f"{item.about.label} {item.title}" for item in items_of(version.hand_items))


def _lines(values: Iterable[str]) -> str:
    return "\n".join(values)


def last_seen(posts: Iterable[Post], user_id: int, reviews: Iterable[Review]) -> dict[int, Since]:
    """By post, what this person saw last; posts that nobody has seen are left out. `reviews` are all decisions about
    them in order, with their versions. Three queries for any number of posts."""
    posts = list(posts)
    latest: dict[int, Review] = {}
    own: dict[int, Review] = {}
    approved: dict[int, Review] = {}
    for review in reviews:
        latest[review.post_id] = review
        if review.reviewer_id == user_id:
            own[review.post_id] = review
        if review.decision == Decision.APPROVED:
            approved[review.post_id] = review
    marked = PassageThread.objects.filter(post__in=posts, created_by=user_id).select_related("version")
    spoke = {thread.post_id: thread for thread in marked.order_by("version__number")}
    found = {
        post.pk: _since(own.get(post.pk), spoke.get(post.pk), approved.get(post.pk), latest.get(post.pk))
        for post in posts
    }
    known = {pk: since for pk, since in found.items() if since is not None}
    prefetch_related_objects([since.version for since in known.values()], "version_media__media")
    return known


def _since(
    own: Review | None, spoke: PassageThread | None, approved: Review | None, latest: Review | None
) -> Since | None:  # fmt: skip
    if own is not None and (spoke is None or spoke.version.number <= own.version.number):
        return Since(own.version, _("您上次看的 v%(n)d") % {"n": own.version.number}, own.seen)
    if spoke is not None:
        return Since(spoke.version, _("您上次看的 v%(n)d") % {"n": spoke.version.number}, {})
    if approved is not None:
        return Since(approved.version, _("上次通过的 v%(n)d") % {"n": approved.version.number}, approved.seen)
    if latest is not None:
        return Since(latest.version, _("上次审核的 v%(n)d") % {"n": latest.version.number}, latest.seen)
    return None


def two_versions(post: Post, first: int | None, second: int | None) -> tuple[list[PostVersion], Comparison | None]:
    """All versions newest first, and the two with these numbers compared, the older one as the earlier; without
    numbers the last two. None when there is only one."""
    rows = list(post.versions.select_related("author").prefetch_related("version_media__media").order_by("-number"))
    by_number = {row.number: row for row in rows}
    if len(rows) < 2:
        return rows, None
    later = by_number.get(second or 0, rows[0])
    earlier = by_number.get(first or 0) or next((row for row in rows if row.number < later.number), rows[1])
    if earlier.number > later.number:
        earlier, later = later, earlier
    return rows, Comparison(earlier, later)
