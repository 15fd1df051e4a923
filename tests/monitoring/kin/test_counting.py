"""Groups are counted as their mentions come in (M4)."""

import datetime as dt

from monitoring.collect.merging import merge_rows
from monitoring.collect.rows import MentionRow
from monitoring.models import Mention, MentionGroup, Source
from monitoring.services import count_groups
from tests.conftest import AT

COMPLAINT = "今天在门店买的保温杯第一天就漏水，客服说要等三天才能回复，实在太失望了"
OTHER = "周末带孩子去爬山，天气很好，路上遇到了很多一起徒步的朋友，下次还来"


def _row(number: int, text: str, *, hours: float = 0, author: str = "", followers: int | None = None) -> MentionRow:
    return MentionRow(
        external_id=str(5_000_000_000_000_000 + number),
        text=text,
        author_id=author or str(number),
        published_at=AT + dt.timedelta(hours=hours),
        author_followers=followers,
    )


def test_m4_a_group_has_its_size_reach_peak_and_first_post(source: Source) -> None:
    rows = [
        _row(1, COMPLAINT, followers=100),
        _row(2, f"太过分了//@1:{COMPLAINT}", hours=2, followers=1000),
        _row(3, f"{COMPLAINT} http://t.cn/A6xyz", hours=2.1, author="2", followers=1001),
        _row(4, OTHER, followers=9),
    ]
    merge_rows(rows, source=source, at=AT)
    assert count_groups(now=AT) == 1
    group = MentionGroup.objects.get()
    first = Mention.objects.get(external_id=rows[0].external_id)
    assert (group.pk, group.shown_id) == (first.group_id, first.pk)
    assert (group.size, group.speakers, group.reach, group.judged) == (3, 2, 1101, 3)
    assert (group.peak, group.first_at) == (2, AT)
    assert group.peak_at <= AT + dt.timedelta(hours=2)
    assert group.negative == Mention.objects.filter(group_id=group.pk, polarity=-1).count()


def test_it_counts_again_what_grew_and_nothing_else(source: Source) -> None:
    merge_rows([_row(1, COMPLAINT), _row(2, COMPLAINT)], source=source, at=AT)
    assert count_groups(now=AT) == 1
    assert count_groups(now=AT) == 0
    merge_rows([_row(3, COMPLAINT, hours=5), _row(4, OTHER)], source=source, at=AT)
    assert count_groups(now=AT) == 1
    group = MentionGroup.objects.get()
    assert (group.size, group.last_at) == (3, AT + dt.timedelta(hours=5))


def test_it_says_nothing_of_a_reach_that_nobody_told(source: Source) -> None:
    merge_rows([_row(1, COMPLAINT), _row(2, COMPLAINT)], source=source, at=AT)
    count_groups(now=AT)
    assert MentionGroup.objects.get().reach is None


def test_a_mention_seen_again_is_counted_once(source: Source) -> None:
    rows = [_row(1, COMPLAINT), _row(2, COMPLAINT)]
    for _ in range(2):
        merge_rows(rows, source=source, at=AT)
        count_groups(now=AT)
    assert MentionGroup.objects.get().size == 2
