"""Who may freeze, decide about what is held, and keep silence days."""

import datetime as dt

from django.utils import timezone

from accounts.models import User, WeiboAccount
from publishing.models import (
    Freeze,
    FreezeOrigin,
    FreezeScope,
    Release,
    ReleasedSlot,
    ReleaseState,
    SilenceDay,
    SlotState,
)
from tests.permissions.cast import World, maker
from tests.permissions.publishing import FREEZERS, anywhere, looking, sent
from tests.permissions.rows import MEMBERS, TAKEN, Row, doors
from tests.publishing.makers import make_post, make_slot


@maker
def add_freezing(world: World) -> None:
    """A crisis freeze of the account that holds a slot, with a proposal to put it back; a silence day."""
    account = WeiboAccount.objects.get(nickname="山岚家居")
    now = timezone.now()
    crisis = Freeze.objects.create(
        scope=FreezeScope.ACCOUNT,
        account=account,
        reason="危机",
        origin=FreezeOrigin.CRISIS,
        started_at=now,
        ended_at=now,
    )
    slot = make_slot(make_post(account, text="被危机冻结的一条"), now + dt.timedelta(days=4))
    slot.state, slot.held_by = SlotState.HELD, crisis
    slot.save()
    asker = User.objects.order_by("pk")[0]
    release = Release.objects.create(
        freeze=crisis, reason="平息", state=ReleaseState.ASKED, asked_by=asker, asked_at=now
    )
    ReleasedSlot.objects.create(release=release, slot=slot, scheduled_at=slot.scheduled_at)
    world.objects |= {
        "crisis": crisis.pk,
        "held_slot": slot.pk,
        "release": release.pk,
        "silence_day": SilenceDay.objects.create(name="默哀", date=dt.date(2030, 5, 1)).pk,
    }


seen_by_members = doors(MEMBERS, stranger=404)
everywhere = "manager administrator approver"
keeping = doors(everywhere)


def kept(url: str, *args: str, **data: object) -> Row:
    """Sent by whoever may freeze everything."""
    return Row(url, doors(everywhere, ok=TAKEN, elsewhere=403), args, "POST", data=data)


ROWS = (
    Row("calendar:freezes", looking),
    anywhere("calendar:freezes", may=FREEZERS, scope="all"),
    Row("calendar:freeze_preview", doors(f"{FREEZERS} colleague"), query="?scope=all"),
    sent("calendar:freeze_end", "freeze", may=FREEZERS, stranger=403, elsewhere=403),
    Row("calendar:freeze", seen_by_members, ("crisis",)),
    Row("calendar:freeze_leaving", seen_by_members, ("crisis",)),
    sent("calendar:freeze_release", "crisis", slots="1", reason="平息"),
    sent("calendar:release_decide", "release", may=FREEZERS, accept="0"),
    sent("calendar:release_withdraw", "release"),
    anywhere("calendar:release_undo", "undo_token", may=MEMBERS),
    Row("calendar:silence", looking),
    kept("calendar:silence", name="默哀", date="2030-05-02"),
    Row("calendar:silence_flags", doors("editor approver administrator", ok=TAKEN, elsewhere=403), method="POST"),
    Row("calendar:silence_preview", doors(everywhere, elsewhere=403), query="?date=2030-05-01"),
    Row("calendar:silence_day", doors(everywhere, elsewhere=403), ("silence_day",)),
    kept("calendar:silence_day", "silence_day", name="默哀", date="2030-05-02"),
    kept("calendar:silence_switch", "silence_day"),
    kept("calendar:silence_remove", "silence_day"),
)
