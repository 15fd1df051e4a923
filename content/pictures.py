"""Pictures for posts: what comes in, and the limits of Weibo for what is kept."""

from typing import Final

from core.uploads import MB, PICTURES, PictureRules, Purpose

WEIBO_LIMIT: Final = 5 * MB - 1
THUMBNAIL: Final = 480
"""The longest side of the small picture in lists, in pixels."""
PURPOSE: Final = Purpose(
    folder="media", kinds=PICTURES, limit=20 * MB, field="picture", pictures=PictureRules(bytes_kept=WEIBO_LIMIT)
)
