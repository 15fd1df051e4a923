"""Files that are damaged, mixed, huge or not what they claim to be (rule M2)."""

import gzip
import io
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitoring.readers import Reading, Refusal, Row, Source, read_file
from tests.monitoring.readers.conftest import NOW, SAMPLES, refusals_of, rows_of

Read = Callable[..., Reading]
HEADER = "id,bid,user_id,用户昵称,微博正文,转发数,评论数,点赞数,发布时间"
POSTS = [5367269790060769, 5367396877471969, 5367619595014369]


def line(post: int, text: str = "好用", date: str = "", reposts: object = 1) -> str:
    return f"{post},,5504000001,某人,{text},{reposts},2,3,{date}"


def table(*lines: str) -> bytes:
    return "\n".join([HEADER, *lines]).encode()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_m2_it_reads_every_encoding(read: Read, encoding: str, end: str) -> None:
    text = end.join([HEADER, line(POSTS[0], "你好𠮷"), line(POSTS[1], "再见"), ""])
    assert [row.text for row in rows_of(read(text.encode(encoding)))] == ["你好𠮷", "再见"]


def test_m2_it_reads_runs_appended_in_another_encoding(read: Read) -> None:
    first = "\n".join([HEADER, line(POSTS[0], "第一次"), ""]).encode("utf-8-sig")
    second = "\n".join([HEADER, line(POSTS[1], "第二次"), ""]).encode("gb18030")
    third = "\n".join([HEADER, line(POSTS[2], "第三次"), ""]).encode("utf-8-sig")
    assert [row.text for row in rows_of(read(first + second + third))] == ["第一次", "第二次", "第三次"]


def test_m2_it_follows_a_header_that_changes(read: Read) -> None:
    other = "id,user_id,用户昵称,微博正文,点赞数,发布时间\n" + f"{POSTS[1]},5504000002,别人,后来的,9,2026-11-20 18:30"
    rows = rows_of(read(table(line(POSTS[0])) + b"\n" + other.encode()))
    assert [(row.text, row.likes, row.reposts) for row in rows] == [("好用", 3, 1), ("后来的", 9, None)]


@pytest.mark.parametrize("delimiter", ["\t", ";"])
def test_m2_it_reads_other_delimiters(read: Read, delimiter: str) -> None:
    assert len(rows_of(read(table(line(POSTS[0])).replace(b",", delimiter.encode())))) == 1


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ("123,,5504000001,某人,好,1,2,3,", "bad_id"),
        ("不是编号,,1,某人,好,1,2,3,", "bad_id"),
        (line(POSTS[0], "", "2026-11-20 10:05"), "no_text"),
        (line(POSTS[0], "有,逗号,没引号"), "shifted"),
        (line(5867269790060769), "id_in_future"),
        (line(5367269790000000, date="2026-11-20 10:00"), "rounded_id"),
    ],
)
def test_m2_it_refuses_a_line_with_its_reason(read: Read, cells: str, code: str) -> None:
    items = list(read(table(line(POSTS[1]), cells, line(POSTS[2]))))
    assert refusals_of(items) == [(3, code)]
    refused = next(item for item in items if isinstance(item, Refusal))
    assert refused.reason_zh.endswith("。")
    assert refused.raw
    assert len(items) == 3


def test_m2_it_notices_a_file_whose_ids_a_spreadsheet_rounded(read: Read) -> None:
    lines = [line(POSTS[0] // 10 * 10 + number * 40_000_000) for number in range(20)]
    reading = read(table(*lines))
    assert {item.code for item in reading if isinstance(item, Refusal)} == {"rounded_id"}
    assert reading.counts["rows"] == 0


def test_m2_it_loses_one_line_to_a_quote_that_never_closes(read: Read) -> None:
    lines = [line(post + number) for number in range(50) for post in POSTS[:1]]
    lines[10] = lines[10].replace("好用", '"好用')
    items = list(read(table(*lines)))
    assert refusals_of(items) == [(12, "bad_quotes")]
    assert len(items) == 50


def test_m2_it_passes_over_a_huge_field(read: Read) -> None:
    items = list(read(table(line(POSTS[0]), line(POSTS[1], '"' + "长" * 200_000 + '"'), line(POSTS[2]))))
    assert refusals_of(items) == [(3, "huge_record")]


def test_m2_it_passes_over_a_huge_line(read: Read) -> None:
    items = list(read(table(line(POSTS[0]), "x" * 9_000_000, line(POSTS[2]))))
    assert refusals_of(items) == [(3, "huge_record")]
    assert len(items) == 3


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b"\n\n \n", "unknown_format"),
        (b"a,b,c\n1,2,3\n", "unknown_format"),
        (b"\xff\xd8\xff\xe0 a picture", "unknown_format"),
        (gzip.compress(b"id", mtime=0), "compressed"),
        (b"PK\x03\x04 not a workbook", "broken_file"),
        (b"SQLite format 3\x00 and no more", "broken_file"),
        (b"[1, 2, 3]", "unknown_format"),
        (b'{"a": 1}', "unknown_format"),
        (b'{"a": ', "bad_json"),
        (b"[" * 100_000, "bad_json"),
        ("昵称,粉丝数\n某人,5\n".encode(), "not_a_post"),
    ],
)
def test_m2_it_refuses_what_is_no_crawler_file(read: Read, data: bytes, code: str) -> None:
    items = list(read(data))
    assert [item.code for item in items if isinstance(item, Refusal)][:1] == [code]
    assert not [item for item in items if isinstance(item, Row)]


