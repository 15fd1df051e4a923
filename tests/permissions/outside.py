"""Who asks people outside, and what their links show to anybody: open, over, taken back, pictures of other posts."""

import datetime as dt

from django.utils import timezone

from accounts.models import WeiboAccount
from content.models import Category, Media, OutsideAsk, Post, VersionMedia
from content.services import DraftInput, OutsideInput, ask_outside, save_draft
from tests.permissions.cast import World, maker
from tests.permissions.rows import EVERYONE, TAKEN, Row, doors


def token_for(world: World, post: Post, mail: str, **fields: object) -> str:
    """An open link, with these fields set afterwards."""
    wanted = OutsideInput("李律师", mail, "请看", 7)
    link = ask_outside(post=post, wanted=wanted, by=world.people["editor"], at=timezone.now())
    OutsideAsk.objects.filter(pk=link.ask.pk).update(**fields)
    world.objects["outside_ask"] = link.ask.pk
    return link.address.rstrip("/").rpartition("/")[2]


def picture(name: str) -> Media:
    """A row whose file is not there: its door answers 404 behind it, too, so the page's own door is what counts."""
    return Media.objects.create(
        sha256=name * 64,
        file=f"media/{name}.png",
        mime="image/png",
        width=1,
        height=1,
        size=1,
        created_at=timezone.now(),
    )


@maker
def add_outside(world: World) -> None:
    """Links that are open, over and taken back; a picture of another post."""
    editor, now = world.people["editor"], timezone.now()
    account = WeiboAccount.objects.get(pk=int(str(world.objects["account"])))
    draft = DraftInput(account, Category.objects.get(slug="knowledge"), "一条请外部看的内容，你怎么看？")
    post = save_draft(draft=draft, by=editor, at=now)
    foreign = save_draft(draft=draft, by=editor, at=now)
    assert foreign.version is not None
    VersionMedia.objects.create(version=foreign.version, media=picture("e"), position=0)
    world.objects |= {
        "outside_open": token_for(world, post, "a@law.example"),
        "outside_over": token_for(world, post, "b@law.example", expires_at=now - dt.timedelta(days=1)),
        "outside_revoked": token_for(world, post, "c@law.example", revoked_at=now),
        "outside_foreign_picture": Media.objects.get(sha256="e" * 64).pk,
        "outside_post": post.pk,
    }
    token_for(world, post, "d@law.example")


def anybody(status: int) -> dict[str, int | tuple[int, ...]]:
    """The same for everyone, known here or not."""
    return dict.fromkeys(EVERYONE, status)


asking = doors("editor approver administrator", ok=TAKEN)
ROWS = (
    Row("content:outside_ask", asking, ("outside_post",), "POST"),
    Row("content:outside_renew", asking, ("outside_ask",), "POST"),
    Row("content:outside_revoke", asking, ("outside_ask",), "POST"),
    Row("content:outside", anybody(200), ("outside_open",)),
    Row("content:outside", anybody(422), ("outside_open",), "POST"),
    Row("content:outside", anybody(410), ("outside_over",)),
    Row("content:outside", anybody(410), ("outside_over",), "POST"),
    Row("content:outside", anybody(410), ("outside_revoked",)),
    Row("content:outside", anybody(404), ("nonsense",)),
    Row("content:outside_picture", anybody(404), ("outside_open", "outside_foreign_picture")),
    Row("content:outside_picture", anybody(410), ("outside_over", "outside_foreign_picture")),
)
