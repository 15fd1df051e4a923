"""Clocks: two dispatchers 5 s apart, and one that jumps."""

from pathlib import Path

from chaos.faults.registry import fault
from chaos.stage import Stage

SECOND = "sender2"


def _second_sender(stage: Stage, file: Path) -> None:
    wrapper = ["chaos.shifted_clock", "--file", str(file)]
    stage.installation.add(SECOND, "sender", wrapper=wrapper, instead={"send@%h": "send2@%h"})


@fault("two_clocks")
def two_clocks(stage: Stage) -> None:
    """Two dispatchers, the second 5 s ahead of the first (and of the database)."""
    file = stage.installation.data / "clock"
    file.write_text("5", encoding="ascii")
    _second_sender(stage, file)
    try:
        stage.wait_for_burst()
        stage.wait_out()
        stage.wait(5)
    finally:
        stage.installation.remove(SECOND)
    stage.notes["early"] = early(stage)


@fault("clock_jumps")
def clock_jumps(stage: Stage) -> None:
    """The clock of the only dispatcher jumps ahead and back, by minutes."""
    file = stage.installation.data / "clock"
    file.write_text("0", encoding="ascii")
    stage.installation.wrap("sender", ["chaos.shifted_clock", "--file", str(file)])
    try:
        stage.wait_for_burst()
        while stage.busy:
            file.write_text(str(stage.rng.choice([-3600, -120, -30, 0, 0, 20, 120, 3600])), encoding="ascii")
            stage.notes["jumps"] = stage.notes.get("jumps", 0) + 1
            stage.wait(stage.rng.uniform(1.0, 4.0))
    finally:
        stage.installation.wrap("sender", [])
    stage.notes["early"] = early(stage)


def early(stage: Stage) -> int:
    """Posts that Weibo stored more than a second before their time."""
    from publishing.models import Slot

    due = dict(Slot.objects.filter(pk__in=stage.company.slot_ids).values_list("pk", "scheduled_at"))
    found = 0
    for uid in stage.company.uids:
        for post in stage.sandbox.get(f"posts?uid={uid}"):
            pk = stage.company.slot_of_text.get(post["raw"])
            found += pk is not None and post["created_at"] < due[pk].timestamp() - 1
    return found