def test_m2_it_says_that_a_file_is_missing(tmp_path: Path) -> None:
    assert [item.code for item in read_file(tmp_path / "none", now=NOW) if isinstance(item, Refusal)] == [
        "not_readable"
    ]


def test_m2_it_goes_on_after_a_broken_value_in_a_list(read: Read) -> None:
    good = [{"note_id": str(post), "content": "漏水", "create_time": 1} for post in POSTS]
    text = (
        "["
        + json.dumps(good[0])
        + ', {"note_id": "53, "content": \\x}, '
        + json.dumps(good[1])
        + ",\n"
        + json.dumps(good[2])
        + "]"
    )
    items = list(read(text.encode()))
    assert len([item for item in items if isinstance(item, Row)]) == 3
    assert {code for _, code in refusals_of(items)} == {"bad_json"}


def test_m2_it_reads_a_list_longer_than_its_window(read: Read) -> None:
    rows = [{"note_id": str(POSTS[0] + number), "content": "长" * 500} for number in range(3000)]
    assert len(rows_of(read(json.dumps(rows, ensure_ascii=False).encode()))) == 3000


def test_m2_it_reads_a_workbook(read: Read) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["note_id", "content", "create_date_time", "liked_count"])
    sheet.append([str(POSTS[0]), "漏水", "2026-11-20 10:05:00+08:00", "1.2万"])
    sheet.append([])
    sheet.append([POSTS[1], "又漏水", None, 5])
    other = book.create_sheet("Creators")
    other.append(["user_id", "nickname", "fans"])
    data = io.BytesIO()
    book.save(data)
    book.close()
    reading = read(data.getvalue(), "weibo.xlsx")
    items = list(reading)
    assert [(row.source_format, row.likes) for row in items if isinstance(row, Row)] == [
        (Source.MEDIA_CRAWLER, 12000),
        (Source.MEDIA_CRAWLER, 5),
    ]
    assert refusals_of(items) == [(1, "not_a_post")]
    assert reading.progress == reading.size


def database(path: Path, *statements: str) -> bytes:
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()
    return path.read_bytes()


def test_m2_it_reads_databases_with_text_in_number_columns(read: Read, tmp_path: Path) -> None:
    columns = "id TEXT, bid TEXT, user_id TEXT, screen_name TEXT, text TEXT, created_at DATETIME, reposts_count INTEGER"
    data = database(
        tmp_path / "made",
        f"CREATE TABLE weibo ({columns}, comments_count INTEGER, vip_type TEXT)",
        f"INSERT INTO weibo VALUES ('{POSTS[0]}', '', '5', '某人', '好', '2026-昨天-0: 0', '1.2万', '评论', '')",
        "CREATE TABLE comments (id TEXT, weibo_id TEXT, user_id TEXT, text TEXT, created_at TEXT, like_count INTEGER)",
        f"INSERT INTO comments VALUES ('{POSTS[1]}', '{POSTS[0]}', '6', '同感', '', 4)",
        "CREATE VIEW trap AS WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n) SELECT id FROM n",
    )
    comment, post = rows_of(read(data))
    assert (post.source_format, post.reposts, post.comments, post.date_repaired) == (
        Source.WEIBO_SEARCH,
        12000,
        0,
        True,
    )
    assert (comment.kind, comment.likes, comment.text) == ("comment", 4, "同感")


def test_m2_it_reads_the_tables_of_media_crawler(read: Read, tmp_path: Path) -> None:
    data = database(
        tmp_path / "made",
        "CREATE TABLE weibo_note (id INTEGER, note_id BIGINT, content TEXT, create_time BIGINT, liked_count TEXT)",
        f"INSERT INTO weibo_note VALUES (1, {POSTS[0]}, '漏水', 1795140300, '3')",
        "CREATE TABLE weibo_creator (user_id TEXT, nickname TEXT, fans TEXT)",
    )
    (row,) = rows_of(read(data))
    assert (row.source_format, row.external_id, row.likes) == (Source.MEDIA_CRAWLER, str(POSTS[0]), 3)


def notes() -> bytes:
    """A small database in memory, as the bytes of its file."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE weibo_note (note_id BIGINT, content TEXT, liked_count TEXT)")
    connection.execute(f"INSERT INTO weibo_note VALUES ({POSTS[0]}, '漏水', '3')")
    connection.commit()
    data = connection.serialize()
    connection.close()
    return data


def test_m2_it_survives_names_that_are_no_text(read: Read) -> None:
    damaged = notes().replace(b"liked_count", b"liked_\xa7ount")
    assert refusals_of(list(read(damaged))) == [(0, "broken_file")]


SEEDS = [notes(), *(path.read_bytes() for path in sorted(SAMPLES.iterdir()))]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_m2_it_never_raises_on_any_bytes(read: Read, data: st.DataObject) -> None:
    seed = data.draw(st.sampled_from([b"", b"[", b"{", b"PK\x03\x04", b"SQLite format 3\x00", *SEEDS]))
    cut = data.draw(st.integers(0, len(seed)))
    noise = data.draw(
        st.binary(max_size=60) | st.sampled_from([b'"', b"\n", b"\x00", b"{", b"}", b"]", b",", b"\xff\xfe"])
    )
    skip = data.draw(st.integers(0, 8))
    for item in read(seed[:cut] + noise + seed[min(len(seed), cut + skip) :]):
        assert isinstance(item, Row | Refusal)
        if isinstance(item, Refusal):
            assert item.reason_zh


def test_m2_it_says_that_a_list_was_cut_between_two_values(read: Read) -> None:
    items = list(read(b'[{"note_id": "5367269790060769", "content": "a"},\n'))
    assert isinstance(items[0], Row)
    assert refusals_of(items) == [(2, "bad_json")]
