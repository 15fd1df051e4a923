"""What the readers hand out: a row that can become a mention, or a refusal that says why not."""

import datetime as dt
import enum
from collections.abc import Mapping
from dataclasses import dataclass

RAW_LIMIT = 300


class Source(enum.StrEnum):
    """The tool that wrote the file."""

    WEIBO_SEARCH = "weibo-search"
    WEIBO_CRAWLER = "weibo-crawler"
    WEIBO_SPIDER = "WeiboSpider"
    MEDIA_CRAWLER = "MediaCrawler"


class Kind(enum.StrEnum):
    """What a row is."""

    POST = "post"
    REPOST = "repost"
    COMMENT = "comment"


@dataclass(slots=True)
class Row:
    """One post, repost or comment. Not frozen: a file has a million, and a frozen one takes three times as long.

    Counts are None when the file does not say; ``counts_capped`` tells that one of them is a ceiling of the source
    (1,000,000 or ``100万+``). ``published_at`` is aware and in UTC, None when neither the date nor the id tells it;
    ``date_repaired`` tells that it comes from the clock in the id because the file's date was wrong. ``repeated``
    tells that the file held this id before: the later counts win. ``line`` counts lines in text, records elsewhere.
    """

    source_format: Source
    kind: Kind
    external_id: str
    bid: str
    text: str
    line: int
    author_id: str = ""
    author_name: str = ""
    published_at: dt.datetime | None = None
    date_repaired: bool = False
    reposts: int | None = None
    comments: int | None = None
    likes: int | None = None
    counts_capped: bool = False
    url: str = ""
    retweet_id: str = ""
    is_repost: bool = False
    topics: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    video: str = ""
    region: str = ""
    device: str = ""
    verified: str = ""
    repeated: bool = False


def _(sentence: str) -> str:
    """Marks a sentence for the catalogue; whoever shows it translates it."""
    return sentence


# By code, for people, in Chinese.
REASONS: dict[str, str] = {
    "bad_id": _("编号不是微博编号。"),
    "bad_json": _("这一条不是完整的 JSON，可能被截断。"),
    "bad_quotes": _("引号不成对，无法分辨各列。"),
    "broken_file": _("文件已损坏，后面的内容读不出来。"),
    "compressed": _("文件是压缩包，请解压后再导入。"),
    "empty_file": _("文件是空的。"),
    "huge_record": _("这一条过长，已跳过。"),
    "id_in_future": _("编号对应的时间在未来，编号可能有误，也请核对服务器时间。"),
    "no_id": _("缺少微博编号。"),
    "no_text": _("没有正文。"),
    "not_a_post": _("这是用户、粉丝或关注数据，不是微博。"),
    "not_readable": _("文件打不开。"),
    "rounded_id": _("编号被表格软件四舍五入，无法还原。"),
    "shifted": _("各列错位，无法分辨。"),
    "unknown_format": _("不认识的格式，请导入微博采集工具生成的文件。"),
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """One line that could not become a row. ``code`` is a key of ``REASONS``; ``raw`` shows where to look."""

    line: int
    code: str
    raw: str = ""

    @property
    def reason_zh(self) -> str:
        """Why, in one sentence."""
        return REASONS[self.code]


def refusal(line: int, code: str, raw: object = "") -> Refusal:
    """Build a refusal; what cannot be stored (NUL, lone surrogates) is taken out of ``raw``."""
    text = raw if isinstance(raw, str) else repr(raw)[: RAW_LIMIT * 2]
    clean = text.replace("\x00", "")[:RAW_LIMIT]
    return Refusal(line, code, clean.encode("utf-8", "replace").decode("utf-8"))


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a file under canonical field names, not yet judged."""

    source: Source
    line: int
    fields: Mapping[str, object]
    kind: Kind = Kind.POST
