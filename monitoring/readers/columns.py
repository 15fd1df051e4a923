"""Which tool wrote a table, what its columns mean, and where its columns slipped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monitoring.readers.rows import Kind, Source
from weibo.reading import parse_created_at

_SEARCH = {
    "id": "id",
    "bid": "bid",
    "user_id": "author_id",
    "用户昵称": "author_name",
    "微博正文": "text",
    "发布位置": "location",
    "艾特用户": "mentions",
    "话题": "topics",
    "转发数": "reposts",
    "评论数": "comments",
    "点赞数": "likes",
    "发布时间": "created",
    "发布工具": "device",
    "微博图片url": "pictures",
    "微博视频url": "video",
    "retweet_id": "retweet_id",
    "ip": "ip",
    "user_authentication": "verified",
}
_CRAWLER = {
    "id": "id",
    "微博id": "id",
    "bid": "bid",
    "正文": "text",
    "微博正文": "text",
    "微博内容": "text",
    "原始图片url": "pictures",
    "微博图片url": "pictures",
    "视频url": "video",
    "微博视频url": "video",
    "位置": "location",
    "发布位置": "location",
    "日期": "created_day",
    "发布时间": "created_day",
    "完整日期": "created",
    "工具": "device",
    "发布工具": "device",
    "点赞数": "likes",
    "评论数": "comments",
    "转发数": "reposts",
    "话题": "topics",
    "@用户": "mentions",
    "是否原创": "original",
    "源用户id": "src_author_id",
    "源用户昵称": "src_author_name",
    "源微博id": "src_id",
    "源微博bid": "src_bid",
    "源微博正文": "src_text",
    "源微博原始图片url": "src_pictures",
    "源微博视频url": "src_video",
    "源微博位置": "src_location",
    "源微博日期": "src_created_day",
    "源微博完整日期": "src_created",
    "源微博工具": "src_device",
    "源微博点赞数": "src_likes",
    "源微博评论数": "src_comments",
    "源微博转发数": "src_reposts",
    "源微博话题": "src_topics",
    "源微博@用户": "src_mentions",
}
# The columns of both tools' SQLite files, also the keys of weibo-crawler's JSON.
TABLE = {
    "id": "id",
    "bid": "bid",
    "user_id": "author_id",
    "screen_name": "author_name",
    "user_screen_name": "author_name",
    "text": "text",
    "topics": "topics",
    "at_users": "mentions",
    "pics": "pictures",
    "pic_url": "pictures",
    "video_url": "video",
    "location": "location",
    "created_at": "created_day",
    "full_created_at": "created",
    "source": "device",
    "attitudes_count": "likes",
    "like_count": "likes",
    "comments_count": "comments",
    "reposts_count": "reposts",
    "retweet_id": "retweet_id",
    "ip": "ip",
    "ip_location": "ip",
    "user_authentication": "verified",
}
MEDIA_POST = {
    "note_id": "id",
    "content": "text",
    "desc": "text",
    "create_time": "created_day",
    "create_date_time": "created",
    "liked_count": "likes",
    "comments_count": "comments",
    "shared_count": "reposts",
    "note_url": "url",
    "image_list": "pictures",
    "video_url": "video",
    "ip_location": "ip",
    "user_id": "author_id",
    "nickname": "author_name",
}
MEDIA_COMMENT = {
    "comment_id": "id",
    "content": "text",
    "create_time": "created_day",
    "create_date_time": "created",
    "comment_like_count": "likes",
    "like_count": "likes",
    "sub_comment_count": "comments",
    "ip_location": "ip",
    "user_id": "author_id",
    "nickname": "author_name",
}
SPIDER = {
    "_id": "id",
    "mblogid": "bid",
    "content": "text",
    "created_at": "created",
    "ip_location": "ip",
    "reposts_count": "reposts",
    "comments_count": "comments",
    "attitudes_count": "likes",
    "like_counts": "likes",
    "source": "device",
    "pic_urls": "pictures",
    "video": "video",
    "url": "url",
    "retweet_id": "retweet_id",
}
# A table of accounts: known, but nothing in it is a post.
_PEOPLE = (
    {"followers_count", "screen_name"},
    {"fans", "nickname"},
    {"follower_count", "nick_name"},
    {"粉丝数", "昵称"},
)

_PREFIX = "src_"


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of one table by canonical name, and what its rows are; ``own`` leaves a repost's original out."""

    source: Source
    kind: Kind
    index: Mapping[str, int]
    first: str
    own: tuple[tuple[str, int], ...]

    def is_header(self, cells: Sequence[str]) -> bool:
        """Tell whether a row is the header once more."""
        return bool(cells) and clean_name(cells[0]) == self.first

    def fields(self, cells: Sequence[str]) -> dict[str, object] | None:
        """Return the cells by name, columns that slipped put right; None when they cannot be."""
        shift = self._shift("", 0, cells)
        if shift is None:
            return None
        width = len(cells)
        found: dict[str, object] = {name: cells[at] for name, at in self.own if at < width}
        if shift:
            found |= self._moved("", shift, cells)
        if self.has_original(cells, shift):
            found |= self._original(cells, shift)
        return found

    def has_original(self, cells: Sequence[str], shift: int) -> bool:
        """Tell whether a repost's original stands in the same row."""
        at = self.index.get("src_id")
        return at is not None and at + shift < len(cells) and bool(cells[at + shift].strip())

    def _original(self, cells: Sequence[str], shift: int) -> dict[str, object]:
        inner = self._shift(_PREFIX, shift, cells) or shift
        found = {name: _cell(cells, at + shift) for name, at in self.index.items() if name.startswith(_PREFIX)}
        return found | self._moved(_PREFIX, inner, cells)

    def _moved(self, prefix: str, shift: int, cells: Sequence[str]) -> dict[str, object]:
        """Return the cells from the place on, where one column too many or too few was written."""
        names = [name for name in self.index if name.startswith(_PREFIX) == bool(prefix)]
        start = self.index.get(prefix + "location", self.index.get(prefix + "created_day", 0))
        return {name: _cell(cells, self.index[name] + shift) for name in names if self.index[name] >= start}

    def _shift(self, prefix: str, base: int, cells: Sequence[str]) -> int | None:
        """Return by how many columns the row slipped; the date tells. Only weibo-crawler is known to slip."""
        at = self.index.get(prefix + "created_day")
        if at is None or self.source is not Source.WEIBO_CRAWLER or _has_date(cells, at + base):
            return base
        for step in (1, -1):
            if _has_date(cells, at + base + step):
                return base + step
        return base if at >= len(cells) or not _cell(cells, at + base) else None


