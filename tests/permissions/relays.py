"""Who may open the pages of channels, relays and the same-text guard."""

from accounts.models import WeiboAccount
from publishing.models import RelayPreset
from publishing.services import save_relay
from tests.conftest import AT, make_account
from tests.permissions.cast import World, maker
from tests.permissions.rows import MEMBERS, TAKEN, Row, doors
from tests.publishing.relaying import plan_of

FELLOW = "山岚茶室"


@maker
def add_relays(world: World) -> None:
    """The name of an ability; a relay of the account with another one, a preset."""
    here = WeiboAccount.objects.get(nickname="山岚家居")
    fellow = make_account(FELLOW, "5501000033")
    relay = save_relay(plan=plan_of([here, fellow]), relay=None, by=world.people["editor"], at=AT)
    preset = RelayPreset.objects.create(name="试行", waves=[{"kinds": [], "offset": 30}])
    world.objects |= {
        "ability": "publish",
        "relay": relay.pk,
        "relay_preset": preset.pk,
        "relay_token": "nonsense",
        "relay_post": relay.steps.get(position=0).post_id,
    }


WRITERS = "editor approver administrator"
seen = doors(MEMBERS, stranger=403)
panel = doors(MEMBERS, stranger=403)
writing = doors(f"{WRITERS} colleague")


def sent(url: str, *args: str, stranger: int = 403, elsewhere: int = 404, no: int = 403, **data: object) -> Row:
    """A row for something that is sent; what was sent is judged after the door."""
    answers = doors(WRITERS, ok=TAKEN, stranger=stranger, elsewhere=elsewhere, no=no)
    return Row(url, answers, args, "POST", data=data)


def anywhere(url: str, *args: str, **data: object) -> Row:
    """Sent by whoever may write for any account."""
    return Row(url, doors(f"{WRITERS} colleague", ok=TAKEN), args, "POST", data=data)


ROWS = (
    Row(
        "accounts:account_try_again",
        doors("administrator", ok=TAKEN, stranger=404, elsewhere=404),
        ("account", "ability"),
        "POST",
    ),
    sent("content:same_text_set", elsewhere=403, window_hours="72", alike_percent="80"),
    Row("calendar:relays", doors(f"{MEMBERS} colleague")),
    Row("calendar:relay_new", writing),
    anywhere("calendar:relay_new", account="{account}"),
    anywhere("calendar:relay_preview", account="{account}"),
    anywhere("calendar:relay_undo", "relay_token"),
    Row("calendar:relay", doors(MEMBERS, stranger=404), ("relay",)),
    Row("calendar:relay_panel", panel, ("relay_post",)),
    Row("calendar:relay_edit", doors(WRITERS), ("relay",)),
    sent("calendar:relay_edit", "relay", account="{account}"),
    sent("calendar:relay_submit", "relay"),
    sent("calendar:relay_launch", "relay", starts_at="2030-01-01T10:00"),
    sent("calendar:relay_resume", "relay"),
    sent("calendar:relay_cancel", "relay"),
    Row("calendar:relay_presets", doors(f"{MEMBERS} colleague")),
    Row("calendar:relay_preset_new", doors(WRITERS, elsewhere=403)),
    sent("calendar:relay_preset_new", elsewhere=403, name="新预设"),
    Row("calendar:relay_preset", doors(WRITERS, elsewhere=403), ("relay_preset",)),
    sent("calendar:relay_preset", "relay_preset", elsewhere=403, name="改名"),
    sent("calendar:relay_preset_remove", "relay_preset", elsewhere=403),
)
