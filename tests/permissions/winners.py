"""Who minds winners, and that a link that does not hold opens nothing (P9)."""

from campaigns.models import Draw, Entry, Verdict, Winner, WinnerState
from tests.permissions.campaigns import RUN
from tests.permissions.cast import World, maker
from tests.permissions.draws import add_draw
from tests.permissions.rows import EVERYONE, TAKEN, Row, doors


@maker
def add_winner(world: World) -> None:
    """Somebody who gave nothing yet."""
    if "draw" not in world.objects:
        add_draw(world)
    draw = Draw.objects.select_related("campaign").get(slug="permissions-draw")
    at = draw.committed_at
    entry = Entry.objects.create(
        campaign=draw.campaign, uid="9", name="九", entered_at=at, verdict=Verdict.VALID, judged_at=at
    )
    winner = Winner.objects.create(draw=draw, entry=entry, place=1, state=WinnerState.RESERVE, changed_at=at)
    world.objects |= {"winner": winner.pk, "bad_token": "x"}


def post(url: str, **data: object) -> Row:
    return Row(url, doors(RUN, ok=TAKEN, stranger=404), ("winner",), "POST", data=data)


ROWS = (
    post("campaigns:winner_told"),
    post("campaigns:winner_address", reason="x"),
    post("campaigns:winner_sent", carrier="x", number="1"),
    post("campaigns:winner_delivered"),
    post("campaigns:winner_forfeit", reason="x"),
    post("campaigns:winner_handed"),
    post("campaigns:winner_returned", reason="x"),
    Row("campaigns:parcels", doors(RUN, stranger=404), ("campaign",)),
    Row("campaigns:parcels", doors(RUN, ok=TAKEN, stranger=404), ("campaign",), "POST"),
    Row("campaigns:parcels_note", doors(RUN, ok=TAKEN, stranger=404), ("campaign",), "POST", data={"rows": "x"}),
    Row("campaigns:shipping_list", doors(RUN, ok=TAKEN, stranger=404), ("campaign",), "POST", data={"reason": "x"}),
    Row("campaigns:message", doors(RUN, ok=TAKEN, stranger=404), ("campaign",), "POST", data={"text": ""}),
    Row("campaigns:message_look", doors(RUN, stranger=404), ("campaign",), "POST", data={"text": "全网第一"}),
    Row("campaigns:claim", dict.fromkeys(EVERYONE, (404,)), ("bad_token",)),
)
