"""Who may plan: quotas, freshness, the forecast, filling weeks."""

import datetime as dt

from publishing.models import GoldenWindow
from tests.permissions.cast import World, maker
from tests.permissions.content import WRITERS, sent
from tests.permissions.publishing import anywhere, looking
from tests.permissions.rows import Row, doors


@maker
def add_window(world: World) -> None:
    """A golden window."""
    world.objects["window"] = GoldenWindow.objects.create(name="早", starts=dt.time(7), ends=dt.time(8)).pk


ROWS = (
    Row("calendar:windows", doors(WRITERS, elsewhere=403)),
    sent("calendar:windows", stranger=403, elsewhere=403, name="早"),
    sent("calendar:window_remove", "window", stranger=403, elsewhere=403),
    sent("content:best_before", "post", stranger=403),
    Row("calendar:forecast", looking),
    anywhere("calendar:fill_undo", "undo_token"),
)
