"""What the columns of a table of entries mean: our own names, those of crawlers and of the platform."""

from collections.abc import Mapping, Sequence
from typing import Final

ALIASES: Final[Mapping[str, tuple[str, ...]]] = {
    "uid": ("uid", "user_id", "用户id", "用户uid", "用户编号", "微博uid", "账号id", "userid", "user._id",
            "user.id", "user.idstr"),
    "name": ("昵称", "用户昵称", "用户名", "微博昵称", "screen_name", "nickname", "nick_name", "user_name", "name",
             "user.screen_name", "user.nick_name"),
    "text": ("内容", "正文", "微博正文", "评论内容", "转发内容", "转发文案", "文案", "text", "content"),
    "at": ("时间", "参与时间", "发布时间", "评论时间", "转发时间", "完整日期", "create_date_time", "full_created_at",
           "created_at", "create_time", "time", "日期"),
    "id": ("评论id", "转发id", "comment_id", "id", "微博id", "mid", "idstr", "_id", "编号"),
    "kind": ("类型", "参与方式", "动作", "方式", "kind", "type"),
    "followers": ("粉丝数", "粉丝", "followers_count", "follower_count", "fans", "followers", "user.followers_count"),
    "follows": ("是否关注", "已关注", "关注我们", "follow_me", "follows", "user.follow_me"),
    "gone": ("已删除", "是否删除", "deleted"),
    "post": ("原微博id", "源微博id", "note_id", "retweet_id", "weibo_id", "retweeted_status.id", "status.id"),
}  # fmt: skip
NEEDED: Final = ("uid", "at")
_BY_ALIAS: Final = {alias: (name, rank) for name, aliases in ALIASES.items() for rank, alias in enumerate(aliases)}


def clean_name(name: str) -> str:
    """A column's name without blanks, quotes and byte order marks, in lower case."""
    return name.strip().strip("\ufeff\"'").strip().casefold()


def columns_of(header: Sequence[str]) -> dict[str, int]:
    """Where each known column stands; of two that mean the same, the one that stands first in `ALIASES`."""
    found: dict[str, tuple[int, int]] = {}
    for at, cell in enumerate(header):
        name, rank = _BY_ALIAS.get(clean_name(cell), ("", 0))
        if name and (name not in found or rank < found[name][0]):
            found[name] = (rank, at)
    return {name: at for name, (_rank, at) in found.items()}


def kind_of(header: Sequence[str]) -> str:
    """What the lines are by the words of the columns: 评论ID and comment_id speak of comments; otherwise reposts."""
    names = [clean_name(cell) for cell in header]
    return "comment" if any(name.startswith(("评论", "comment_")) for name in names if name in _BY_ALIAS) else "repost"


def is_header(cells: Sequence[str]) -> bool:
    """Whether a line names the columns that are needed."""
    return set(NEEDED) <= columns_of(cells).keys()
