"""Library files: any encoding, bad rows named, all visible at once, resumable, undoable (issue 2, section 6)."""

import datetime as dt
import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from accounts.models import User, WeiboAccount
from content.importing import guess_mapping, read_lines
from content.models import Post, PostImport, PostState
from content.services import (
    DraftInput,
    ImportChoices,
    confirm_import,
    imports,
    open_imports,
    run_import,
    save_draft,
    start_import,
    undo_import,
)
from core.errors import Forbidden, UserError
from core.jobs import ask_to_cancel
from core.models import AuditEntry, Job, JobState

SAMPLE = (Path(__file__).parent / "samples/library.csv").read_text(encoding="utf-8")
AT = dt.datetime(2026, 11, 23, 1, 0, tzinfo=dt.UTC)


def clock() -> dt.datetime:
    return AT


def upload(data: bytes, name: str = "library.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def taken_in(data: bytes, by: User, name: str = "library.csv") -> PostImport:
    """Started, confirmed and run."""
    started = start_import(file=upload(data, name), by=by, at=AT)
    confirm_import(post_import=started, choices=ImportChoices(started.mapping), by=by, at=AT)
    run_import(job_id=started.job_id, clock=clock)
    started.job.refresh_from_db()
    return started


@pytest.fixture(autouse=True)
def _two_accounts(account: WeiboAccount, other_account: WeiboAccount, settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]


def test_it_takes_good_rows_and_names_every_bad_one_with_its_line(editor: User) -> None:
    job = taken_in(SAMPLE.encode(), editor).job

    assert job.state == JobState.DONE
    assert job.result == {"taken": 5, "refused": 7, "same": 0}
    found = dict(job.refusals.values_list("line", "code"))
    assert found == {
        6: "category", 8: "account", 9: "repeated_header", 10: "no_text", 11: "ragged", 12: "no_text", 13: "repeated",
    }  # fmt: skip
    texts = list(Post.objects.visible().values_list("version__text", flat=True))
    assert any(text.startswith("=SUM(A1:A2)") for text in texts), "formula-looking text stays text"
    assert any("\n" in text for text in texts)
    assert Post.objects.get(state=PostState.IN_REVIEW).submitted_by == editor


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_it_reads_every_encoding(editor: User, encoding: str) -> None:
    assert taken_in(SAMPLE.encode(encoding), editor).job.result["taken"] == 5


def test_it_reads_spreadsheets(editor: User) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["微博账号", "栏目", "文案"])
    sheet.append(["山岚家居", "知识", "焖粥前先用开水预热三分钟，米更容易开花。你家焖什么？"])
    out = io.BytesIO()
    book.save(out)

    assert taken_in(out.getvalue(), editor, "library.xlsx").job.result == {"taken": 1, "refused": 0, "same": 0}


def test_nothing_is_visible_before_the_end_and_a_killed_import_goes_on(
    editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "BATCH", 2)
    started = start_import(file=upload(SAMPLE.encode()), by=editor, at=AT)
    confirm_import(post_import=started, choices=ImportChoices(started.mapping), by=editor, at=AT)
    calls = []

    def killed(*args: object) -> None:
        calls.append(args)
        if len(calls) == 3:
            raise KeyboardInterrupt
        real(*args)  # type: ignore[arg-type]

    real = imports._store
    monkeypatch.setattr(imports, "_store", killed)
    with pytest.raises(KeyboardInterrupt):
        run_import(job_id=started.job_id, clock=clock)
    assert Post.objects.visible().count() == 0
    assert Post.objects.count() > 0
    assert open_imports() == [started.job_id]

    run_import(job_id=started.job_id, clock=clock)

    job = Job.objects.get()
    assert job.result == {"taken": 5, "refused": 7, "same": 0}
    assert Post.objects.visible().count() == Post.objects.count() == 5
    assert run_import(job_id=started.job_id, clock=clock) is None, "a doubled message does nothing"


def test_it_takes_the_same_file_only_once(editor: User) -> None:
    taken_in(SAMPLE.encode(), editor)

    assert taken_in(SAMPLE.encode(), editor).job.result["taken"] == 0


def test_undo_hides_what_is_unused_and_keeps_the_rest(editor: User) -> None:
    started = taken_in(SAMPLE.encode(), editor)
    used = Post.objects.first()
    assert used is not None
    Post.objects.filter(pk=used.pk).update(state=PostState.SCHEDULED)

    assert undo_import(post_import=started, by=editor, at=AT) == (4, 1)
    assert list(Post.objects.visible()) == [used]
    assert Job.objects.get().state == JobState.UNDONE
    assert AuditEntry.objects.filter(code="content.import.undone").exists()
    assert taken_in(SAMPLE.encode(), editor).job.result["taken"] == 4, "what was undone may come again"


def test_undo_keeps_what_somebody_rewrote(editor: User) -> None:
    started = taken_in(SAMPLE.encode(), editor)
    post = Post.objects.filter(state=PostState.DRAFT)[0]
    save_draft(
        draft=DraftInput(post.account, post.category, "一个上午重写的正文，你看呢？", post=post), by=editor, at=AT
    )

    assert undo_import(post_import=started, by=editor, at=AT) == (4, 1)
    assert list(Post.objects.visible()) == [post]


def test_a_cancelled_import_leaves_nothing_visible(editor: User) -> None:
    started = start_import(file=upload(SAMPLE.encode()), by=editor, at=AT)
    confirm_import(post_import=started, choices=ImportChoices(started.mapping), by=editor, at=AT)
    ask_to_cancel(started.job)
    run_import(job_id=started.job_id, clock=clock)

    assert Job.objects.get().state == JobState.CANCELLED
    assert not Post.objects.visible().exists()


def test_rows_for_accounts_without_the_right_are_refused(colleague: User) -> None:
    job = taken_in(SAMPLE.encode(), colleague).job

    assert job.result["taken"] == 1
    assert "没有它的写作权限" in job.refusals.filter(code="account")[0].reason


def test_who_may_not_write_imports_nothing(manager: User) -> None:
    with pytest.raises(Forbidden):
        start_import(file=upload(SAMPLE.encode()), by=manager, at=AT)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "空"),
        ("账号,正文\n".encode(), "空"),
        (b"\xff\xfe\xfd\x00\x81", "编码"),
        (b"PK\x03\x04 no spreadsheet", "Excel"),
    ],
)
def test_it_says_in_one_sentence_what_is_wrong_with_a_file(editor: User, data: bytes, sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        start_import(file=upload(data), by=editor, at=AT)


def test_it_guesses_columns_by_their_usual_names() -> None:
    assert guess_mapping(["昵称", "文案", "配图", "备注"]) == {"account": 0, "text": 1, "pictures": 2}
    with read_lines(io.BytesIO(b'a,b\n"x\ny",1\n\nz,2\n')) as lines:
        assert [line.number for line in lines] == [1, 2, 5]
