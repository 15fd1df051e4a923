"""Posts as rows of a file that the import reads: see `content.importing.columns`."""

from collections.abc import Iterator, Sequence

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from content.hand_items import KINDS, HandItem, items_of
from content.models import Media, Post, UserStory, VersionMedia

MARK = 12
"""So many signs of the hash of a picture tell it from another one of the same name."""


def export_rows(posts: QuerySet[Post]) -> Iterator[list[str]]:
    """Rows under `content.importing.export_header`, oldest first, read in batches."""
    pictures = Prefetch("version__version_media", VersionMedia.objects.select_related("media").order_by("position"))
    related = ("account", "category", "version", "campaign", "series", "story")
    rows = posts.select_related(*related).prefetch_related(pictures).defer("version__sketch", "version__findings")
    for post in rows.order_by("pk").iterator(chunk_size=500):
        yield export_row(post)


def export_row(post: Post) -> list[str]:
    """One post; the caller has fetched what it refers to."""
    version = post.version
    media = [row.media for row in version.version_media.all()] if version else []
    items = {item.kind: item for item in items_of(version.hand_items)} if version else {}
    return [
        str(post.pk),
        post.account.nickname,
        post.category.name,
        version.text if version else "",
        "|".join(picture_mark(row) for row in media),
        post.campaign.name if post.campaign else "",
        post.get_state_display(),
        post.series.name if post.series else "",
        str(post.series_number or ""),
        post.best_before.isoformat() if post.best_before else "",
        story_mark(post.story) if post.story else "",
        *(_item_cell(items.get(kind.slug)) for kind in KINDS),
        _how_it_leaves(post),
        rights_told(media),
    ]


def _item_cell(item: HandItem | None) -> str:
    """The title, and below it the detail."""
    return f"{item.title}\n{item.detail}".rstrip() if item else ""


def picture_mark(media: Media) -> str:
    """The name of the file and the beginning of its hash: 早餐.jpg#3fa9c1d2e0b7."""
    name = " ".join(media.original_name.replace("|", "｜").split())
    return f"{name}#{media.sha256[:MARK]}"


def story_mark(story: UserStory) -> str:
    """Its number and its author: 12 老顾客."""
    return f"{story.pk} {story.author_name}"


def _how_it_leaves(post: Post) -> str:
    if post.is_repost:
        return pgettext("way of publishing", "转发")
    return pgettext("way of publishing", "人工发布") if post.by_hand else ""


def rights_told(media: Sequence[Media]) -> str:
    """Of each picture whose it is and until when, in their order; for the reader of the file."""
    return "|".join(_rights_of(row) for row in media)


def _rights_of(media: Media) -> str:
    if media.rights_until is None:
        return str(media.get_rights_display())
    return _("%(rights)s，到 %(day)s") % {"rights": media.get_rights_display(), "day": f"{media.rights_until:%Y-%m-%d}"}
