"""Every format and trap, on invented files (rule M2)."""

import datetime as dt

import pytest

from monitoring.readers import Kind, Row, Source, read_file
from tests.monitoring.readers.conftest import NOW, SAMPLES, refusals_of, rows_of

CHINA = dt.timezone(dt.timedelta(hours=8))


@pytest.mark.parametrize(
    ("name", "source", "rows", "repeated", "refused"),
    [
        ("weibo_search_2026.csv", Source.WEIBO_SEARCH, 6, 1, [(11, "no_id")]),
        ("weibo_search_2020_gb18030.csv", Source.WEIBO_SEARCH, 1, 0, []),
        ("broken_quotes.csv", Source.WEIBO_SEARCH, 3, 0, [(3, "bad_quotes")]),
        ("rounded_by_spreadsheet.csv", Source.WEIBO_SEARCH, 2, 0, [(3, "rounded_id")]),
        ("5501000001.csv", Source.WEIBO_CRAWLER, 4, 1, []),
        ("weibo_crawler_2025_shifted.csv", Source.WEIBO_CRAWLER, 1, 0, []),
        ("weibo_crawler_2025_missing.csv", Source.WEIBO_CRAWLER, 1, 0, []),
        ("weibo_crawler_old.csv", Source.WEIBO_CRAWLER, 1, 0, []),
        ("weibo_crawler.json", Source.WEIBO_CRAWLER, 3, 0, []),
        ("weibo_crawler_truncated.json", Source.WEIBO_CRAWLER, 1, 0, [(2, "bad_json")]),
        ("weibo_spider.jsonl", Source.WEIBO_SPIDER, 3, 0, [(1, "not_a_post"), (2, "not_a_post"), (6, "bad_json")]),
        ("media_crawler_contents.csv", Source.MEDIA_CRAWLER, 2, 0, []),
        ("media_crawler_contents.json", Source.MEDIA_CRAWLER, 2, 0, []),
        ("media_crawler_comments.jsonl", Source.MEDIA_CRAWLER, 1, 0, []),
    ],
)
def test_m2_it_reads_each_format(
    name: str, source: Source, rows: int, repeated: int, refused: list[tuple[int, str]]
) -> None:
    reading = read_file(SAMPLES / name, now=NOW)
    items = list(reading)
    found = [item for item in items if isinstance(item, Row)]
    assert {row.source_format for row in found} == {source}
    assert (len(found), sum(row.repeated for row in found)) == (rows, repeated)
    assert refusals_of(items) == refused
    assert (reading.counts["rows"], reading.counts["repeated"], reading.counts["refused"]) == (
        rows,
        repeated,
        len(refused),
    )
    assert reading.progress == reading.size == (SAMPLES / name).stat().st_size
    assert all(row.published_at is not None and row.published_at <= NOW for row in found)


def test_m2_it_reads_a_row_of_weibo_search_whole() -> None:
    row = rows_of(read_file(SAMPLES / "weibo_search_2026.csv", now=NOW))[0]
    assert (row.external_id, row.author_id, row.author_name) == ("5367269790060769", "5504000001", "河边散步的人")
    assert row.published_at == dt.datetime(2026, 11, 20, 10, 5, tzinfo=CHINA)
    assert (row.reposts, row.comments, row.likes, row.counts_capped) == (12000, 345, 1_000_000, True)
    assert (row.topics, row.mentions, len(row.pictures)) == (("山岚保温杯",), ("山岚客服",), 2)
    assert (row.region, row.device, row.verified, row.kind) == ("浙江", "iPhone客户端", "黄V", Kind.POST)
    assert row.url == f"https://weibo.com/5504000001/{row.bid}"


def test_m2_it_repairs_garbage_and_future_dates_by_the_id() -> None:
    repaired = {
        row.author_name: row
        for row in rows_of(read_file(SAMPLES / "weibo_search_2026.csv", now=NOW))
        if row.date_repaired
    }
    assert set(repaired) == {"老周修电器", "十二月的雪"}
    assert repaired["老周修电器"].published_at == dt.datetime(2026, 11, 21, 9, 15, tzinfo=CHINA)
    assert repaired["十二月的雪"].published_at == dt.datetime(2025, 12, 28, 21, 40, tzinfo=CHINA)


def test_m2_it_lets_the_later_counts_win() -> None:
    rows = [
        row for row in rows_of(read_file(SAMPLES / "weibo_search_2026.csv", now=NOW)) if row.author_id == "5504000001"
    ]
    assert [(row.repeated, row.comments) for row in rows] == [(False, 345), (True, 350)]


def test_m2_it_ties_a_repost_to_its_original() -> None:
    rows = rows_of(read_file(SAMPLES / "5501000001.csv", now=NOW))
    repost, original = rows[1], rows[2]
    assert (repost.kind, repost.is_repost, repost.retweet_id) == (Kind.REPOST, True, original.external_id)
    assert (original.kind, original.author_id, original.text) == (Kind.POST, "5502000009", "今天的菜谱是番茄炒蛋")
    assert (repost.author_id, original.region, repost.counts_capped, original.counts_capped) == (
        "5501000001",
        "上海",
        True,
        False,
    )


@pytest.mark.parametrize("name", ["weibo_crawler_2025_shifted.csv", "weibo_crawler_2025_missing.csv"])
def test_m2_it_puts_slipped_columns_right(name: str) -> None:
    (row,) = rows_of(read_file(SAMPLES / name, now=NOW))
    assert (row.likes, row.comments, row.reposts, row.topics, row.device) == (
        10,
        2,
        1_000_000,
        ("国庆",),
        "iPhone客户端",
    )
    assert not row.date_repaired


def test_m2_it_gives_rounded_ids_back_from_their_base62_code() -> None:
    rows = rows_of(read_file(SAMPLES / "rounded_by_spreadsheet.csv", now=NOW))
    assert [row.external_id for row in rows] == ["4537740077310227", "5367269790060769"]


def test_m2_it_sorts_what_weibo_spider_collects() -> None:
    comment, repost, post = rows_of(read_file(SAMPLES / "weibo_spider.jsonl", now=NOW))
    assert (comment.kind, comment.author_name, comment.region) == (Kind.COMMENT, "老周修电器", "浙江")
    assert (repost.kind, repost.is_repost) == (Kind.REPOST, True)
    assert (post.reposts, post.likes, post.author_id) == (664, 12, "5504000001")


@pytest.mark.parametrize(
    "name", ["weibo_search_2026.csv", "weibo_crawler.json", "weibo_spider.jsonl", "media_crawler_contents.json"]
)
def test_m2_it_goes_on_where_it_was_stopped(name: str) -> None:
    whole = list(read_file(SAMPLES / name, now=NOW))
    for stop in range(len(whole) + 1):
        first = read_file(SAMPLES / name, now=NOW)
        before = [next(first) for _ in range(stop)]
        checkpoint = first.records
        first.close()
        after = list(read_file(SAMPLES / name, now=NOW, resume_after=checkpoint))
        stored = {_key(item) for item in before + after}
        assert stored == {_key(item) for item in whole}


def _key(item: object) -> object:
    return item.external_id if isinstance(item, Row) else item


def test_m2_it_refuses_a_clock_without_zone() -> None:
    with pytest.raises(ValueError, match="aware"):
        read_file(SAMPLES / "weibo_crawler.json", now=dt.datetime(2026, 1, 1))  # noqa: DTZ001
