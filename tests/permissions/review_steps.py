"""Who may look at and change how review goes."""

from content.models import ReviewDeputy, ReviewStep, RiskRule
from core.dates import local_day
from tests.conftest import AT
from tests.permissions.cast import World, maker
from tests.permissions.rows import TAKEN, Row, doors

REVIEWERS = "editor approver administrator"


@maker
def add_review_steps(world: World) -> None:
    """A step, a risk, and the editor standing in for the approver."""
    day, absent, deputy = local_day(AT), world.people["approver"], world.people["editor"]
    row = ReviewDeputy.objects.create(
        absent=absent, deputy=deputy, starts_on=day, ends_on=day, created_by=absent, created_at=AT
    )
    world.objects |= {
        "review_step": ReviewStep.objects.values_list("pk", flat=True)[0],
        "review_risk": RiskRule.objects.values_list("pk", flat=True)[0],
        "review_deputy": row.pk,
    }


looking = doors(f"{REVIEWERS} colleague", elsewhere=200)
setting = doors("administrator", ok=TAKEN, elsewhere=403)
arranging = doors(f"{REVIEWERS} colleague", ok=TAKEN, stranger=403, elsewhere=403)

ROWS = (
    Row("content:review_steps", looking),
    Row("content:review_scores", looking),
    Row("content:step_set", setting, ("review_step",), "POST"),
    Row("content:risk_set", setting, ("review_risk",), "POST"),
    Row("content:review_rules_set", setting, method="POST"),
    Row("content:deputy_set", arranging, method="POST"),
    Row("content:deputy_end", doors("approver administrator", ok=TAKEN, elsewhere=403), ("review_deputy",), "POST"),
)
