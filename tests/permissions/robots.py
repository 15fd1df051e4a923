"""Who keeps robots: those who manage accounts."""

from django.utils import timezone

from accounts.models import Robot, RobotKind
from accounts.secrets import seal
from tests.permissions.cast import World, maker
from tests.permissions.rows import TAKEN, Row, doors


@maker
def make_robot(world: World) -> None:
    """One for all accounts; its address leads nowhere."""
    world.objects["robot"] = Robot.objects.create(
        name="值班群",
        kind=RobotKind.GENERIC,
        topics=["hand_over"],
        url_sealed=seal("http://127.0.0.1:9/"),
        host="127.0.0.1",
        created_at=timezone.now(),
    ).pk


only = doors("administrator", elsewhere=403)
sends = doors("administrator", ok=TAKEN, elsewhere=403)

ROWS = (
    Row("accounts:robots", only),
    Row("accounts:robot_new", only),
    Row("accounts:robot_new", sends, (), "POST"),
    Row("accounts:robot_edit", only, ("robot",)),
    Row("accounts:robot_edit", sends, ("robot",), "POST"),
    Row("accounts:robot_test", sends, ("robot",), "POST"),
    Row("accounts:robot_remove", sends, ("robot",), "POST"),
)
