"""A real crawl of two weeks, some hundred posts every second evening: its bursts are no rise, its topics are (M7)."""

import datetime as dt
import io

import pytest

from core.audit import SYSTEM
from core.dates import BEIJING
from monitoring.models import HotMatter
from monitoring.services import UploadedFile, judge_topics, run_import, start_import, sweep_set
from tests.monitoring.conftest import SHARED, make_set

CRAWL = SHARED / "tests-only" / "weibo-search_三十而已_2020.csv"


def _rising(day: int) -> dict[str, int]:
    judge_topics(now=dt.datetime(2020, 8, day, 23, 59, tzinfo=BEIJING))
    rows = HotMatter.objects.filter(board__span="day", state="rising")
    return dict(rows.values_list("name", "posts"))


def test_m7_bursts_of_a_crawler_are_no_rise_and_what_is_new_in_them_is(db: None) -> None:
    if not CRAWL.exists():
        pytest.skip(f"no {CRAWL.name}: real texts are not part of the project")
    now = dt.datetime(2020, 8, 17, tzinfo=BEIJING)
    file = UploadedFile(CRAWL.name, io.BytesIO(CRAWL.read_bytes()))
    run_import(start_import(file=file, by=SYSTEM, at=now, queue=False).job_id, clock=lambda: now)
    sweep_set(make_set("三十而已"), now=now)
    found = {day: _rising(day) for day in (1, 4)}
    assert found[1] == {}, "the first 1,031 posts of a crawl are no rise"
    assert found[4].get("三十而已编剧回应大结局争议", 0) > 20, sorted(found[4])
