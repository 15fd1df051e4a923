"""M2: crawler files are taken in all at once or not at all; they can be resumed and undone."""

import csv
import datetime as dt
import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from core.audit import SYSTEM
from core.errors import Conflict, UserError
from core.models import AuditEntry, Job, JobState
from monitoring.collect.staging import copy_rows
from monitoring.models import Hit, Mention, MentionImport, StagedMention
from monitoring.services import UploadedFile, imports, run_import, start_import, sweep_set, undo_import
from tests.conftest import AT, ClientOf
from tests.monitoring.conftest import SHARED, Say, make_set
from weibo.text import id_floor_of_time, mid_to_base62

HEADER = ["id", "bid", "user_id", "用户昵称", "微博正文", "转发数", "评论数", "点赞数", "发布时间", "retweet_id"]


def clock() -> dt.datetime:
    return AT


def crawled(number: int, *, first: int = 0, likes: int = 1) -> bytes:
    """A file as weibo-search writes it, with rows of our own."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADER)
    for index in range(first, first + number):
        at = AT - dt.timedelta(minutes=index + 1)
        mid = id_floor_of_time(at) + index
        row = [mid, mid_to_base62(mid), 5504000000 + index, f"路人{index}", f"第{index}条 山岚保温杯", 0, 2, likes]
        writer.writerow([*row, f"{at.astimezone(AT.tzinfo):%Y-%m-%d %H:%M}", ""])
    return ("\ufeff" + out.getvalue()).encode()


def queue(content: bytes, name: str = "search.csv") -> MentionImport:
    return start_import(file=UploadedFile(name, io.BytesIO(content)), by=SYSTEM, at=AT)


def take(content: bytes, name: str = "search.csv") -> MentionImport:
    found = queue(content, name)
    run_import(found.job_id, clock=clock)
    found.refresh_from_db()
    return found


def test_m2_it_imports_a_file(db: None) -> None:
    taken = take(crawled(7))
    assert Mention.objects.count() == 7
    assert taken.job.state == JobState.DONE
    assert taken.job.result == {"seen": 7, "new": 7, "refreshed": 0, "refused": 0}
    assert taken.job.done == taken.job.total == taken.size
    assert taken.format == "weibo-search"
    mention = Mention.objects.get(text="第3条 山岚保温杯")
    assert (mention.author_name, mention.comments, mention.likes) == ("路人3", 2, 1)
    assert StagedMention.objects.count() == 0
    assert AuditEntry.objects.filter(code="monitoring.import.finished").exists()


def test_m2_importing_the_same_file_again_changes_nothing(db: None) -> None:
    take(crawled(7))
    before = list(Mention.objects.values("pk", "text", "likes", "first_import"))
    again = take(crawled(7))
    assert again.job.result == {"seen": 7, "new": 0, "refreshed": 0, "refused": 0}
    assert list(Mention.objects.values("pk", "text", "likes", "first_import")) == before


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(4)))
def test_m2_files_taken_in_in_any_order_give_the_same_counts(db: None, order: list[int]) -> None:
    def file(number: int) -> UploadedFile:
        name, content = f"{number}.csv", io.BytesIO(crawled(3 + number, likes=10 * number))
        return UploadedFile(name, content, written_at=AT - dt.timedelta(seconds=4 - number))

    with transaction.atomic():
        for number in order:
            run_import(start_import(file=file(number), by=SYSTEM, at=AT).job_id, clock=clock)
        likes = [mention.likes for mention in Mention.objects.order_by("published_at")]
        # The newest file holds all the rows of the others.
        assert likes == [30] * 6
        transaction.set_rollback(True)


def test_m2_an_older_file_adds_what_was_not_known_and_changes_no_count(db: None) -> None:
    take(crawled(3, likes=9))
    older = UploadedFile("older.csv", io.BytesIO(crawled(4, likes=5)), written_at=AT - dt.timedelta(seconds=1))
    run_import(start_import(file=older, by=SYSTEM, at=AT).job_id, clock=clock)
    assert sorted(mention.likes or 0 for mention in Mention.objects.all()) == [5, 9, 9, 9]
    assert Job.objects.latest("pk").result == {"seen": 4, "new": 1, "refreshed": 0, "refused": 0}


def test_m2_no_file_is_older_than_the_posts_in_it(db: None) -> None:
    """An archive may have lost the times of its files (1980)."""
    broken = UploadedFile("zip.csv", io.BytesIO(crawled(1)), written_at=dt.datetime(1980, 1, 1, tzinfo=dt.UTC))
    run_import(start_import(file=broken, by=SYSTEM, at=AT).job_id, clock=clock)
    mention = Mention.objects.get()
    assert mention.last_seen_at == mention.published_at


def test_m2_the_page_tells_when_a_file_was_written(administrator: User, client_of: ClientOf) -> None:
    client = client_of(administrator)
    written = int((AT - dt.timedelta(days=2)).timestamp() * 1000)
    upload = SimpleUploadedFile("a.csv", crawled(1))
    assert client.post("/monitoring/imports/", {"file": upload, "written": written}).status_code == 302
    assert MentionImport.objects.get().seen_at == AT - dt.timedelta(days=2)
    for nonsense in ("-5", "9" * 40, "gestern"):
        upload = SimpleUploadedFile("b.csv", crawled(1))
        assert client.post("/monitoring/imports/", {"file": upload, "written": nonsense}).status_code in {302, 422}


def test_m2_it_refreshes_counts_on_a_second_sight(db: None) -> None:
    take(crawled(3, likes=1))
    again = take(crawled(3, likes=9))
    assert again.job.result["refreshed"] == 3
    assert set(Mention.objects.values_list("likes", flat=True)) == {9}


def test_m2_the_later_of_two_rows_with_one_id_wins(db: None) -> None:
    twice = crawled(1, likes=1).decode() + crawled(1, likes=5).decode("utf-8-sig")
    take(twice.encode())
    assert Mention.objects.get().likes == 5


def test_m2_it_lists_refused_rows_with_line_and_reason(db: None) -> None:
    content = crawled(2).decode() + "nonsense,,,,,,,,,\n"
    taken = take(content.encode())
    refusal = taken.job.refusals.get()
    assert (taken.job.refused, refusal.line) == (1, 4)
    assert refusal.reason.endswith("。")


def test_m2_it_counts_all_refusals_but_stores_a_sensible_number(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "REFUSALS_KEPT", 3)
    monkeypatch.setattr(imports, "BATCH", 2)
    content = crawled(1).decode() + "nonsense,,,,,,,,,\n" * 9
    taken = take(content.encode())
    assert taken.job.refused == 9
    assert taken.job.refusals.count() == 3


def test_m2_a_file_without_one_good_row_fails_with_the_reason(db: None) -> None:
    taken = take(b"hello,world\n1,2\n", "list.csv")
    assert taken.job.state == JobState.FAILED
    assert "不认识的格式" in taken.job.message
    assert Mention.objects.count() == 0


def test_m2_it_refuses_an_empty_file(db: None) -> None:
    with pytest.raises(UserError, match="空的"):
        queue(b"")
    assert Job.objects.count() == 0


def test_m2_it_goes_on_where_a_killed_worker_stopped(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """What `kill -9` leaves: a running job whose staging holds exactly the rows up to its checkpoint."""
    monkeypatch.setattr(imports, "BATCH", 3)
    copied: list[int] = []
    real = copy_rows

    def copy_and_die(rows: object, mention_import: MentionImport) -> None:
        if len(copied) == 2:
            raise KeyboardInterrupt
        copied.append(1)
        real(rows, mention_import)  # type: ignore[arg-type]

    monkeypatch.setattr(imports, "copy_rows", copy_and_die)
    queued = queue(crawled(10))
    with pytest.raises(KeyboardInterrupt):
        run_import(queued.job_id, clock=clock)
    assert (StagedMention.objects.count(), Mention.objects.count()) == (6, 0)
    monkeypatch.setattr(imports, "copy_rows", real)
    run_import(queued.job_id, clock=clock)
    queued.job.refresh_from_db()
    assert queued.job.result["seen"] == 10
    assert Mention.objects.count() == 10


def test_m2_a_cancelled_import_leaves_nothing(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "BATCH", 2)
    queued = queue(crawled(5))
    Job.objects.filter(pk=queued.job_id).update(cancel_asked=True)
    run_import(queued.job_id, clock=clock)
    queued.job.refresh_from_db()
    assert queued.job.state == JobState.CANCELLED
    assert (Mention.objects.count(), StagedMention.objects.count()) == (0, 0)


def test_m2_undo_takes_out_what_only_this_import_brought(administrator: User) -> None:
    first, second = take(crawled(4)), take(crawled(4, first=2))
    sweep_set(make_set("山岚"), now=AT)
    assert Hit.objects.count() == 6
    assert undo_import(mention_import=first, by=administrator, at=AT) == 2
    assert Mention.objects.count() == Hit.objects.count() == 4
    assert undo_import(mention_import=second, by=administrator, at=AT) == 4
    assert Mention.objects.count() == 0
    second.refresh_from_db()
    assert second.undone_at == AT
    with pytest.raises(Conflict):
        undo_import(mention_import=second, by=administrator, at=AT)


def test_m2_undo_spares_what_a_live_source_saw_too(administrator: User, say: Say) -> None:
    taken = take(crawled(2))
    Mention.objects.filter(text__startswith="第0条").update(last_import=None)
    assert undo_import(mention_import=taken, by=administrator, at=AT) == 1
    assert Mention.objects.get().first_import is None


@pytest.mark.skipif(not SHARED.exists(), reason="../shared/data is not here")
@pytest.mark.parametrize("name", ["weibo-search_三十而已_2020.csv", "gen_weibo-crawler_2026_format.sqlite"])
def test_m2_it_takes_in_real_files(db: None, name: str) -> None:
    path: Path = SHARED / "tests-only" / name
    taken = take(path.read_bytes(), name)
    assert taken.job.state == JobState.DONE
    assert Mention.objects.count() == taken.job.result["new"] > 10
