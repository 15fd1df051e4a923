"""User stories (C9): the list, its filter, and the words that ask for consent."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from content.models import Permission, Post, StoryUse, UserStory
from content.rights import why_story_unusable

SOON = dt.timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Told:
    """A story as the list shows it: why it may not be used today, and in how many days its consent ends if soon."""

    story: UserStory
    over: str
    days_left: int | None


def told(rows: Iterable[UserStory], *, today: dt.date) -> list[Told]:
    """With what is known against their use; a consent that was never given needs no sentence of its own."""
    return [_told(story, today) for story in rows]


def _told(story: UserStory, today: dt.date) -> Told:
    granted, until = story.permission == Permission.GRANTED, story.permission_until
    over = why_story_unusable(story, on=today, use=StoryUse.QUOTE) if granted else ""
    left = (until - today).days if granted and until else None
    return Told(story, over, left if left is not None and 0 <= left <= SOON.days else None)


def consents_ending(*, today: dt.date, within: dt.timedelta) -> "QuerySet[UserStory]":
    """Consents that end within this time; served by `content_story_until`."""
    rows = UserStory.objects.filter(permission=Permission.GRANTED)
    return rows.filter(permission_until__gte=today, permission_until__lte=today + within).order_by("permission_until")


def stories(permission: str, words: str, *, ending_before: dt.date | None = None) -> "QuerySet[UserStory]":
    """Newest first; `permission` empty for all; with `ending_before` those whose consent ends or ended by then."""
    rows = UserStory.objects.select_related("collected_by", "permission_by", "thanked_by")
    if permission in Permission.values:
        rows = rows.filter(permission=permission)
    if ending_before is not None:
        rows = rows.filter(permission=Permission.GRANTED, permission_until__lte=ending_before)
    return rows.filter(Q(text__icontains=words) | Q(author_name__icontains=words)) if words else rows


def with_posts(rows: "QuerySet[UserStory]", seen: "QuerySet[Post]") -> "QuerySet[UserStory]":
    """Each with the posts that quote it, of those the asking person may see, as `quoted`."""
    return rows.prefetch_related(Prefetch("posts", seen.select_related("account"), to_attr="quoted"))


def permission_counts() -> list[tuple[str, str, int]]:
    """Value, label and number of each state."""
    found = dict(UserStory.objects.order_by().values_list("permission").annotate(n=Count("pk")))
    return [(value, str(label), found.get(value, 0)) for value, label in Permission.choices]


def asking_words() -> str:
    """What is sent to the author: who asks, for what, where it will stand, and that he may say no."""
    return _(
        "您好，看到您分享的使用体验，很受启发。想请您同意我们在官方微博引用或转发这条内容，会注明出自您。"
        "同意的话请回复“同意”；不方便也没关系，之后想撤回随时告诉我们。谢谢您。"
    )
