"""Competitors beside us: whoever listens may."""

from monitoring.models import Competitor
from tests.conftest import AT
from tests.permissions.cast import World, maker
from tests.permissions.monitoring import LISTENERS, listen
from tests.permissions.rows import DONE, TAKEN, Row, doors


@maker
def make_competitor(world: World) -> None:
    """One account of somebody else."""
    world.objects["competitor"] = Competitor.objects.create(name="对手", uid="5503000001", added_at=AT).pk


ROWS = (
    Row("monitoring:competitors", listen),
    Row("monitoring:competitors", doors(LISTENERS, ok=TAKEN), method="POST"),
    Row("monitoring:competitors_export", listen),
    Row("monitoring:competitor_remove", doors(LISTENERS, ok=DONE, stranger=404), ("competitor",), "POST"),
)
