"""Who may see, take and tune alerts: whoever listens."""

from core.audit import SYSTEM
from monitoring.models import KeywordSet
from monitoring.services import start_replay
from tests.conftest import AT
from tests.permissions.cast import World, maker
from tests.permissions.monitoring import listen, listen_to, post
from tests.permissions.rows import DONE, Row


@maker
def make_replay(world: World) -> None:
    """A run of the rule of the set that `monitoring` makes."""
    found = KeywordSet.objects.get(pk=int(str(world.objects["keyword_set"])))
    world.objects["replay"] = start_replay(keyword_set=found, tried=None, days=7, by=SYSTEM, at=AT).pk


ROWS = (
    Row("monitoring:alerts", listen, query="?state=all"),
    Row("monitoring:alert", listen_to, ("alert",)),
    post("alert_take", "alert", ok=DONE),
    Row("monitoring:alert_rule", listen_to, ("keyword_set",)),
    post("alert_rule", "keyword_set"),
    Row("monitoring:replay", listen_to, ("keyword_set",)),
    post("replay", "keyword_set"),
    Row("monitoring:replay_run", listen_to, ("keyword_set", "replay")),
    post("replay_stop", "keyword_set", "replay"),
    post("replay_search", "keyword_set", ok=DONE),
    post("replay_adopt", "keyword_set", "replay", ok=DONE),
)
