"""What went round about the sample company: a complaint that was carried on, a copied advertisement by machines (M4)."""

import datetime as dt

from monitoring.collect.merging import merge_rows
from monitoring.collect.rows import MentionRow
from monitoring.models import Source
from monitoring.services import count_groups, weigh_speakers
from weibo.text import id_floor_of_time

SAID = "山岚随行杯买来第三天杯盖就裂了，客服让我自己寄回去还要出运费，这售后真的说不过去"
ADVERT = "山岚保温杯内部价，限量一百只，想要的看我主页，手慢无，全国包邮当天发货"
Who = tuple[str, str, int]
FIRST: Who = ("5504100001", "北城小满", 8_600)
CARRIERS = [
    ("5504100002", "消费观察老周", 426_000, "又是运费，这条该有人管管", ()),
    ("5504100003", "住在六楼", 310, "我的也裂了，同一个位置", ("消费观察老周",)),
    ("5504100004", "阿宁的厨房", 5_400, "准备买的先等等", ("消费观察老周",)),
    ("5504100005", "早起打卡中", 88, "转发微博", ("阿宁的厨房", "消费观察老周")),
    ("5504100006", "橘子汽水", 1_240, "客服态度确实一般", ()),
    ("5504100007", "周末去哪儿野", 22_300, "等官方回应", ("阿宁的厨房", "消费观察老周")),
    ("5504100008", "小河弯弯", 95, "蹲一个结果", ("没收录的朋友", "消费观察老周")),
    ("5504100009", "数码老陈", 61_000, "换货不该让用户出运费", ("周末去哪儿野", "阿宁的厨房", "消费观察老周")),
]
MACHINES = 7


def write_spreading(*, now: dt.datetime) -> None:
    """Rows as a crawler would have brought them, then weighed and counted."""
    source = Source.objects.get(name="示例采集")
    start = now - dt.timedelta(hours=9)
    said_id = str(id_floor_of_time(start) + 1)
    rows = [_row(start, 1, FIRST, SAID, reposts=37)]
    for number, (uid, name, followers, words, chain) in enumerate(CARRIERS):
        quoted = "".join(f"//@{one}:" for one in chain)
        text = f"{words}{quoted}//@{FIRST[1]}:{SAID}"
        at = start + dt.timedelta(minutes=14 + 21 * number)
        rows.append(_row(at, 10 + number, (uid, name, followers), text, retweet_id=said_id))
    reworded = SAID.replace("第三天杯盖就裂了", "第三天杯盖也裂了").replace("真的说不过去", "实在说不过去")
    rows += [
        _row(
            start + dt.timedelta(minutes=50 * at), 40 + at, (f"550410002{at}", f"山里人家{at}", 200 + 90 * at), reworded
        )
        for at in range(1, 5)
    ]
    for machine in range(MACHINES):
        for turn in range(4):
            at = now - dt.timedelta(hours=20 - 4 * turn, minutes=machine)
            key, name = 60 + 10 * turn + machine, f"用户77{machine}1345678"
            rows.append(_row(at, key, (f"550420000{machine}", name, 3 + machine), ADVERT))
    merge_rows(rows, source=source, at=now)
    weigh_speakers(now=now)
    count_groups(now=now)


def _row(at: dt.datetime, key: int, who: Who, text: str, *, reposts: int = 0, retweet_id: str = "") -> MentionRow:
    uid, name, followers = who
    external_id = str(id_floor_of_time(at) + key)
    return MentionRow(
        external_id=external_id, text=text, author_id=uid, author_name=name, published_at=at, reposts=reposts,
        comments=0, likes=0, retweet_id=retweet_id, author_followers=followers, author_verified=-1,
        url=f"https://weibo.com/{uid}/{external_id}",
    )  # fmt: skip
