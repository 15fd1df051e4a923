"""Who publishes a list and draws, and that everyone reads the public page (P8)."""

import datetime as dt

from django.utils import timezone

from campaigns.models import Campaign, CampaignState, Draw
from tests.permissions.campaigns import RUN
from tests.permissions.cast import World, maker
from tests.permissions.rows import EVERYONE, TAKEN, Row, doors


@maker
def add_draw(world: World) -> None:
    """A void draw, which everyone may read."""
    now = timezone.now()
    campaign = Campaign.objects.create(
        name="抽过的活动", kind="prize_repost", purpose="brand", starts_at=now - dt.timedelta(days=9),
        ends_at=now - dt.timedelta(days=2), state=CampaignState.ENDED, created_at=now,
    )  # fmt: skip
    draw = Draw.objects.create(
        campaign=campaign, slug="permissions-draw", state="void", engine="x", rules_hash="x", root="x", entries=0,
        value_due_at=now, committed_at=now, void_at=now, void_reason="名单有误", folder="draws/permissions-draw",
    )  # fmt: skip
    world.objects |= {"draw": draw.pk, "draw_slug": draw.slug}


public = dict.fromkeys(EVERYONE, (200,))
missing = dict.fromkeys(EVERYONE, (404,))


def post(url: str, *args: str, **data: object) -> Row:
    return Row(url, doors(RUN, ok=TAKEN, stranger=404), args, "POST", data=data)


ROWS = (
    post("campaigns:draw_commit", "campaign"),
    post("campaigns:platform_draw", "campaign", reference="x", winners="x"),
    post("campaigns:draw_value", "draw", source=0, text="1"),
    post("campaigns:draw_run", "draw"),
    post("campaigns:draw_void", "draw", reason="x"),
    Row("campaigns:draw_public", public, ("draw_slug",)),
    Row("campaigns:draw_file", missing, ("draw_slug",)),
)
