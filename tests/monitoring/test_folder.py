"""M2: files of the watched folder are taken once they stand still, imported once, put away with a report."""

import contextlib
import datetime as dt
import os
from pathlib import Path

import pytest
from pytest_django import Settings

from core.audit import SYSTEM
from core.models import JobState
from monitoring.collect import folder as disk
from monitoring.models import FolderFile, FolderState, Mention, MentionImport, Source, SourceKind
from monitoring.services import folders, run_import, undo_import
from tests.conftest import AT
from tests.monitoring.conftest import SHARED
from tests.monitoring.test_imports import crawled

LATER = AT + dt.timedelta(seconds=90)
LAST = AT + dt.timedelta(seconds=180)


@pytest.fixture
def root(tmp_path: Path, settings: Settings, db: None) -> Path:
    settings.CRAWLER_FOLDER = tmp_path / "crawler"
    settings.CRAWLER_FOLDER.mkdir()
    return tmp_path / "crawler"


def run_queued(at: dt.datetime = LATER) -> None:
    for found in MentionImport.objects.filter(job__state=JobState.WAITING):
        run_import(found.job_id, clock=lambda: at)


def take_all() -> None:
    """Seen, taken, imported, put away."""
    folders.take_files(now=AT)
    folders.take_files(now=LATER)
    run_queued()
    folders.take_files(now=LAST)


def away(root: Path, where: str) -> list[str]:
    return sorted(path.name for path in root.glob(f"{where}/*/*"))


def test_m2_a_file_is_taken_once_it_stands_still_and_put_away_with_a_report(root: Path) -> None:
    file = root / "保温杯.csv"
    file.write_bytes(crawled(2))
    assert folders.take_files(now=AT).waiting == 1
    file.write_bytes(crawled(5))
    assert folders.take_files(now=LATER).waiting == 1, "it has grown meanwhile"
    assert folders.take_files(now=LAST).taken == 1
    run_queued(LAST)
    assert Mention.objects.count() == 5
    assert folders.take_files(now=LAST).ended == 1
    assert not file.exists()
    row = FolderFile.objects.get()
    assert row.state == FolderState.DONE
    assert away(root, "done") == [f"{row.pk}_保温杯.csv", f"{row.pk}_保温杯.csv.report.txt"]
    assert "新增 5 条" in (root / f"{row.moved_to}.report.txt").read_text(encoding="utf-8")
    assert Source.objects.get().kind == SourceKind.FOLDER
    assert folders.take_files(now=LAST) == folders.Round()


def test_m2_what_holds_nothing_is_put_among_the_refused_with_its_reason(root: Path) -> None:
    (root / "page.html").write_text("<html><script>1</script></html>")
    (root / "empty.csv").write_bytes(b"")
    (root / "words.csv").write_text("a,b\n1,2\n")
    take_all()
    assert len(away(root, "refused")) == 6
    assert set(FolderFile.objects.values_list("state", flat=True)) == {FolderState.REFUSED}
    reports = [path.read_text(encoding="utf-8") for path in root.glob("refused/*/*.report.txt")]
    assert all("结果：" in report for report in reports)
    assert Mention.objects.count() == 0


