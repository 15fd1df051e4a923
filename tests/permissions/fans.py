"""Who keeps the fan book (E3): everybody who answers people; the accounts of a person's messages matter when he is
taken from one."""

from engagement.models import Fan
from tests.conftest import AT
from tests.permissions.cast import World, maker
from tests.permissions.engagement import ANSWERERS
from tests.permissions.rows import DONE, TAKEN, Row, doors


@maker
def make_fan(world: World) -> None:
    """Somebody whom the company knows."""
    world.objects["fan"] = Fan.objects.create(name="常来的人", created_at=AT).pk


everybody = f"{ANSWERERS} colleague"
reading, writing = doors(everybody), doors(everybody, ok=TAKEN)


def post(url: str, **data: object) -> Row:
    return Row(f"engagement:{url}", writing, ("fan",), "POST", data=data)


ROWS = (
    Row("engagement:fans", reading),
    Row("engagement:fan_new", reading),
    Row("engagement:fan_export", reading),
    Row("engagement:fan_import", reading),
    Row("engagement:fan_import", writing, (), "POST"),
    Row("engagement:fan_new", writing, (), "POST", data={"name": ""}),
    Row("engagement:fan", reading, ("fan",)),
    Row("engagement:fan_edit", reading, ("fan",)),
    post("fan_edit", name=""),
    post("fan_contact", channel="note", text=""),
    post("fan_merge", other="0"),
    Row("engagement:fan_erase", reading, ("fan",)),
    post("fan_erase", reason=""),
    Row("engagement:thread_fan", doors(ANSWERERS, ok=(*DONE, *TAKEN), stranger=404), ("thread",), "POST"),
)
