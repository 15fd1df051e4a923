"""Export as CSV and XLSX: what goes out comes in again the same, or is known by its number (C12, C9, C11, C3)."""

import datetime as dt
import io
from pathlib import Path

import openpyxl
import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from accounts.models import User, WeiboAccount
from content import services
from content.hand_items import HandItem
from content.importing import export_header, read_lines
from content.models import Category, Media, MediaRights, Permission, Post, PostExport, PostState
from content.queries.exporting import export_rows
from content.services import DraftInput, Place, SeriesInput, exports, place_in_series, save_draft, save_series
from content.services.stories import StoryInput, collect_story, set_permission
from core.exports import csv_lines, write_xlsx
from core.models import JobState
from tests.content.test_importing import AT, clock, taken_in

NASTY = (
    "=1+1 是什么？", "'=引号", "''=两个引号", "@同事 +1 -2", "＝全角", "逗号,分号;制表\t竖线|", '引号"和\n换行\n\n空行',
    "_x0041_ 和 _x000D_ 不是记号", "表情👨‍👩‍👧\u200d\ufe0f", "\u200b零宽开头", "3.0", "2026-12-01", "TRUE",
    "#N/A", "#话题#开头", "中间\u3000全角空格",
)  # fmt: skip
SIGNS = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("=+-@'\n\t,;\"|#_x"), max_size=60)


@pytest.fixture(autouse=True)
def _folder(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def told() -> list[list[str]]:
    return [row[1:] for row in export_rows(Post.objects.visible())]


def file_of(kind: str) -> bytes:
    rows = export_rows(Post.objects.visible())
    if kind == "csv":
        return "".join(csv_lines(export_header(), rows)).encode()
    out = io.BytesIO()
    write_xlsx(out, export_header(), rows)
    return out.getvalue()


@pytest.fixture
def posts(account: WeiboAccount, category: Category, editor: User, at: dt.datetime) -> list[Post]:
    """A post for each nasty text; the first has all that a post can have."""
    pictures = [
        Media.objects.create(
            sha256=letter * 64, original_name="image.png", rights=MediaRights.LICENSED, mime="image/png",
            width=1, height=1, size=1, rights_until=dt.date(2027, 1, 31), created_at=at,
        )
        for letter in "ab"
    ]  # fmt: skip
    items = (
        HandItem("vote", "选哪只？", "蓝色\n=红色"),
        HandItem("video", "开箱", ""),
        HandItem("app", "", "只有说明"),
    )
    media, few = (pictures[0].pk,), ((), ())
    given = [(media, items), *[few for _text in NASTY[1:]]]
    first, *others = (
        save_draft(draft=DraftInput(account, category, text, media_ids=ids, items=added), by=editor, at=at)
        for text, (ids, added) in zip(NASTY, given, strict=True)
    )
    series = save_series(given=SeriesInput("=周一问答", account, at + dt.timedelta(days=7)), by=editor, at=at)
    place_in_series(post=first, place=Place(series, 3), by=editor, at=at)
    story = collect_story(given=StoryInput("=老顾客 1号", "用了十年"), by=editor, at=at)
    set_permission(story=story, permission=Permission.GRANTED, evidence="私信", by=editor, at=at)
    Post.objects.filter(pk=first.pk).update(story=story, best_before=dt.date(2026, 12, 1))
    return [first, *others]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_c9_c11_c12_everything_of_a_post_comes_back(posts: list[Post], editor: User, kind: str) -> None:
    before, file = told(), file_of(kind)
    assert before[0][9:] == [
        before[0][9], "开箱", "", "选哪只？\n蓝色\n=红色", "\n只有说明", "", "已获授权，到 2027-01-31",
    ]  # fmt: skip
    Post.objects.update(is_visible=False, state="cancelled")

    assert taken_in(file, editor, f"library.{kind}").job.result == {"taken": len(NASTY), "refused": 0, "same": 0}
    assert told() == before
    again = Post.objects.visible().get(series_number=3)
    assert again.version and [row.sha256[0] for row in again.version.media.all()] == ["a"], (
        "of two of one name the right one"
    )


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_is_still_there_is_known_by_its_number_and_left_alone(posts: list[Post], editor: User, kind: str) -> None:
    Post.objects.filter(pk=posts[1].pk).update(state=PostState.PUBLISHED)
    file, before = file_of(kind), list(Post.objects.order_by("pk").values())
    found = taken_in(file, editor, f"library.{kind}")
    assert found.job.result == {"taken": 0, "refused": 0, "same": len(NASTY)}
    assert list(Post.objects.order_by("pk").values()) == before


def test_a_changed_row_and_one_that_was_published_become_drafts_that_say_why(posts: list[Post], editor: User) -> None:
    Post.objects.filter(pk=posts[1].pk).update(state=PostState.PUBLISHED)
    file = file_of("csv").decode().replace("全角空格", "半角空格")
    found = taken_in(file.encode(), editor)
    assert found.job.result == {"taken": 1, "refused": 0, "same": len(NASTY) - 1}
    row = found.rows.get(fate="draft")
    assert "原来那条不变" in row.note and row.post.state == PostState.DRAFT
    header = "分类,账号,正文,状态\n"
    found = taken_in(f"{header}知识,{posts[0].account.nickname},发过的一条,已发布\n".encode(), editor)
    assert found.rows.get().note == "文件里是“已发布”，按草稿导入。"


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(SIGNS, SIGNS, SIGNS), min_size=1, max_size=4))
def test_any_text_goes_out_and_comes_in(
    account: WeiboAccount, category: Category, editor: User, at: dt.datetime, rows: list[tuple[str, str, str]]
) -> None:
    for kind in ("csv", "xlsx"):
        with transaction.atomic():
            for number, (text, title, detail) in enumerate(rows):
                line = " ".join(title.split())[:60]
                items = (HandItem("vote", line, detail.strip()),) if line else ()
                words = f"{text.strip()}第{number}条".strip()
                save_draft(draft=DraftInput(account, category, words, items=items), by=editor, at=at)
            before, file = told(), file_of(kind)
            Post.objects.visible().update(is_visible=False, state="cancelled")
            found = taken_in(file, editor, f"library.{kind}")
            after = told()
            same_words = len({post[2] for post in after})
            refused = set(found.job.refusals.values_list("code", flat=True))
            assert refused <= {"repeated"} and same_words + found.job.refused == len(rows)
            assert after == before or refused
            transaction.set_rollback(True)


