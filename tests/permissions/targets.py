"""Five a day (E2): everybody who answers for the account; the rule belongs to those who plan."""

from engagement.models import Target
from tests.conftest import AT
from tests.permissions.cast import World, maker
from tests.permissions.engagement import ANSWERERS
from tests.permissions.rows import TAKEN, Row, doors


@maker
def make_target(world: World) -> None:
    """Somebody to meet."""
    met = Target.objects.create(
        account_id=int(str(world.objects["account"])), day=AT.date(), uid="5504000077", name="路人乙", created_at=AT
    )
    world.objects["met"] = met.pk
    world.objects["step"] = "followed"


everybody = f"{ANSWERERS} colleague"
PLANNERS = "editor approver administrator"


def post(url: str, *more: str, **data: object) -> Row:
    return Row(f"engagement:{url}", doors(ANSWERERS, ok=TAKEN), ("met", *more), "POST", data=data)


ROWS = (
    Row("engagement:plan", doors(everybody)),
    Row("engagement:target_add", doors(everybody, ok=TAKEN), (), "POST"),
    post("target_follow"),
    post("target_comment", proof="说了谢谢"),
    post("target_undo", "step"),
    post("target_skip", reason="太忙"),
    Row("engagement:target_rules", doors(everybody)),
    Row("engagement:target_rules", doors(PLANNERS, ok=TAKEN, elsewhere=403), (), "POST", data={"per_day": "5"}),
    Row(
        "engagement:target_rule_remove",
        doors(PLANNERS, ok=(*TAKEN, 404), stranger=404),
        ("account",),
        "POST",
    ),
)
