"""M2: whole imports of broken files, and of files whose worker is killed: all of it or nothing, never an exception."""

import datetime as dt
import io

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.audit import SYSTEM
from core.errors import UserError
from core.models import JobState
from monitoring.collect.staging import copy_rows
from monitoring.models import Mention, MentionImport, StagedMention
from monitoring.services import UploadedFile, imports, run_import, start_import
from tests.conftest import AT
from tests.monitoring.readers.test_fuzzed import SAMPLES, broken
from tests.monitoring.test_imports import crawled, take

QUIET = settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))


def clock() -> dt.datetime:
    return AT


def state_of_table() -> list[tuple[object, ...]]:
    names = ("pk", "text", "author_name", "published_at", "reposts", "comments", "likes", "polarity", "topic_kind")
    return list(Mention.objects.order_by("pk").values_list(*names))


@pytest.mark.django_db
@QUIET
@given(data=st.data())
def test_m2_a_broken_file_is_taken_in_whole_or_not_at_all(data: st.DataObject) -> None:
    sample = data.draw(st.sampled_from(SAMPLES))
    content = data.draw(broken(sample.read_bytes()))
    before = Mention.objects.count()
    try:
        queued = start_import(file=UploadedFile(sample.name, io.BytesIO(content)), by=SYSTEM, at=AT)
    except UserError:
        assert Mention.objects.count() == before
        return
    run_import(queued.job_id, clock=clock)
    queued.job.refresh_from_db()
    assert queued.job.state in {JobState.DONE, JobState.FAILED}
    assert not StagedMention.objects.exists()
    new = queued.job.result["new"] if queued.job.state == JobState.DONE else 0
    assert Mention.objects.count() == before + new
    assert queued.job.message.endswith("。")


@pytest.mark.django_db
@QUIET
@given(batch=st.integers(1, 7), deaths=st.lists(st.integers(0, 4), max_size=3))
def test_m2_however_often_the_worker_dies_the_result_is_that_of_one_run(batch: int, deaths: list[int]) -> None:
    content = crawled(9) + b"nonsense,,,,,,,,,\n" + crawled(4, first=5, likes=7).removeprefix("\ufeff".encode())
    whole = take(content)
    expected, result = state_of_table(), whole.job.result
    Mention.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE monitoring_kinband")
    queued = start_import(file=UploadedFile("search.csv", io.BytesIO(content)), by=SYSTEM, at=AT)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(imports, "BATCH", batch)
        for death in deaths:
            die_after(patch, death)
            run_until_death(queued)
            assert not Mention.objects.exists() or not StagedMention.objects.exists()
        patch.setattr(imports, "copy_rows", copy_rows)
        run_import(queued.job_id, clock=clock)
    queued.job.refresh_from_db()
    assert (state_of_table(), queued.job.result) == (expected, result)
    Mention.objects.all().delete()


def die_after(patch: pytest.MonkeyPatch, batches: int) -> None:
    left = [batches]

    def copy_and_die(rows: object, mention_import: MentionImport) -> None:
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        copy_rows(rows, mention_import)  # type: ignore[arg-type]

    patch.setattr(imports, "copy_rows", copy_and_die)


def run_until_death(queued: MentionImport) -> None:
    try:
        run_import(queued.job_id, clock=clock)
    except KeyboardInterrupt:
        return
