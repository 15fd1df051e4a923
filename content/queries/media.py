"""The media library: what is there, with which rights, where it was used, what ends soon."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from content.models import LOCKED_STATES, Consent, Media, MediaRights, Post, PostState, VersionMedia
from content.rights import unusable, why_unusable
from core.dates import local_day

__all__ = ["KINDS", "NEEDS", "SOON", "MediaFilter", "media_rows", "unusable", "uses_of", "why_unusable"]

KINDS: dict[str, str | Promise] = {"still": _("图片"), "gif": _("动图")}
NEEDS: dict[str, str | Promise] = {
    "soon": _("30 天内到期"),
    "over": _("已不能用"),
    "unknown": _("版权未确认"),
    "unused": _("没用过"),
}
SOON = dt.timedelta(days=30)
SHOWN = 200
_GIF = Q(mime="image/gif")


@dataclass(frozen=True, slots=True)
class MediaFilter:
    """What the chips and the search field of the media page say; empty means all."""

    kind: str = ""
    rights: str = ""
    need: str = ""
    q: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> "MediaFilter":
        """From the address; unknown values are dropped."""
        values = {field.name: query.get(field.name, "").replace("\x00", "").strip()[:100] for field in fields(cls)}
        known = {"kind": KINDS, "rights": MediaRights.values, "need": NEEDS}
        return cls(**values | {name: "" for name, names in known.items() if values[name] not in names})

    @property
    def is_set(self) -> bool:
        """Anything chosen at all."""
        return self != MediaFilter()


@dataclass(frozen=True, slots=True)
class Tile:
    """A picture of the grid: why it may not be used today, or in how many days its right ends when that is soon."""

    media: Media
    over: str = ""
    days_left: int | None = None
    uses: int = 0


@dataclass(frozen=True, slots=True)
class Use:
    """A post with this picture in its current version. `late`: it is planned for a day on which it may not be used."""

    post: Post
    late: str = ""


def media_rows(rows: QuerySet[Media], chosen: MediaFilter, *, today: dt.date) -> QuerySet[Media]:
    """Those that fit."""
    if chosen.q:
        names = ("original_name", "source", "licence", "people")
        words = Q()
        for name in names:
            words |= Q(**{f"{name}__icontains": chosen.q})
        rows = rows.filter(words)
    if chosen.kind:
        rows = rows.filter(_GIF if chosen.kind == "gif" else ~_GIF)
    if chosen.rights:
        rows = rows.filter(rights=chosen.rights)
    needs = {
        "soon": Q(rights_until__gte=today, rights_until__lte=today + SOON),
        "over": Q(rights_until__lt=today) | Q(consent=Consent.MISSING),
        "unknown": Q(rights=MediaRights.UNKNOWN),
        "unused": ~Q(Exists(VersionMedia.objects.filter(media=OuterRef("pk")))),
    }
    return rows.filter(needs[chosen.need]) if chosen.need else rows


def tile_of(media: Media, *, today: dt.date) -> Tile:
    """With what is known against it."""
    left = (media.rights_until - today).days if media.rights_until else None
    soon = left is not None and 0 <= left <= SOON.days
    return Tile(media, why_unusable(media, on=today), left if soon else None)


def tiles_of(rows: Sequence[Media], *, today: dt.date) -> list[Tile]:
    """The same for a page of them, with how many posts have each; one query."""
    used = VersionMedia.objects.filter(media__in=rows, version=F("version__post__version"))
    counts = dict(used.values_list("media").annotate(n=Count("pk")))
    return [replace(tile_of(row, today=today), uses=counts.get(row.pk, 0)) for row in rows]


def need_counts(rows: QuerySet[Media], *, today: dt.date) -> list[tuple[str, str | Promise, int]]:
    """(name, label, how many) of what asks for somebody's care."""
    return [
        (name, label, media_rows(rows, MediaFilter(need=name), today=today).count()) for name, label in NEEDS.items()
    ]


def posts_with(media: Media) -> QuerySet[Post]:
    """Posts whose current version has it."""
    used = VersionMedia.objects.filter(media=media, version__post__version=F("version"))
    return Post.objects.visible().filter(pk__in=used.values("version__post")).exclude(state=PostState.CANCELLED)


def uses_of(media: Media, posts: QuerySet[Post]) -> list[Use]:
    """Of the posts that somebody may see, those that have it, newest first; planned too late is told."""
    rows = posts_with(media).filter(pk__in=posts.values("pk")).select_related("account", "version").order_by("-pk")
    return [Use(post, _late(media, post)) for post in rows.defer("version__sketch")[:SHOWN]]


def planned_too_late(media: Media) -> list[Post]:
    """Posts not yet sent that are planned for a day on which it may not be used any more."""
    waiting = posts_with(media).exclude(state__in=LOCKED_STATES).filter(due_at__isnull=False)
    return [post for post in waiting if _late(media, post)]


def _late(media: Media, post: Post) -> str:
    if post.due_at is None or post.state in LOCKED_STATES:
        return ""
    return why_unusable(media, on=local_day(post.due_at))


def ending(*, today: dt.date, within: dt.timedelta) -> list[Media]:
    """Media whose rights end within this time, or ended not longer ago; served by `content_media_until`."""
    rows = Media.objects.filter(rights_until__gte=today - within, rights_until__lte=today + within)
    return list(rows.select_related("uploaded_by").order_by("rights_until", "pk"))
