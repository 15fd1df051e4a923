"""Who may open ideas, series and user stories."""

import datetime as dt

from accounts.models import WeiboAccount
from content.services import SeriesInput, save_series
from content.services.stories import StoryInput, collect_story
from tests.conftest import AT
from tests.permissions.cast import World, maker
from tests.permissions.content import WRITERS, anywhere, looking, sent, writing
from tests.permissions.rows import MEMBERS, Row, doors


@maker
def add_series(world: World) -> None:
    """A series of the account."""
    account = WeiboAccount.objects.get(nickname="山岚家居")
    given = SeriesInput("周一问答", account, AT + dt.timedelta(days=7))
    told = StoryInput("读者", "杯子用了十年")
    world.objects["story"] = collect_story(given=told, by=world.people["editor"], at=AT).pk
    world.objects["series"] = save_series(given=given, by=world.people["editor"], at=AT).pk


ROWS = (
    Row("content:stories", writing),
    anywhere("content:story_new", author_name="读者", text="杯子用了十年"),
    anywhere("content:story_permission", "story", permission="asked"),
    anywhere("content:story_thank", "story"),
    anywhere("content:story_write", "story"),
    Row("content:idea_edit", writing, ("idea",)),
    anywhere("content:idea_edit", "idea", title="选题"),
    anywhere("content:idea_move", "idea", state="writing"),
    Row("content:series_list", looking),
    Row("content:series", doors(MEMBERS), ("series",)),
    Row("content:series_new", writing),
    anywhere("content:series_new", name="新系列"),
    Row("content:series_edit", doors(WRITERS), ("series",)),
    sent("content:series_edit", "series", stranger=403, name="周一问答"),
    sent("content:series_end", "series", stranger=403),
    sent("content:post_series", "post", stranger=403, series="{series}"),
)
