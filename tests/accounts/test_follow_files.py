"""A9: follow lists from files: whatever comes, every row is taken or refused with a reason."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import example, given
from hypothesis import strategies as st

from accounts.models import FollowEntry, FollowSort, User, WeiboAccount
from accounts.queries import follow_cells, follow_header, follows_of
from accounts.rules.follow_files import FollowLine, read_lines
from core.exports import csv_lines
from core.models import AuditEntry
from core.tables import UnreadableFile, decoded
from tests.accounts.hostile import HOSTILE
from tests.conftest import AT, ClientOf

HEADER = "昵称,UID,类别,备注,关注日期,复核日期,粉丝数\n"
cells = st.text(st.characters(blacklist_categories=["Cs"]), max_size=40)


def one(row: str) -> FollowLine:
    return read_lines(HEADER + row)[0]


@given(st.text(st.characters(blacklist_categories=["Cs"]), max_size=400))
@example('昵称,类别\n"')
@example("昵称,类别\n\x00")
@example("昵称\t类别\n甲\t伙伴")
def test_a9_any_text_is_read_or_refused(text: str) -> None:
    try:
        lines = read_lines(text)
    except UnreadableFile as error:
        assert str(error)
    else:
        assert all(line.errors or line.name for line in lines)


@given(st.lists(st.tuples(cells, cells, cells, cells, cells, cells, cells), max_size=10))
def test_a9_any_row_is_taken_or_refused_with_reasons(rows: list[tuple[str, ...]]) -> None:
    file = io.StringIO()
    csv.writer(file).writerows(rows)
    try:
        lines = read_lines(HEADER + file.getvalue())
    except UnreadableFile:
        return
    for line in lines:
        if not line.errors:
            assert 0 < len(line.name) <= 30 and "\x00" not in line.name
            assert line.values["sort"] in FollowSort.values
            assert len(str(line.values["note"])) <= 200


@given(st.binary(max_size=300))
def test_a9_any_bytes_are_text_or_refused(data: bytes) -> None:
    try:
        decoded(data)
    except UnreadableFile as error:
        assert str(error)


@pytest.mark.parametrize(
    ("row", "word"),
    [
        (",,伙伴", "1 到 30 个字"),
        ("甲" * 31 + ",,伙伴", "1 到 30 个字"),
        ("甲,abc,伙伴", "UID 应是数字"),
        ("甲,,朋友", "类别应是"),
        ("甲,,伙伴,,2026-13-01", "不是日期"),
        ("甲,,伙伴,,1026-01-01", "不是日期"),
        ("甲,,伙伴,,,,很多", "不是数字"),
    ],
)
def test_a9_a_wrong_cell_is_told_in_a_sentence(row: str, word: str) -> None:
    assert word in "".join(one(row).errors)


def test_a9_numbers_and_dates_are_read_as_people_write_them() -> None:
    line = one("@甲,5501,ally,注,2026/1/2,2026年12月31日,1.2万")
    assert line.errors == ()
    assert line.values["screen_name"] == "甲" and line.values["followers_count"] == 12_000
    assert str(line.values["since"]) == "2026-01-02" and str(line.values["review_on"]) == "2026-12-31"


def test_a9_the_same_name_twice_is_told() -> None:
    first, second = read_lines(HEADER + "Ab,,伙伴\nab,,伙伴\n")
    assert not first.errors and "两次" in second.errors[0]


def test_a9_a_list_is_looked_at_before_it_is_taken_in(client_of: ClientOf, editor: User, account: WeiboAccount) -> None:
    client, where = client_of(editor), reverse("accounts:follow_import", args=[account.pk])
    known = FollowEntry.objects.create(account=account, screen_name="老友", sort="ally", created_at=AT)
    text = HEADER + "新友,77,媒体与意见领袖,主编,,,\n老友,,,,,,\n老友,,忠实用户,换类别,,,2万\n"
    file = SimpleUploadedFile("list.csv", text.encode("gb18030"))
    preview = client.post(where, {"file": file}).content.decode()
    assert "新增 1 人，更新 1 人，0 人没有变化，1 行不能导入" in preview and "类别应是" in preview
    assert FollowEntry.objects.count() == 1
    assert client.post(where, {"text": text, "confirmed": "1"}).status_code == 302
    known.refresh_from_db()
    assert (known.sort, known.note, known.followers_count) == ("loyal", "换类别", 20_000)
    new = FollowEntry.objects.get(screen_name="新友")
    assert (new.uid, new.sort, new.note) == ("77", "media", "主编") and new.review_on is not None
    entry = AuditEntry.objects.get(code="accounts.follow.imported")
    assert entry.after == {"new": 1, "changed": 1, "refused": 1, "count": 2}
    again = client.post(where, {"text": HEADER + "新友,77,media,主编\n"}).content.decode()
    assert "1 人没有变化" in again


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "空的"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 50, "。"),
        (b"<html><script>alert(1)</script></html>", "。"),
        (b"a,b,c\n1,2,3", "第一行要有列名"),
    ],
)
def test_a9_a_file_that_is_no_list_is_refused_with_a_sentence(
    client_of: ClientOf, editor: User, account: WeiboAccount, data: bytes, sentence: str
) -> None:
    where = reverse("accounts:follow_import", args=[account.pk])
    response = client_of(editor).post(where, {"file": SimpleUploadedFile("list.csv", data)})
    assert response.status_code == 422 and sentence in response.content.decode()
    assert not FollowEntry.objects.exists()


def test_a9_what_is_exported_can_be_taken_in_again(account: WeiboAccount) -> None:
    for number, name in enumerate(("=1+1", "@名", "普通", "-减")):
        FollowEntry.objects.create(
            account=account, screen_name=name, sort="ally", note=HOSTILE[number], created_at=AT, followers_count=number
        )
    text = "".join(csv_lines(follow_header(), follow_cells(follows_of(account))))
    assert "\n=" not in text and ",=" not in text
    lines = read_lines(text)
    assert [line.errors for line in lines] == [()] * 4
    assert {line.values["note"] for line in lines} == set(HOSTILE[:4])
    assert {line.name for line in lines} == {"=1+1", "名", "普通", "-减"}


@pytest.mark.parametrize("note", ["＝1+1", "\u200b=1", "'=1", "-1"])
def test_a9_a_note_that_was_made_safe_comes_back_as_it_was(note: str) -> None:
    lines = "".join(csv_lines(["昵称", "类别", "备注"], [["甲", str(FollowSort.MEDIA.label), note]]))
    assert read_lines(lines)[0].values["note"] == note
