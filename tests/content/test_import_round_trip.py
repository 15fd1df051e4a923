"""Export and import are the same columns; refused rows come back as they came; columns are remembered."""

import csv
import datetime as dt
import io
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from accounts.models import User, WeiboAccount
from content.importing import read_lines
from content.models import Post
from content.queries.exporting import export_rows
from content.services import (
    ImportChoices,
    Place,
    SeriesInput,
    confirm_import,
    place_in_series,
    save_series,
    start_import,
)
from core.errors import UserError
from tests.content.conftest import Write
from tests.content.test_importing import AT, taken_in, upload


@pytest.fixture(autouse=True)
def _folder(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def exported(client: Client, editor: User) -> bytes:
    client.force_login(editor)
    return b"".join(client.get(reverse("content:library_export")).streaming_content)  # type: ignore[attr-defined]


def rows_told() -> list[list[str]]:
    """What stands in the library, without the numbers of the posts."""
    return [row[1:] for row in export_rows(Post.objects.visible())]


def test_c11_what_is_exported_comes_back_the_same(
    client: Client, account: WeiboAccount, write: Write, editor: User, at: dt.datetime
) -> None:
    series = save_series(given=SeriesInput("周一问答", account, at + dt.timedelta(days=7)), by=editor, at=at)
    texts = ("=1+1 是什么？", "'引号开头，还有“全角”\n和换行", "普通的一条，逗号,分号;都有")
    posts = [write(text) for text in texts]
    place_in_series(post=posts[0], place=Place(series, 3), by=editor, at=at)
    Post.objects.filter(pk=posts[1].pk).update(best_before=dt.date(2026, 12, 1))
    before, file = rows_told(), exported(client, editor)
    Post.objects.update(is_visible=False, state="cancelled")

    assert taken_in(file, editor).job.result == {"taken": 3, "refused": 0, "same": 0}
    assert rows_told() == before
    Post.objects.visible().filter(series=None).update(is_visible=False)
    assert taken_in(file, editor).job.result == {"taken": 2, "refused": 1, "same": 0}


def test_c11_series_numbers_and_days_that_cannot_be_kept_are_refused_and_come_back_with_the_reason(
    client: Client, account: WeiboAccount, editor: User, at: dt.datetime
) -> None:
    save_series(given=SeriesInput("周一问答", account, at + dt.timedelta(days=7)), by=editor, at=at)
    rows = ["账号,分类,正文,系列,期号,最迟发布日,备注", f"{account.nickname},知识,第一,周一问答,第2期,2026/12/1,甲"]
    for number, cells in enumerate(("周一问答,2,", "周二问答,1,", "周一问答,,", "周一问答,abc,", ",,后天")):
        rows.append(f"{account.nickname},知识,正文{number},{cells},乙")
    found = taken_in("\n".join(rows).encode(), editor)
    assert dict(found.job.refusals.values_list("line", "code")) == {
        3: "number", 4: "series", 5: "number", 6: "number", 7: "best_before",
    }  # fmt: skip
    client.force_login(editor)
    answer = client.get(reverse("content:import_refusals", args=[found.pk]))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    lines = list(csv.reader(io.StringIO(text)))
    assert lines[0] == [*rows[0].split(","), "行号", "拒绝原因"]
    assert (lines[2][:7], lines[2][7]) == ([account.nickname, "知识", "正文1", "周二问答", "1", "", "乙"], "4")
    assert taken_in(text.encode(), editor).job.result == {"taken": 0, "refused": 5, "same": 0}, (
        "the file reads as it is"
    )


def test_columns_of_a_header_are_remembered(account: WeiboAccount, editor: User) -> None:
    data = f"甲列,乙列\n{account.nickname},一条正文\n".encode()
    first = start_import(file=upload(data), by=editor, at=AT)
    assert first.mapping == {}
    confirm_import(post_import=first, choices=ImportChoices({"account": 0, "text": 1}), by=editor, at=AT)
    assert start_import(file=upload(data), by=editor, at=AT).mapping == {"account": 0, "text": 1}


def test_a_number_that_was_given_away_while_the_file_was_read_stays_where_it_is(
    account: WeiboAccount, write: Write, editor: User, at: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    series = save_series(given=SeriesInput("周一问答", account, at), by=editor, at=at)
    from content.services import imports

    real = imports._show

    def meanwhile(*args: object) -> None:
        place_in_series(post=write("抢先的一条"), place=Place(series, 1), by=editor, at=at)
        real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(imports, "_show", meanwhile)
    data = f"账号,分类,正文,系列,期号\n{account.nickname},知识,表里的一条,周一问答,1\n"
    assert taken_in(data.encode(), editor).job.result["taken"] == 1
    assert Post.objects.get(series_number=1).version.text == "抢先的一条"  # type: ignore[union-attr]


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=400) | st.text(max_size=200).map(str.encode))
def test_hostile_files_are_read_or_refused_in_a_sentence(data: bytes) -> None:
    for prefix in (b"", b"PK\x03\x04", b"\xff\xfe", b"\xef\xbb\xbf"):
        try:
            with read_lines(io.BytesIO(prefix + data)) as lines:
                assert all(isinstance(cell, str) for line in lines for cell in line.cells)
        except UserError as error:
            assert str(error)
    assert connection.connection is None or not connection.needs_rollback
