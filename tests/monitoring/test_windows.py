"""M3: around big days sets are swept more often and listen for more words."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.audit import SYSTEM
from core.dates import local_day
from core.errors import UserError
from core.holidays import SHIPPED
from monitoring.models import Hit, KeywordSet, WatchWindow
from monitoring.queries.windows import wanted_minutes
from monitoring.services import (
    delete_window,
    plan_windows,
    save_window,
    sweep_due,
    sweep_set,
)
from monitoring.services.windows import WindowDraft
from monitoring.watch.presets import planned_windows
from tests.conftest import AT, ClientOf
from tests.monitoring.conftest import Say, make_set

DAY = dt.timedelta(days=1)
TODAY = local_day(AT)


def open_window(**values: object) -> WatchWindow:
    draft = {"name": "新品发布", "first_on": TODAY, "last_on": TODAY + 2 * DAY, "words": ("发布会",), **values}
    return save_window(draft=WindowDraft(**draft), by=SYSTEM, at=AT)  # type: ignore[arg-type]


def test_m3_golden_weeks_and_315_are_known_and_unannounced_years_only_have_fixed_days() -> None:
    found = {one.origin: one for one in planned_windows(SHIPPED, first=dt.date(2026, 1, 5), last=dt.date(2026, 12, 31))}
    assert (found["3-15:2026"].first_on, found["3-15:2026"].last_on) == (dt.date(2026, 3, 8), dt.date(2026, 3, 17))
    golden = [one for origin, one in found.items() if origin.startswith("golden")]
    assert [one.name for one in golden] == ["春节黄金周", "五一黄金周", "国庆黄金周"]
    assert golden[2].first_on == dt.date(2026, 9, 30)
    later = planned_windows(SHIPPED, first=dt.date(2031, 1, 1), last=dt.date(2031, 12, 31))
    assert [one.origin for one in later] == ["3-15:2031", "6-18:2031", "11-11:2031"]


@pytest.mark.django_db
def test_m3_presets_are_planned_once_and_one_taken_out_stays_out() -> None:
    assert plan_windows(now=AT) > 0
    assert plan_windows(now=AT) == 0
    found = WatchWindow.objects.exclude(origin="").first()
    assert found is not None
    delete_window(window=found, by=SYSTEM, at=AT)
    assert plan_windows(now=AT + 30 * DAY) == 0
    assert not WatchWindow.objects.get(pk=found.pk).is_active


def test_m3_a_window_raises_the_rhythm_at_once_and_for_its_days_only(say: Say) -> None:
    found = make_set("山岚")
    KeywordSet.objects.update(interval_minutes=600)
    assert len(sweep_due(now=AT)) == 1
    open_window(interval_minutes=5)
    assert wanted_minutes(AT) == 5
    assert sweep_due(now=AT + dt.timedelta(minutes=1)) == []
    assert len(sweep_due(now=AT + dt.timedelta(minutes=6))) == 1
    WatchWindow.objects.update(last_on=TODAY)
    assert len(sweep_due(now=AT + DAY)) == 1
    found.refresh_from_db()
    assert found.next_sweep_at == AT + DAY + dt.timedelta(minutes=600)
    assert wanted_minutes(AT + DAY) is None


def test_m3_a_window_adds_words_for_what_is_said_on_its_days(say: Say) -> None:
    found, other = make_set("山岚", without=("抽奖",)), make_set("杯子", name="产品")
    open_window(sets=(found,))
    say("发布会好看", "发布会抽奖", at=AT)
    say("发布会回顾", at=AT + 4 * DAY)
    for keyword_set in (found, other):
        sweep_set(keyword_set, now=AT + 5 * DAY)
    assert list(Hit.objects.values_list("keyword_set", "mention__text", "words")) == [
        (found.pk, "发布会好看", ["发布会"])
    ]


@pytest.mark.parametrize(
    "wrong",
    [{"last_on": TODAY - DAY}, {"last_on": TODAY + 100 * DAY}, {"words": ("长" * 61,)}, {"words": ("\u200b",)}],
)
@pytest.mark.django_db
def test_m3_a_window_that_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(UserError):
        open_window(**wrong)


def test_m3_windows_are_made_and_changed_on_their_page_and_shown_while_they_hold(
    customer_editor: User, client_of: ClientOf
) -> None:
    client, today = client_of(customer_editor), local_day(timezone.now())
    form = {
        "name": "周年庆", "first_on": today, "last_on": today + DAY, "interval_minutes": 3, "words": "周年\n周年\n店庆",
        "is_active": "on",
    }  # fmt: skip
    assert client.post(reverse("monitoring:windows"), form).status_code == 302
    found = WatchWindow.objects.get()
    assert found.words == ["周年", "店庆"]
    assert "每 3 分钟巡查一次" in client.get(reverse("monitoring:home")).content.decode()
    page = reverse("monitoring:window", args=[found.pk])
    assert client.post(page, {**form, "last_on": today - DAY}).status_code == 422
    client.post(page, {**form, "name": "十周年"})
    found.refresh_from_db()
    assert found.name == "十周年"
    client.post(reverse("monitoring:window_delete", args=[found.pk]))
    assert not WatchWindow.objects.exists()
