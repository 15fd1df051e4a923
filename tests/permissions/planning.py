"""Who may plan: quotas, freshness, the forecast, filling weeks."""

import datetime as dt

from content.models import Category
from publishing.models import GoldenWindow, SlotPreset
from tests.permissions.cast import World, maker
from tests.permissions.content import WRITERS, sent
from tests.permissions.publishing import anywhere, looking
from tests.permissions.rows import Row, doors


@maker
def add_category(world: World) -> None:
    """A category of the shipped ones."""
    world.objects["category"] = Category.objects.earliest("pk").pk


@maker
def add_plan_preset(world: World) -> None:
    """A preset of weekly times, with its kind as the address has it."""
    world.objects["slots_kind"] = "slots"
    world.objects["plan_preset"] = SlotPreset.objects.earliest("pk").pk


@maker
def add_window(world: World) -> None:
    """A golden window."""
    world.objects["window"] = GoldenWindow.objects.create(name="早", starts=dt.time(7), ends=dt.time(8)).pk


ROWS = (
    Row("calendar:windows", doors(WRITERS, elsewhere=403)),
    sent("calendar:windows", stranger=403, elsewhere=403, name="早"),
    sent("calendar:window_remove", "window", stranger=403, elsewhere=403),
    Row("content:categories", doors(WRITERS, elsewhere=403)),
    sent("content:categories", stranger=403, elsewhere=403, name="内部栏目", colour="3"),
    Row("content:category", doors(WRITERS, elsewhere=403), ("category",)),
    sent("content:category", "category", stranger=403, elsewhere=403, name="改名", colour="3"),
    sent("content:category_move", "category", stranger=403, elsewhere=403, to="up"),
    sent("content:category_switch", "category", stranger=403, elsewhere=403, on="1"),
    Row("calendar:plan_presets", doors(WRITERS, elsewhere=403)),
    Row("calendar:plan_preset_new", doors(WRITERS, elsewhere=403), ("slots_kind",)),
    sent("calendar:plan_preset_new", "slots_kind", stranger=403, elsewhere=403, name="早晚"),
    Row("calendar:plan_preset", doors(WRITERS, elsewhere=403), ("slots_kind", "plan_preset")),
    sent("calendar:plan_preset", "slots_kind", "plan_preset", stranger=403, elsewhere=403, name="早晚"),
    sent("calendar:plan_preset_reset", "slots_kind", "plan_preset", stranger=403, elsewhere=403),
    sent("calendar:plan_preset_remove", "slots_kind", "plan_preset", stranger=403, elsewhere=403),
    Row("calendar:plan_preset_apply", doors(WRITERS, elsewhere=403), ("slots_kind", "plan_preset")),
    sent("calendar:plan_preset_apply", "slots_kind", "plan_preset", stranger=403, elsewhere=403),
    sent("content:best_before", "post", stranger=403),
    sent("calendar:plan_move", "account", move="2-1000-2000"),
    Row("calendar:forecast", looking),
    anywhere("calendar:fill_undo", "undo_token"),
)
