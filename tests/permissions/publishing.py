"""Who may open the pages of the calendar."""

import datetime as dt

from django.utils import timezone

from accounts.models import WeiboAccount
from publishing.models import Freeze, FreezeScope, SpecialDay
from tests.permissions.cast import World, maker
from tests.permissions.rows import MEMBERS, TAKEN, Row, doors
from tests.publishing.makers import make_post, make_slot

PLANNERS = "editor approver administrator"
FREEZERS = "approver manager administrator"


@maker
def add_calendar(world: World) -> None:
    """A slot and a ready post of the account, a freeze of it that has ended, a special day."""
    account = WeiboAccount.objects.get(nickname="山岚家居")
    now = timezone.now()
    freeze = Freeze.objects.create(
        scope=FreezeScope.ACCOUNT, account=account, reason="演练", started_at=now, ended_at=now
    )
    world.objects |= {
        "slot": make_slot(make_post(account, text="已排期的一条"), now + dt.timedelta(days=3)).pk,
        "ready_post": make_post(account, text="等着排期的一条").pk,
        "freeze": freeze.pk,
        "day": SpecialDay.objects.create(date=dt.date(2026, 12, 1), name="司庆").pk,
        "undo_token": "nonsense",
    }


looking = doors(f"{MEMBERS} colleague")
planning = doors(f"{PLANNERS} colleague")
seen = doors(MEMBERS, stranger=404)
planned = doors(PLANNERS, stranger=404)


def sent(url: str, *args: str, may: str = PLANNERS, stranger: int = 404, elsewhere: int = 404, **data: object) -> Row:
    """A row for something that is sent; what was sent is judged after the door."""
    return Row(url, doors(may, ok=TAKEN, stranger=stranger, elsewhere=elsewhere), args, "POST", data=data)


def anywhere(url: str, *args: str, may: str = PLANNERS, **data: object) -> Row:
    """Sent by whoever may for any account."""
    return sent(url, *args, may=f"{may} colleague", stranger=403, elsewhere=403, **data)


ROWS = (
    Row("calendar:calendar", looking),
    Row("calendar:events", looking),
    Row("calendar:board", looking),
    Row("calendar:plans", looking),
    Row("calendar:fill", planning),
    anywhere("calendar:fill"),
    Row("calendar:pick", planning),
    Row("calendar:free_slots", looking),
    Row("calendar:account_panel", seen, ("account",)),
    Row("calendar:schedule", planned, ("ready_post",)),
    sent("calendar:schedule", "ready_post", other="2030-01-01T10:00"),
    Row("calendar:slot", seen, ("slot",)),
    Row("calendar:sent_text", seen, ("slot",)),
    sent("calendar:move", "slot", start="2030-01-01T10:00"),
    sent("calendar:cancel", "slot"),
    sent("calendar:send_now", "slot"),
    sent("calendar:release", "slot"),
    sent("calendar:by_hand", "slot"),
    sent("calendar:by_hand", "slot", back="1"),
    sent("calendar:absent", "slot"),
    sent("calendar:stands", "slot", link="https://weibo.com/5501000001/Abc"),
    anywhere("calendar:undo", "undo_token"),
    anywhere("calendar:release_all"),
    Row("calendar:plan", planned, ("account",)),
    sent("calendar:plan", "account", which="times", day0="11:00"),
    sent("calendar:apply_preset", "account", slots="1"),
    Row("calendar:days", planning),
    anywhere("calendar:days", date="2026-12-02", name="周年"),
    sent("calendar:day_remove", "day", stranger=403, elsewhere=403),
)
