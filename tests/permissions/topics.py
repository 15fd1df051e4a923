"""Who sees hot topics and decides about them."""

from monitoring.models import HiddenTopic
from tests.conftest import AT
from tests.permissions.cast import World, maker
from tests.permissions.rows import DONE, Row, doors

LISTENERS = "customer_editor editor approver administrator colleague"


@maker
def make_hidden_topic(world: World) -> None:
    """A topic that is not for us."""
    world.objects["hidden_topic"] = HiddenTopic.objects.create(key="#旧事", name="旧事", at=AT).pk


def post(url: str, *args: str, stranger: int = 403, ok: tuple[int, ...] = (404,)) -> Row:
    answers = doors(LISTENERS, ok=ok, stranger=stranger)
    return Row(f"monitoring:{url}", answers, args, "POST", data={"key": "#没有的话题"})


ROWS = (
    Row("monitoring:topics_card", doors(LISTENERS), query="?span=week"),
    post("topic_tag"),
    post("topic_hide"),
    post("topic_show", "hidden_topic", stranger=404, ok=DONE),
)
