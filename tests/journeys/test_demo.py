"""The sample company loads against a real sandbox, once."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from content.models import (
    Post,
    PostState,
    ReviewDeputy,
    ReviewStage,
    SavedFilter,
    Series,
    StageState,
    UserStory,
)
from engagement.models import Thread, ThreadState
from monitoring.models import Alert, Hit
from publishing.models import CalendarFeed, CalendarShare, Publication, Slot, SlotState, SpecialDay
from reports.models import Report
from script.serve import free_port

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_it_loads_a_company_with_history_and_only_once(
    administrator: User, settings: Settings, tmp_path: object, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.WEIBO_SANDBOX_URL = f"http://127.0.0.1:{free_port()}"
    settings.DATA_DIR = tmp_path
    call_command("load_demo")
    out = capsys.readouterr().out
    assert "lin@shanlan.example" in out
    assert Publication.objects.count() > 150
    planned = Slot.objects.filter(state=SlotState.PLANNED, scheduled_at__gt=timezone.now())
    assert planned.filter(post__relay_step__isnull=True).count() >= 10
    assert planned.filter(waits_for__isnull=False).count() == 3, "a relay of four waits for its first"
    states = set(Post.objects.values_list("state", flat=True))
    assert states >= {PostState.DRAFT, PostState.IN_REVIEW, PostState.CHANGES_ASKED, PostState.APPROVED}
    assert Thread.objects.filter(state=ThreadState.OPEN, due_at__lt=timezone.now()).exists()
    assert Hit.objects.count() > 100
    assert Alert.objects.exists()
    assert Report.objects.count() == 2
    assert Publication.objects.filter(published_at__gt=timezone.now() - dt.timedelta(days=7)).exists()
    for model in (Series, UserStory, SpecialDay, CalendarFeed, CalendarShare, ReviewDeputy, SavedFilter):
        assert model.objects.exists(), model
    assert {stage.name for stage in ReviewStage.objects.filter(state=StageState.OPEN)} == {"审核", "专项复核"}
    assert Post.objects.filter(best_before__isnull=False).exists()
    call_command("load_demo")
    assert capsys.readouterr().out == ""
