"""Whether a picture or a user story may be used on a day: rights and consent, and when they end. Pure, no reads."""

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext as _

from content.models import Consent, Media, Permission, StoryUse, UserStory


def why_unusable(media: Media, *, on: dt.date) -> str:
    """A sentence against using it on this day; empty when nothing is known against it."""
    if media.rights_until is not None and media.rights_until < on:
        sentence = _("“%(name)s”的授权到 %(day)s 为止。")
        return sentence % {"name": media, "day": f"{media.rights_until:%Y-%m-%d}"}
    if media.consent == Consent.MISSING:
        return _("“%(name)s”里的人物没有同意使用。") % {"name": media}
    return ""


def unusable(media: Iterable[Media], *, on: dt.date) -> list[Media]:
    """Those of them that may not be used on this day (Beijing), in their order."""
    return [row for row in media if why_unusable(row, on=on)]


def use_of(*, is_repost: bool) -> StoryUse:
    """What a post does with the story that it stands for."""
    return StoryUse.REPOST if is_repost else StoryUse.QUOTE


def why_story_unusable(story: UserStory, *, on: dt.date, use: StoryUse) -> str:
    """A sentence against using a user's story on this day (C9); empty when its author agreed to just that."""
    if story.permission != Permission.GRANTED:
        return _("引用了“%(name)s”的故事，但作者没有同意或已撤回。") % {"name": story.author_name}
    if story.permission_until is not None and story.permission_until < on:
        values = {"name": story.author_name, "day": f"{story.permission_until:%Y-%m-%d}"}
        return _("“%(name)s”同意使用到 %(day)s 为止。") % values
    if use not in story.uses:
        return _("“%(name)s”没有同意我们%(use)s。") % {"name": story.author_name, "use": use.label}
    return ""
