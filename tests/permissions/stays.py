"""Who stays with a post's comments, and who says for how long (K6)."""

import datetime as dt

from django.utils import timezone

from accounts.models import WeiboAccount
from engagement.models import StayRule, StayTask
from publishing.models import Publication
from tests.permissions.cast import World, maker
from tests.permissions.engagement import ANSWERERS
from tests.permissions.rows import TAKEN, Row, doors
from tests.publishing.makers import make_post, make_slot


@maker
def make_stay(world: World) -> None:
    """A task of the account of the rows, and a rule of it."""
    account, now = WeiboAccount.objects.get(nickname="山岚家居"), timezone.now()
    post = make_post(account, text="刚发出去的一条")
    assert post.version is not None
    publication = Publication.objects.create(
        slot=make_slot(post, now),
        account=account,
        post=post,
        version=post.version,
        weibo_id="5000000000000001",
        mid62="Oabcdefgh",
        url="https://weibo.com/1/Oabcdefgh",
        text="刚发出去的一条",
        published_at=now - dt.timedelta(days=3),
    )
    world.objects["stay"] = StayTask.objects.create(
        publication=publication, account=account, starts_at=now, due_at=now, created_at=now
    ).pk
    world.objects["stay_rule"] = StayRule.objects.create(account=account).pk


PLANNERS = "editor approver administrator"


def post(url: str, **data: object) -> Row:
    return Row(f"engagement:{url}", doors(ANSWERERS, ok=TAKEN, stranger=403), ("stay",), "POST", data=data)


planning = doors(f"{PLANNERS} colleague")
ruled = doors(PLANNERS, elsewhere=403)
changes = doors(PLANNERS, ok=TAKEN, elsewhere=403)

ROWS = (
    Row("engagement:stays", doors(f"{ANSWERERS} colleague")),
    Row("engagement:stay", doors(ANSWERERS), ("stay",)),
    post("stay_begin"),
    post("stay_done"),
    post("stay_skip", reason="没空"),
    post("stay_snooze", minutes="10"),
    post("stay_reopen"),
    Row("engagement:stay_rules", planning),
    Row("engagement:stay_rule_new", planning),
    Row("engagement:stay_rule_new", doors(f"{PLANNERS} colleague", ok=TAKEN), (), "POST"),
    Row("engagement:stay_rule", ruled, ("stay_rule",)),
    Row("engagement:stay_rule", changes, ("stay_rule",), "POST"),
    Row("engagement:stay_rule_remove", changes, ("stay_rule",), "POST"),
)
