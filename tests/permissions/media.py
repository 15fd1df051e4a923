"""Who may look through the media library, and say what is known of rights."""

from content.models import BulkAction, BulkChange
from tests.conftest import AT
from tests.permissions.cast import World, maker
from tests.permissions.content import anywhere
from tests.permissions.rows import MEMBERS, TAKEN, Row, doors


@maker
def add_rights_change(world: World) -> None:
    """A change of rights that the editor made."""
    editor = world.people["editor"]
    change = BulkChange.objects.create(by=editor, at=AT, action=BulkAction.RIGHTS, before={}, after={})
    world.objects["rights_change"] = change.pk


ALL = f"{MEMBERS} colleague"
ROWS = (
    Row("content:media_library", doors(ALL)),
    anywhere("content:media_library"),
    Row("content:media_about", doors(ALL), ("media",)),
    anywhere("content:rights_set", "media", rights="own", consent="nobody"),
    anywhere("content:rights_bulk", media="{media}", people="店长"),
    Row("content:rights_undo", doors("editor", ok=TAKEN, no=404), ("rights_change",), "POST"),
)
