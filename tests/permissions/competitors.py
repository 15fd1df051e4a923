"""Competitors beside us: whoever listens may; posts on our accounts that were not sent from here: for the account."""

from accounts.models import WeiboAccount
from monitoring.models import Competitor, OwnPost
from tests.conftest import AT
from tests.permissions.cast import World, maker
from tests.permissions.monitoring import LISTENERS, listen
from tests.permissions.rows import DONE, TAKEN, Row, doors


@maker
def make_competitor(world: World) -> None:
    """One account of somebody else."""
    world.objects["competitor"] = Competitor.objects.create(name="对手", uid="5503000001", added_at=AT).pk


@maker
def make_own_post(world: World) -> None:
    """A post on the account that was not sent from here."""
    account = WeiboAccount.objects.get(uid="5501000001")  # the account of the rows
    post = OwnPost.objects.create(
        account=account, weibo_id="5230000000000001", text="外", published_at=AT, first_seen_at=AT
    )
    world.objects["sent_elsewhere"] = post.pk


decide = doors("customer_editor editor approver administrator", ok=TAKEN, stranger=404)
ROWS = (
    Row("monitoring:own_posts", listen),
    Row("monitoring:own_post_decide", decide, ("sent_elsewhere",), "POST"),
    Row("monitoring:competitors", listen),
    Row("monitoring:competitors", doors(LISTENERS, ok=TAKEN), method="POST"),
    Row("monitoring:competitors_export", listen),
    Row("monitoring:competitor_remove", doors(LISTENERS, ok=DONE, stranger=404), ("competitor",), "POST"),
)
