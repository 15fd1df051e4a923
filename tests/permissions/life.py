"""The way to a post's life, and the rule for what is certainly absent."""

from publishing.models import Slot
from tests.permissions.cast import World, maker
from tests.permissions.publishing import sent
from tests.permissions.rows import MEMBERS, Row, doors


@maker
def add_scheduled_post(world: World) -> None:
    """The post that stands in the slot."""
    world.objects["scheduled_post"] = Slot.objects.get(pk=str(world.objects["slot"])).post_id


ROWS = (
    Row("calendar:evidence", doors(MEMBERS), ("scheduled_post",)),
    Row("calendar:post_life", doors(MEMBERS, ok=(302,), stranger=404), ("scheduled_post",)),
    sent("calendar:resend_rule", "account"),
)
