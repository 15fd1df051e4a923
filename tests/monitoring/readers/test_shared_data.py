"""Real files of every format, where they are at hand: what comes of each is known to the row (rule M2)."""

import collections
from pathlib import Path

import pytest

from monitoring.readers import Kind, Row, read_file
from monitoring.readers.dates import clock_of
from tests.monitoring.readers.conftest import NOW
from weibo.text import find_mentions, find_topics

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"

# name: rows, of them repeated, refused
FILES = {
    "licensed/WeiboSpider_README_samples.jsonl": (5, 1, {"not_a_post": 3}),
    "licensed/weibo-crawler_1669879400_2025.csv": (240, 228, {}),
    "licensed/timmmgz_mit_user_posts.jsonl": (0, 0, {"unknown_format": 1}),
    "licensed/chilfish_weibo_emoji.json": (0, 0, {"unknown_format": 1}),
    "licensed/chinese-days.json": (0, 0, {"unknown_format": 1}),
    "tests-only/MediaCrawler_weibo_record_from_3rdparty_test.json": (1, 0, {}),
    "tests-only/gen_weibo-crawler_2026_format.csv": (42, 0, {}),
    "tests-only/gen_weibo-crawler_2026_format.json": (42, 0, {}),
    "tests-only/gen_weibo-crawler_2026_format.sqlite": (42, 0, {}),
    "tests-only/gen_weibo-search_2026_format.csv": (60, 0, {}),
    "tests-only/gen_weibo-search_2026_format.sqlite": (60, 0, {}),
    "tests-only/weibo-crawler_README_1669879400.json": (3, 0, {}),
    "tests-only/weibo-search_三十而已_2020.csv": (4311, 0, {}),
    "tests-only/weibo2018_train.txt": (0, 0, {"unknown_format": 1}),
    "tests-only/ced_dev5pct_events.csv": (0, 0, {"unknown_format": 1}),
    "tests-only/ced_dev5pct_reposts.jsonl.gz": (0, 0, {"compressed": 1}),
    "tests-only/consensus.csv": (0, 0, {"unknown_format": 1}),
}


def path_of(name: str) -> Path:
    path = DATA / name
    if not path.exists():
        pytest.skip(f"{name} is not at hand in ../shared/data")
    return path


@pytest.mark.parametrize("name", FILES)
def test_m2_it_reads_the_real_file(name: str) -> None:
    rows, repeated, refused = FILES[name]
    reading = read_file(path_of(name), now=NOW)
    found = [item for item in reading if isinstance(item, Row)]
    assert (len(found), sum(row.repeated for row in found)) == (rows, repeated)
    assert {code.removeprefix("refused:"): n for code, n in reading.counts.items() if ":" in code} == refused
    assert all(row.published_at and not row.date_repaired for row in found)
    assert reading.progress == reading.size


def test_m2_it_knows_every_file_that_is_there() -> None:
    path_of("licensed")
    names = {
        str(path.relative_to(DATA))
        for folder in ("licensed", "tests-only")
        for path in (DATA / folder).iterdir()
        if path.is_file()
    }
    assert names == set(FILES)


def test_m2_it_finds_the_clock_of_every_id_within_a_minute() -> None:
    for row in read_file(path_of("tests-only/weibo-search_三十而已_2020.csv"), now=NOW):
        assert isinstance(row, Row)
        clock = clock_of(row.external_id)
        assert clock is not None
        assert row.published_at is not None
        assert abs((row.published_at - clock).total_seconds()) <= 60


def test_m2_it_agrees_with_the_tool_on_the_base62_codes() -> None:
    path = path_of("tests-only/weibo-search_三十而已_2020.csv")
    lines = path.read_text("utf-8-sig").splitlines()
    codes = dict(line.split(",")[:2] for line in lines[1:] if line[:16].isdigit())
    rows = [row for row in read_file(path, now=NOW) if isinstance(row, Row)]
    assert all(codes[row.external_id] == row.bid for row in rows if row.external_id in codes)


def test_m2_it_reads_the_same_posts_from_all_three_formats_of_one_tool() -> None:
    endings = ("csv", "json", "sqlite")
    ids = [
        {
            row.external_id
            for row in read_file(path_of(f"tests-only/gen_weibo-crawler_2026_format.{end}"), now=NOW)
            if isinstance(row, Row)
        }
        for end in endings
    ]
    assert ids[0] == ids[1] == ids[2]


def test_m2_it_ties_reposts_to_originals_of_the_same_file() -> None:
    rows = [
        row for row in read_file(path_of("tests-only/weibo-search_三十而已_2020.csv"), now=NOW) if isinstance(row, Row)
    ]
    kinds = collections.Counter(row.kind for row in rows)
    assert kinds == {Kind.POST: 4191, Kind.REPOST: 120}


def test_c3_it_finds_in_real_texts_what_the_tool_found() -> None:
    rows = [
        row for row in read_file(path_of("tests-only/weibo-search_三十而已_2020.csv"), now=NOW) if isinstance(row, Row)
    ]
    topics = [(set(row.topics), set(find_topics(row.text))) for row in rows]
    mentions = [(set(row.mentions), set(find_mentions(row.text))) for row in rows]
    assert sum(theirs <= ours for theirs, ours in topics) / len(topics) > 0.97
    assert sum(theirs <= ours for theirs, ours in mentions) / len(mentions) > 0.9
