"""Objects of people and rights for the permission table."""

import datetime as dt

from accounts.models import Assessment, CustomRole, User
from tests.conftest import AT
from tests.permissions.cast import World, maker


@maker
def people(world: World) -> None:
    """A role of the company's own."""
    world.objects["own_role"] = CustomRole.objects.create(
        slug="own-table", name="值班", capabilities=["view", "reply"], created_at=AT
    ).pk
    world.objects["assessment"] = Assessment.objects.create(
        user=User.objects.get(pk=int(str(world.objects["target"]))),
        temperament="steady",
        pledged=True,
        passed=True,
        assessed_at=AT,
        valid_until=AT + dt.timedelta(days=3650),
    ).pk
