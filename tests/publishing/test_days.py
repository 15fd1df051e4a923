"""Special days, and holidays imported when they are announced (K7)."""

import datetime as dt
import json
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.audit import SYSTEM
from core.dates import DayKind
from core.errors import Conflict, UserError
from publishing.ical.holidays import Announced, read_holidays
from publishing.models import AnnouncedDay, Recurs, SpecialDay
from publishing.queries.days import glows_of, kinds_of, notes_of, years_known
from publishing.services import (
    DayInput,
    remove_special_day,
    replace_announced,
    set_special_day,
    undo_announced,
    undo_day_change,
)
from tests.conftest import AT, ClientOf

pytestmark = pytest.mark.django_db
SHARED = Path(__file__).parents[2].parent / "shared/data/licensed/chinese-days.json"
NEW_YEAR = (
    '{"holidays": {"2027-01-01": "New Year\'s Day,元旦,1"}, "workdays": {"2027-01-03": "New Year\'s Day,元旦,1"}}'
)
ICAL = """BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
UID:1
SUMMARY:国庆节（休）
DTSTART;VALUE=DATE:20271001
DTEND;VALUE=DATE:20271004
END:VEVENT
BEGIN:VEVENT
UID:2
SUMMARY:国庆节 补班
DTSTART;VALUE=DATE:20270926
END:VEVENT
BEGIN:VEVENT
UID:3
SUMMARY:部门例会
DTSTART:20270926T100000
END:VEVENT
END:VCALENDAR
"""


def test_k7_it_reads_both_forms() -> None:
    assert sorted(read_holidays(NEW_YEAR).days.values()) == [
        Announced(dt.date(2027, 1, 1), "holiday", "元旦"),
        Announced(dt.date(2027, 1, 3), "make_up", "元旦"),
    ]
    found = read_holidays(ICAL)
    assert [(day.date.day, day.kind, day.name) for day in found.of_year(2027)] == [
        (26, "make_up", "国庆节"),
        (1, "holiday", "国庆节"),
        (2, "holiday", "国庆节"),
        (3, "holiday", "国庆节"),
    ]
    assert found.skipped == 1


@pytest.mark.parametrize("text", ["", "{", "[]", "hello", '{"holidays": 3}', "BEGIN:VCALENDAR\nrubbish", "{}"])
def test_k7_it_says_what_it_cannot_read(text: str) -> None:
    with pytest.raises(UserError):
        read_holidays(text)


def test_k7_it_reads_the_licensed_file() -> None:
    if not SHARED.exists():
        pytest.skip("../shared/data is not there")
    found = read_holidays(SHARED.read_text())
    assert len(found.of_year(2026)) > 30 and found.skipped == 0


def test_k7_an_unknown_year_is_said_and_an_import_makes_it_known() -> None:
    days = [dt.date(2027, 1, 1) + dt.timedelta(days=step) for step in range(3)]
    assert [note.text for note in notes_of(days) if note.kind == "unknown"] == ["2027 年放假安排尚未公布"]
    rows = list(read_holidays(NEW_YEAR).days.values())
    change = replace_announced(days=rows, years=[2027], by=SYSTEM, at=AT)
    kinds = kinds_of(days)
    assert [kinds[day][0] for day in days] == [DayKind.HOLIDAY, DayKind.WEEKEND, DayKind.MAKE_UP]
    assert [(note.day.day, note.kind) for note in notes_of(days)][:2] == [(1, "holiday"), (3, "make_up")]
    assert any(glow.name for glow in glows_of(days))
    assert [known.origin for known in years_known(dt.date(2026, 11, 22))] == ["shipped", "imported", "unknown"]
    undo_announced(change=change, by=SYSTEM, at=AT)
    assert not AnnouncedDay.objects.exists()


def test_k7_undoing_an_import_keeps_a_later_one() -> None:
    first = replace_announced(days=[Announced(dt.date(2027, 1, 1), "holiday", "元旦")], years=[2027], by=SYSTEM, at=AT)
    replace_announced(days=[Announced(dt.date(2027, 1, 2), "holiday", "元旦")], years=[2027], by=SYSTEM, at=AT)
    with pytest.raises(Conflict):
        undo_announced(change=first, by=SYSTEM, at=AT)
    assert [row.date.day for row in AnnouncedDay.objects.all()] == [2]


def test_k7_a_special_day_recurs_and_its_change_is_undone() -> None:
    day, _added = set_special_day(values=DayInput(dt.date(2024, 2, 29), "司庆", recurs=Recurs.YEARLY), by=SYSTEM, at=AT)
    assert day.on(dt.date(2028, 2, 29)) and not day.on(dt.date(2023, 2, 28)) and not day.on(dt.date(2026, 3, 1))
    _row, change = set_special_day(values=DayInput(dt.date(2026, 6, 1), "开放日"), by=SYSTEM, at=AT, day=day)
    undo_day_change(change=change, by=SYSTEM, at=AT)
    assert SpecialDay.objects.get(pk=day.pk).recurs == Recurs.YEARLY
    with pytest.raises(Conflict):
        undo_day_change(change=change, by=SYSTEM, at=AT)
    gone = remove_special_day(day=SpecialDay.objects.get(pk=day.pk), by=SYSTEM, at=AT)
    undo_day_change(change=gone, by=SYSTEM, at=AT)
    assert SpecialDay.objects.get(pk=day.pk).name == "司庆"


def test_k7_the_import_is_shown_before_it_is_written(client_of: ClientOf, administrator: User) -> None:
    client: Client = client_of(administrator)
    shown = client.post(reverse("calendar:holidays"), {"text": NEW_YEAR})
    assert "新增 2 天" in shown.content.decode() and not AnnouncedDay.objects.exists()
    sent = {"packed": shown.context["packed"], "year": ["2027"]}
    assert client.post(reverse("calendar:holidays_apply"), sent).status_code == 302
    assert AnnouncedDay.objects.count() == 2
    wrong = client.post(reverse("calendar:holidays"), {"text": json.dumps({"a": 1})})
    assert wrong.status_code == 422 and "没有找到" in wrong.content.decode()
