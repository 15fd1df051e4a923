"""Who may practise a crisis: whoever listens."""

from monitoring.services.drills import start_drill
from tests.conftest import AT
from tests.permissions.cast import World, maker
from tests.permissions.monitoring import LISTENERS, listen, listen_to
from tests.permissions.rows import DONE, TAKEN, Row, doors


@maker
def make_drill(world: World) -> None:
    """One that runs."""
    editor = world.people["editor"]
    drill = start_drill(scenario="cup", speed=1, people=[editor], by=editor, at=AT)
    world.objects |= {"drill": drill.pk, "end": "end"}


ROWS = (
    Row("monitoring:drills", listen),
    Row("monitoring:drills", doors(LISTENERS, ok=TAKEN), method="POST", data={"scenario": "cup"}),
    Row("monitoring:drill", listen_to, ("drill",)),
    Row("monitoring:drill_case", doors(LISTENERS, ok=DONE, stranger=404), ("drill",), "POST"),
    Row("monitoring:drill_act", doors(LISTENERS, ok=DONE, stranger=404), ("drill", "end"), "POST"),
)
