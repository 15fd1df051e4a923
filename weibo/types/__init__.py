"""What Weibo answers, as frozen dataclasses (weibo-api sections 1, 3, 4 and 6).

Every ``from_json`` takes any JSON value and either returns the object or raises ``UnreadableAnswer``. Unknown
fields are passed over, missing ones have an empty value, times are aware and in UTC, ids are text.
"""

from weibo.types.counts import Counts, Emotion, Friendship, UserCounts
from weibo.types.grants import AccessToken, ApiLimit, RateLimits, TokenInfo
from weibo.types.pages import Page
from weibo.types.posts import Comment, Status, User
from weibo.types.talks import Delivered, FanInfo

__all__ = [
    "AccessToken",
    "ApiLimit",
    "Comment",
    "Counts",
    "Delivered",
    "Emotion",
    "FanInfo",
    "Friendship",
    "Page",
    "RateLimits",
    "Status",
    "TokenInfo",
    "User",
    "UserCounts",
]
