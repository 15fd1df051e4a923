"""Who may keep, drop and look back at unsaved writing."""

from content.models import LinkPreset
from tests.permissions.cast import World, maker
from tests.permissions.content import WRITERS, sent
from tests.permissions.rows import MEMBERS, Row, doors


@maker
def add_link_preset(world: World) -> None:
    """One of those that come with the product."""
    world.objects["link_preset"] = LinkPreset.objects.values_list("pk", flat=True)[0]


ROWS = (
    sent("content:autosave", stranger=403, check="{account}"),
    sent("content:writing_drop", stranger=403, drop="{account}"),
    Row("content:earlier", doors(WRITERS), query="?check={account}"),
    Row("content:suggestions", doors(WRITERS), query="?account={account}&kind=person&q=a"),
    Row("content:media_pick", doors(WRITERS), query="?check={account}"),
    sent("content:side_by_side", stranger=403, elsewhere=200, account="{account}"),
    sent("content:link_marked", stranger=403, check="{account}"),
    Row("content:link_presets", doors(f"{MEMBERS} colleague")),
    sent("content:link_presets", stranger=403, elsewhere=403, name="日常"),
    sent("content:link_preset_set", "link_preset", stranger=403, elsewhere=403, name="日常"),
    sent("content:link_preset_remove", "link_preset", stranger=403, elsewhere=403),
    Row("content:signed_in", doors(f"{WRITERS} colleague", elsewhere=200)),
)