def test_a_spreadsheet_calculates_nothing_of_it(posts: list[Post]) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(file_of("xlsx"))).worksheets[0]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "inlineStr", "n"}
    assert all(cell.value is None for row in sheet.iter_rows() for cell in row if cell.data_type == "n")
    assert [cell.value for cell in sheet["D"]][1] == NASTY[0], "without an apostrophe in sight"


def test_a_large_one_is_a_job_with_its_page_and_file(
    client: Client, posts: list[Post], editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    from content.views import exports as views

    monkeypatch.setattr(views, "AT_ONCE", 3)
    monkeypatch.setattr(views, "wake_export", lambda job_id: None)
    client.force_login(editor)
    answer = client.get(reverse("content:library_export"), {"kind": "xlsx", "state": "draft"})
    made = PostExport.objects.select_related("job").get()
    assert answer["Location"] == reverse("content:export_page", args=[made.pk])
    assert "已写 0" in client.get(answer["Location"]).content.decode()
    assert exports.open_exports() == [made.job_id]
    services.run_export(job_id=made.job_id, clock=clock)
    assert services.run_export(job_id=made.job_id, clock=clock) is None
    made.refresh_from_db()
    assert (made.job.state, made.job.result) == (JobState.DONE, {"rows": len(NASTY)})
    assert "下载文件" in client.get(answer["Location"]).content.decode()
    data = b"".join(client.get(reverse("content:export_file", args=[made.pk])).streaming_content)  # type: ignore[attr-defined]
    with read_lines(io.BytesIO(data)) as lines:
        assert len(list(lines)) == len(NASTY) + 1
    assert services.drop_old_exports(now=AT + dt.timedelta(days=8)) == 1
    assert client.get(reverse("content:export_file", args=[made.pk])).status_code == 404
    assert "重新导出" in client.get(answer["Location"]).content.decode()


def test_a_stopped_one_leaves_no_file(
    posts: list[Post], editor: User, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from core.jobs import ask_to_cancel

    monkeypatch.setattr(exports, "STEP", 2)
    made = services.start_export(query="", kind="csv", total=9, by=editor, at=AT)
    ask_to_cancel(made.job)
    services.run_export(job_id=made.job_id, clock=clock)
    made.refresh_from_db()
    assert (made.job.state, made.file.name) == (JobState.CANCELLED, "")
    assert not list(tmp_path.rglob("*.csv"))
