"""Who reads the calendar in its other shapes, and who lets others read it."""

import datetime as dt

from django.utils import timezone

from accounts.models import User
from publishing.models import CalendarFeed, CalendarShare
from publishing.queries.sharing import FEED, SHARE, token_of
from tests.permissions.cast import World, maker
from tests.permissions.publishing import anywhere, looking
from tests.permissions.rows import EVERYONE, MEMBERS, TAKEN, Row, doors


@maker
def add_outlets(world: World) -> None:
    """A feed and a link of somebody who may everything."""
    now = timezone.now()
    owner = (
        User.objects.get(name="管理员") if User.objects.filter(name="管理员").exists() else User.objects.earliest("pk")
    )
    feed = CalendarFeed.objects.create(name="手机", user=owner, created_at=now)
    share = CalendarShare.objects.create(
        name="代理商", user=owner, created_at=now, expires_at=now + dt.timedelta(days=7), key="k"
    )
    world.objects |= {
        "calendar_feed": feed.pk,
        "calendar_share": share.pk,
        "feed_token": token_of(feed, FEED),
        "share_token": token_of(share, SHARE),
    }


public = dict.fromkeys(EVERYONE, (200,))
own = doors(f"{MEMBERS} colleague", ok=(404, 302))
own_links = doors("editor approver administrator colleague", ok=(404, 302))

ROWS = (
    Row("calendar:lanes", looking),
    Row("calendar:print", looking),
    Row("calendar:sharing", looking),
    Row("calendar:feed_new", doors(f"{MEMBERS} colleague", ok=TAKEN), (), "POST"),
    Row("calendar:feed_end", own, ("calendar_feed",), "POST"),
    anywhere("calendar:share_new"),
    Row("calendar:share_end", own_links, ("calendar_share",), "POST"),
    Row("calendar:feed", public, ("feed_token",)),
    Row("calendar:shared", public, ("share_token",)),
)
