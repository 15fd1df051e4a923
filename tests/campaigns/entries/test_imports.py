"""Files of entries: taken in whole, refused rows with reasons, undone (P7)."""

import datetime as dt
import io

import pytest
from django.test import TestCase

from accounts.models import User, WeiboAccount
from campaigns.collect.staging import stage
from campaigns.models import Act, Campaign, CampaignPost, Draw, Entry, EntryImport, StagedAct
from campaigns.services import entry_imports
from campaigns.services.entry_imports import (
    PREVIEWS_KEPT,
    forget_previews,
    keep_entry_file,
    run_entry_import,
    start_entry_import,
    undo_entry_import,
)
from core.errors import Conflict, UserError
from core.models import AuditEntry, JobRefusal, JobState
from core.uploads.storing import path_of
from tests.campaigns.entries.conftest import THREE, bring, csv_of, judge_waiting

ONE = f"5001,771,小满,{THREE} 冲,2026-11-22 10:00:00,120"
TWO = "5002,772,芒种,@海风吹 冲,2026-11-22 11:00,35"
JSON_LINES = """
{"_id": "5001", "user": {"_id": "771", "nick_name": "小满"}, "content": "好", "created_at": "2026-11-22 10:00"}
{"_id": "5002", "user": {"_id": "772"}, "content": "x", "created_at": 1795312800}
"""


def test_p7_a_file_becomes_acts_and_one_verdict_a_person(running: Campaign, editor: User, at: dt.datetime) -> None:
    again = f"5003,771,小满,再来 {THREE},2026-11-22 12:00:00,120"
    done = bring(running, csv_of(ONE, TWO, again), editor, at)
    assert done.job is not None and done.job.state == JobState.DONE
    assert done.job.message == "新增 3 条，已有 0 条，未导入 0 行。"
    entries = {entry.uid: entry for entry in Entry.objects.all()}
    assert entries.keys() == {"771", "772"} and not StagedAct.objects.exists()
    assert (entries["771"].verdict, entries["771"].reasons) == ("valid", [])
    assert entries["771"].entered_at == dt.datetime(2026, 11, 22, 2, tzinfo=dt.UTC)
    assert (entries["772"].verdict, entries["772"].facts) == ("refused", {"few_friends": [1, 3]})
    assert AuditEntry.objects.filter(code="campaigns.entries.import_finished").exists()


def test_p7_the_same_file_again_adds_nothing_and_its_undo_takes_nothing(
    running: Campaign, editor: User, at: dt.datetime
) -> None:
    bring(running, csv_of(ONE, TWO), editor, at)
    second = bring(running, csv_of(ONE, TWO), editor, at)
    assert second.job is not None and second.job.result == {"seen": 2, "new": 0, "known": 2, "refused": 0}
    assert undo_entry_import(entry_import=second, by=editor, at=at) == 0
    assert Act.objects.count() == 2


def test_p7_an_undo_takes_out_what_only_that_file_brought(running: Campaign, editor: User, at: dt.datetime) -> None:
    first = bring(running, csv_of(ONE, TWO), editor, at)
    bring(running, csv_of(TWO), editor, at)
    assert undo_entry_import(entry_import=first, by=editor, at=at) == 1
    judge_waiting(at)
    assert [entry.uid for entry in Entry.objects.all()] == ["772"]
    with pytest.raises(Conflict, match="已经撤销"):
        undo_entry_import(entry_import=EntryImport.objects.get(pk=first.pk), by=editor, at=at)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("5001,,小满,好,2026-11-22 10:00:00,1", "no_uid"),
        ("5001,5.501E+09,小满,好,2026-11-22 10:00:00,1", "rounded_uid"),
        ("5.1E+15,771,小满,好,2026-11-22 10:00:00,1", "rounded_id"),
        ("5001,771,小满,好,,1", "no_time"),
        ("5001,771,小满,好,2026-11-22,1", "no_time"),
        ("5001,771,小满,好,昨天晚上,1", "bad_time"),
        ("5001,771,小满,好,2027-11-22 10:00:00,1", "future"),
    ],
)
def test_p7_a_row_that_cannot_be_judged_is_refused_with_its_reason(
    running: Campaign, editor: User, at: dt.datetime, line: str, code: str
) -> None:
    done = bring(running, csv_of(line, ONE), editor, at)
    refusal = JobRefusal.objects.get()
    assert (refusal.code, refusal.line) == (code.replace("rounded_uid", "rounded_id"), 2)
    assert done.job is not None and done.job.result["refused"] == 1 and Act.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (csv_of(ONE, TWO).decode().encode("gb18030"), "转发.csv"),
        (csv_of(ONE, TWO).decode().encode("utf-16"), "转发.csv"),
        (csv_of(ONE, TWO).replace(b",", b"\t"), "转发.tsv"),
        (JSON_LINES.encode(), "评论.jsonl"),
    ],
)  # fmt: skip
def test_p7_it_reads_what_spreadsheets_and_crawlers_write(
    running: Campaign, editor: User, at: dt.datetime, data: bytes, name: str
) -> None:
    bring(running, data, editor, at, name=name)
    assert set(Act.objects.values_list("uid", flat=True)) == {"771", "772"}
    assert Act.objects.get(uid="771").name == "小满"


