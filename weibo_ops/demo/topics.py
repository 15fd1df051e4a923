"""What people talk of around the sample company: a topic that fits, and one that only machines push (M7)."""

import datetime as dt

from monitoring.collect.merging import merge_rows
from monitoring.collect.rows import MentionRow
from monitoring.models import Mention, Source
from monitoring.services import count_groups
from weibo.text import id_floor_of_time

TEA = [
    "下班到家第一件事，烧水泡茶 #冬天第一杯热茶#",
    "降温了，山岚保温杯里装的是姜枣茶 #冬天第一杯热茶#",
    "同事都在泡茶，我也把随行杯带来了 #冬天第一杯热茶#",
    "#冬天第一杯热茶# 你们保温杯里泡什么",
    "妈妈寄来的陈皮配上新的保温杯，正好 #冬天第一杯热茶#",
    "#冬天第一杯热茶# 早上六点的操场，一杯热茶续命，保温杯立功",
]
WALK = ["周末去爬山，山岚保温杯装满热水 #初雪登山#", "#初雪登山# 山顶喝一口热的，随行杯没凉"]
ADVERT = "#清仓直发福利# 山岚保温杯清仓，名额有限，私信领取"
PEOPLE, WALKERS, MACHINES = 22, 6, 7


def write_topics(*, now: dt.datetime) -> None:
    """Rows as a crawler would have brought them; the machines are those of the copied advertisement."""
    source = Source.objects.get(name="示例采集")
    rows = [_row(now, 300 - 11 * n, f"55043000{n:02d}", f"冬日来信{n}", TEA[n % len(TEA)]) for n in range(PEOPLE)]
    rows += [_row(now, 700 + 60 * n, f"55044000{n:02d}", f"登山的人{n}", WALK[n % len(WALK)]) for n in range(WALKERS)]
    bought = [_row(now, 240 + n, f"550420000{n}", f"用户77{n}1345678", f"{ADVERT}{n}") for n in range(MACHINES)]
    merge_rows([*rows, *bought], source=source, at=now)
    Mention.objects.filter(external_id__in=[row.external_id for row in bought]).update(author_suspect=80)
    count_groups(now=now)


def _row(now: dt.datetime, minutes: int, uid: str, name: str, text: str) -> MentionRow:
    at = now - dt.timedelta(minutes=minutes + 10)
    return MentionRow(
        external_id=str(id_floor_of_time(at) + 900 + int(uid[-2:])), text=text, author_id=uid, author_name=name,
        published_at=at, author_followers=120 + 37 * int(uid[-2:]), likes=int(uid[-1]),
    )  # fmt: skip
