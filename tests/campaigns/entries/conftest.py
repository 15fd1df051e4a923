"""A campaign whose entries come in."""

import datetime as dt
import io

import pytest

from accounts.models import User
from campaigns.models import (
    ActKind,
    Campaign,
    CampaignKind,
    CampaignState,
    Condition,
    EntryImport,
    FilingState,
    Purpose,
)
from campaigns.services.entry_imports import keep_entry_file, run_entry_import, start_entry_import
from campaigns.services.judging import JOB_KIND, run_judging
from core.models import Job, JobState
from tests.live_weibo import live, platform

__all__ = ["live", "platform"]


@pytest.fixture
def running(editor: User, at: dt.datetime) -> Campaign:
    """It began three days ago and ends now; repost and three friends."""
    campaign = Campaign.objects.create(
        name="转发抽保温杯",
        kind=CampaignKind.PRIZE_REPOST,
        purpose=Purpose.NEW_FANS,
        audience="没听过我们的人",
        target_entries=100,
        starts_at=at - dt.timedelta(days=3),
        ends_at=at,
        state=CampaignState.RUNNING,
        filing_state=FilingState.FILED,
        owner=editor,
        created_at=at - dt.timedelta(days=9),
    )
    Condition.objects.create(campaign=campaign, kind="repost")
    Condition.objects.create(campaign=campaign, kind="mention", number=3)
    return campaign


HEADER = "转发ID,用户ID,用户昵称,转发内容,转发时间,粉丝数"
THREE = "@海风吹 @山月记 @小城故事"


def csv_of(*lines: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *lines]).encode()


def bring(campaign: Campaign, data: bytes, by: User, at: dt.datetime, *, name: str = "转发.csv") -> EntryImport:
    """Import a file and judge, as the workers do."""
    found = keep_entry_file(campaign=campaign, name=name, content=io.BytesIO(data), by=by, at=at)
    job = start_entry_import(entry_import=found, kind=ActKind.REPOST, by=by, at=at)
    run_entry_import(job.pk, clock=lambda: at)
    judge_waiting(at)
    found.refresh_from_db()
    return found


def judge_waiting(at: dt.datetime) -> None:
    for job in Job.objects.filter(kind=JOB_KIND, state=JobState.WAITING):
        run_judging(job.pk, clock=lambda: at)
