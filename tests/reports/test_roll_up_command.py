"""I1: `manage.py roll_up`."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command

from core.dates import BEIJING
from reports.models import DailyRollup
from tests.reports.conftest import Publish

TEN = dt.datetime(2026, 11, 16, 10, tzinfo=BEIJING)


def test_i1_it_recomputes_past_days_and_says_what_changed(publish: Publish, capsys: pytest.CaptureFixture[str]) -> None:
    publish(TEN, samples={60: (3, 2, 10)})
    call_command("roll_up", "--from", "2026-11-15", "--to", "2026-11-17")
    assert DailyRollup.objects.values("day").distinct().count() == 3
    capsys.readouterr()
    call_command("roll_up", "--from", "2026-11-15", "--to", "2026-11-17")
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3
    assert all(line.endswith(" 0 changed") for line in lines)


@pytest.mark.parametrize("span", [("2026-11-17", "2026-11-15"), ("2026-11-17", "2999-01-01"), ("yesterday", "x")])
def test_i1_a_wrong_span_is_answered_with_a_sentence(db: None, span: tuple[str, str]) -> None:
    with pytest.raises(CommandError, match=r"--to|is not a day"):
        call_command("roll_up", "--from", span[0], "--to", span[1])
