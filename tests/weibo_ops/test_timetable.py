"""Which sweep waits behind which: nothing that takes minutes stands before publishing."""

import re

import pytest

from weibo_ops.celery import app
from weibo_ops.env import ROOT

ASKS_ABOUT_MANY = (
    "monitoring.read_sources", "monitoring.sweep_due", "monitoring.collect_due", "monitoring.sample_accounts",
    "engagement.read_inbox", "accounts.read_profiles", "accounts.ask_for_limits", "reports.roll_up",
    "monitoring.make_months",
)  # fmt: skip


def _queues_of_processes() -> dict[str, list[str]]:
    lines = (ROOT / "Procfile").read_text(encoding="utf-8").splitlines()
    found = [re.match(r"(\w+): .* worker -Q (\S+)", line) for line in lines]
    return {match[1]: match[2].split(",") for match in found if match}


def _queue(task: str) -> str:
    (queue,) = {row["options"]["queue"] for row in app.conf.beat_schedule.values() if row["task"] == task}
    return str(queue)


def test_it_gives_every_queue_workers_of_its_own() -> None:
    asked = {row["options"]["queue"] for row in app.conf.beat_schedule.values()}
    assert sorted(queue for queues in _queues_of_processes().values() for queue in queues) == sorted(asked)
    assert all(len(queues) == 1 for queues in _queues_of_processes().values())


@pytest.mark.parametrize("task", ASKS_ABOUT_MANY)
def test_it_lets_nothing_that_takes_minutes_stand_before_unknown_posts(task: str) -> None:
    assert _queue(task) == "slow"


def test_it_keeps_publishing_off_the_slow_queue() -> None:
    rows = [row for row in app.conf.beat_schedule.values() if row["task"].startswith("publishing.")]
    assert rows and all(row["options"]["queue"] in {"send", "default"} for row in rows)