def test_p7_comments_below_another_post_are_no_entries(
    running: Campaign, account: WeiboAccount, editor: User, at: dt.datetime
) -> None:
    header = "comment_id,note_id,user_id,nickname,content,create_time"
    CampaignPost.objects.create(
        campaign=running, account=account, mid="4990000000000001", published_at=at - dt.timedelta(days=2)
    )
    lines = (
        "7001,4990000000000001,771,小满,好,1795312800",
        "7002,4990000000000009,772,芒种,好,1795312800",
    )
    bring(running, csv_of(*lines, header=header), editor, at)
    assert [act.uid for act in Act.objects.all()] == ["771"]
    assert JobRefusal.objects.get().code == "other_post"


def test_p7_a_table_without_people_or_times_is_refused_at_the_door(
    running: Campaign, editor: User, at: dt.datetime
) -> None:
    with pytest.raises(UserError, match="昵称、内容"):
        keep_entry_file(
            campaign=running, name="x.csv", content=io.BytesIO("昵称,内容\n小满,好\n".encode()), by=editor, at=at
        )
    assert not EntryImport.objects.exists()


def test_p7_a_killed_worker_goes_on_where_it_was(
    running: Campaign, editor: User, at: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entry_imports, "BATCH", 2)
    lines = [f"{6000 + n},{900 + n},人{n},{THREE},2026-11-22 10:00:00,9" for n in range(7)]
    found = keep_entry_file(campaign=running, name="x.csv", content=io.BytesIO(csv_of(*lines)), by=editor, at=at)
    job = start_entry_import(entry_import=found, kind=found.kind, by=editor, at=at)  # type: ignore[arg-type]
    batches = iter(range(2))

    class Killed(BaseException):
        """The process is gone."""

    def die_later(*args: object) -> None:
        if next(batches, None) is None:
            raise Killed
        stage(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(entry_imports, "stage", die_later)
    with pytest.raises(Killed):
        run_entry_import(job.pk, clock=lambda: at)
    assert StagedAct.objects.count() == 4 and not Act.objects.exists()
    monkeypatch.setattr(entry_imports, "stage", stage)
    run_entry_import(job.pk, clock=lambda: at)
    assert Act.objects.count() == 7


def test_p7_nothing_comes_in_once_the_list_is_published(running: Campaign, editor: User, at: dt.datetime) -> None:
    first = bring(running, csv_of(ONE), editor, at)
    Draw.objects.create(
        campaign=running, slug="s", engine="1", rules_hash="", root="", entries=1, value_due_at=at, committed_at=at
    )
    with pytest.raises(Conflict, match="名单已经公布"):
        bring(running, csv_of(TWO), editor, at)
    with pytest.raises(Conflict, match="名单已经公布"):
        undo_entry_import(entry_import=first, by=editor, at=at)


def test_p7_a_file_that_was_only_looked_at_goes_after_its_term(
    running: Campaign, editor: User, at: dt.datetime
) -> None:
    def kept(name: str) -> EntryImport:
        return keep_entry_file(campaign=running, name=name, content=io.BytesIO(csv_of(ONE)), by=editor, at=at)

    taken, looked_at, later = bring(running, csv_of(ONE), editor, at), kept("看过.csv"), kept("刚看.csv")
    EntryImport.objects.filter(pk=later.pk).update(made_at=at + dt.timedelta(hours=1))
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert forget_previews(now=at + PREVIEWS_KEPT) == 0
        assert forget_previews(now=at + PREVIEWS_KEPT + dt.timedelta(minutes=1)) == 1
    assert {row.pk for row in EntryImport.objects.all()} == {taken.pk, later.pk}
    assert [path_of(row.stored_path).exists() for row in (looked_at, later, taken)] == [False, True, True]
