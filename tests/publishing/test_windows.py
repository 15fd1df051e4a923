"""K3: golden windows are data that the team edits."""

import pytest
from django.urls import reverse

from accounts.models import User
from core.dates import Week
from core.models import AuditEntry
from publishing.models import GoldenWindow
from publishing.queries import glows_of
from tests.conftest import ClientOf
from tests.publishing.test_filling import WEEK

pytestmark = pytest.mark.django_db
FIELDS = {"name": "周三早高峰", "days": "2", "starts": "07:30", "ends": "08:30"}


def named(week: Week, name: str) -> list[int]:
    return [glow.start.weekday() for glow in glows_of(week.days) if glow.name == name]


def test_k3_a_window_is_added_shown_and_removed(approver: User, client_of: ClientOf) -> None:
    client, address = client_of(approver), reverse("calendar:windows")
    assert client.post(address, FIELDS).status_code == 302
    assert "周三早高峰" in client.get(address).content.decode()
    assert named(WEEK, "周三早高峰") == [2]
    again = client.post(address, FIELDS)
    assert again.status_code == 422 and "已经有同样的时段" in again.content.decode()
    row = GoldenWindow.objects.get(name="周三早高峰")
    assert client.post(reverse("calendar:window_remove", args=[row.pk])).status_code == 302
    assert client.post(reverse("calendar:window_remove", args=[row.pk])).status_code == 404
    assert named(WEEK, "周三早高峰") == []
    assert AuditEntry.objects.filter(code__startswith="calendar.window.").count() == 2


def test_k3_a_window_of_a_weekend_day_counts_on_free_days(approver: User, client_of: ClientOf) -> None:
    client_of(approver).post(reverse("calendar:windows"), {**FIELDS, "name": "周六", "days": "5"})
    assert named(WEEK, "周六") == [5]


def test_k3_an_end_before_the_start_keeps_what_was_typed(approver: User, client_of: ClientOf) -> None:
    answer = client_of(approver).post(reverse("calendar:windows"), {**FIELDS, "ends": "07:00"})
    assert answer.status_code == 422
    assert "结束时间要晚于开始时间" in answer.content.decode() and "周三早高峰" in answer.content.decode()