def test_m2_links_and_pipes_are_never_opened(root: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_bytes(crawled(3))
    (root / "link.csv").symlink_to(secret)
    os.mkfifo(root / "pipe.csv")
    (root / "elsewhere").symlink_to(tmp_path, target_is_directory=True)
    take_all()
    assert Mention.objects.count() == 0
    assert secret.read_bytes() == crawled(3), "what a link points to stays"
    assert FolderFile.objects.filter(state=FolderState.REFUSED).count() == 3


def test_m2_a_folder_that_became_a_link_after_the_look_is_not_entered(root: Path, tmp_path: Path) -> None:
    (root / "词").mkdir()
    (root / "词" / "a.csv").write_bytes(crawled(1))
    found = disk.look(root)[0]
    (root / "词").rename(tmp_path / "moved")
    (root / "词").symlink_to(tmp_path / "moved", target_is_directory=True)
    with pytest.raises(OSError):
        disk.open_found(root, found)


def test_m2_done_as_a_link_moves_nothing_out(root: Path, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (root / "done").symlink_to(tmp_path / "outside", target_is_directory=True)
    (root / "a.csv").write_bytes(crawled(1))
    take_all()
    assert (root / "a.csv").exists()
    assert list((tmp_path / "outside").iterdir()) == []
    assert Source.objects.get().last_error


class Killed(BaseException):
    """As if the process had ended here."""


@pytest.mark.parametrize(
    "step", ["folders.start_import", "folders.disk.put_away", "folders.report_of", "folders._digest", "rename"]
)
def test_m2_a_kill_at_any_point_loses_nothing_and_doubles_nothing(
    step: str, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "a.csv").write_bytes(crawled(4))
    (root / "b.csv").write_bytes(crawled(4, first=4))

    def die(*args: object, **kwargs: object) -> None:
        raise Killed

    put_away = disk.put_away

    def moved_then_die(*args: object) -> None:
        put_away(*args)  # type: ignore[arg-type]
        raise Killed

    for turn in range(8):
        at = AT + turn * dt.timedelta(seconds=90)
        with monkeypatch.context() as broken:
            if turn % 2:
                target = "folders.disk.put_away" if step == "rename" else step
                broken.setattr(f"monitoring.services.{target}", moved_then_die if step == "rename" else die)
            with contextlib.suppress(Killed):
                folders.take_files(now=at)
        run_queued(at)
    assert Mention.objects.count() == 8
    assert MentionImport.objects.count() == 2
    assert len(away(root, "done")) == 4
    assert not list(root.glob("*.csv"))


def test_m2_the_same_bytes_are_imported_once_until_the_import_is_undone(root: Path) -> None:
    (root / "a.csv").write_bytes(crawled(3))
    take_all()
    (root / "copy.csv").write_bytes(crawled(3))
    take_all()
    assert MentionImport.objects.count() == 1
    assert FolderFile.objects.filter(state=FolderState.DONE).count() == 2
    undo_import(mention_import=MentionImport.objects.get(), by=SYSTEM, at=LAST)
    (root / "again.csv").write_bytes(crawled(3))
    take_all()
    assert Mention.objects.count() == 3


def test_m2_what_a_crawler_adds_during_the_import_is_imported_too(root: Path) -> None:
    file = root / "a.csv"
    file.write_bytes(crawled(3))
    folders.take_files(now=AT)
    folders.take_files(now=LATER)
    file.write_bytes(crawled(6))
    run_queued()
    folders.take_files(now=LAST)
    assert file.exists(), "it has grown after it was taken"
    folders.take_files(now=LAST + dt.timedelta(seconds=90))
    run_queued(LAST)
    folders.take_files(now=LAST + dt.timedelta(seconds=180))
    assert Mention.objects.count() == 6
    assert not file.exists()


def test_m2_each_subfolder_is_a_source_and_half_written_files_wait(root: Path) -> None:
    (root / "品牌词").mkdir()
    (root / "品牌词" / "品牌词.csv").write_bytes(crawled(2))
    (root / "x.csv.part").write_bytes(crawled(1))
    (root / "y.sqlite").write_bytes(crawled(1))
    (root / "y.sqlite-journal").write_bytes(b"")
    old = root / os.fsdecode("旧词".encode("gb18030"))
    old.mkdir()
    (old / "z.csv").write_bytes(crawled(2, first=2))
    take_all()
    assert set(Source.objects.values_list("name", flat=True)) == {"品牌词", "旧词"}
    assert Mention.objects.count() == 4
    assert (root / "x.csv.part").exists()
    assert (root / "y.sqlite").exists()


@pytest.mark.skipif(not SHARED.exists(), reason="the real crawler files are not on this machine")
def test_m2_every_real_crawler_file_goes_through_the_folder(root: Path) -> None:
    names = ["tests-only/weibo-search_三十而已_2020.csv", "tests-only/gen_weibo-crawler_2026_format.json"]
    names += ["tests-only/gen_weibo-search_2026_format.sqlite", "licensed/WeiboSpider_README_samples.jsonl"]
    for name in names:
        (root / Path(name).name).write_bytes((SHARED / name).read_bytes())
    take_all()
    assert FolderFile.objects.filter(state=FolderState.DONE).count() == len(names)
    assert Mention.objects.count() > 4000


def test_m2_a_folder_that_cannot_be_read_is_a_blind_source(root: Path) -> None:
    root.rmdir()
    assert folders.take_files(now=AT).problem
    source = Source.objects.get(kind=SourceKind.FOLDER)
    assert source.last_error
    assert source.runs.get().outcome == "failed"