def layout_of(names: Sequence[str]) -> Layout | None:
    """Recognise a header; None when it belongs to no known tool."""
    clean = [clean_name(name) for name in names]
    have = set(clean)
    found = _known(have)
    if found is None:
        return None
    tool, kind, mapping = found
    index: dict[str, int] = {}
    for at, name in enumerate(clean):
        if name in mapping:
            index.setdefault(mapping[name], at)
    own = tuple((name, at) for name, at in index.items() if not name.startswith(_PREFIX))
    return Layout(tool, kind, index, clean[0], own)


def is_people(names: Sequence[str]) -> bool:
    """Tell whether a header is that of a table of accounts."""
    have = {clean_name(name) for name in names}
    return any(people <= have for people in _PEOPLE)


def clean_name(name: str) -> str:
    """Return a column's name without blanks, quotes and byte order marks."""
    return name.strip().strip("\ufeff\"'").strip()


def _known(have: set[str]) -> tuple[Source, Kind, Mapping[str, str]] | None:
    if {"comment_id", "content"} <= have:
        return Source.MEDIA_CRAWLER, Kind.COMMENT, MEDIA_COMMENT
    if "note_id" in have and have & {"content", "desc"}:
        return Source.MEDIA_CRAWLER, Kind.POST, MEDIA_POST
    if {"id", "user_id", "微博正文"} <= have:
        return Source.WEIBO_SEARCH, Kind.POST, _SEARCH
    if have & {"id", "微博id"} and have & {"正文", "微博正文", "微博内容"}:
        return Source.WEIBO_CRAWLER, Kind.POST, _CRAWLER
    if {"id", "weibo_id", "text"} <= have:
        return Source.WEIBO_CRAWLER, Kind.COMMENT, TABLE
    if {"id", "text", "created_at"} <= have:
        search = bool(have & {"user_authentication", "vip_type"}) or "live_photo_url" not in have
        return (Source.WEIBO_SEARCH if search else Source.WEIBO_CRAWLER), Kind.POST, TABLE
    if "_id" in have and "content" in have:
        return Source.WEIBO_SPIDER, Kind.POST, SPIDER
    return None


def _cell(cells: Sequence[str], at: int) -> str:
    return cells[at] if 0 <= at < len(cells) else ""


def _has_date(cells: Sequence[str], at: int) -> bool:
    cell = _cell(cells, at).strip()
    if len(cell) < 2:
        return False
    # A cell of counts is no date, and a full date is told by its first characters: cheap, for every row asks this.
    if cell[:4].isdigit() and cell[4:5] in {"-", "/", ".", "年"}:
        return True
    return parse_created_at(cell) is not None or (
        any(mark in cell for mark in ("刚刚", "前", "今天", "昨天", "月")) and (len(cell) <= 20)
    )
