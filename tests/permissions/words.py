"""Words of a set, its versions and proposals, what is noise, and watch windows: whoever listens may."""

import datetime as dt

from core.audit import SYSTEM
from monitoring.models import Hit, KeywordSet, Mention
from monitoring.services import save_window
from monitoring.services.windows import WindowDraft
from tests.conftest import AT
from tests.permissions.cast import World, maker
from tests.permissions.monitoring import LISTENERS, listen, listen_to
from tests.permissions.rows import DONE, TAKEN, Answers, Row, doors


@maker
def make_words(world: World) -> None:
    """A hit and a watch window; the set of the listening rows has its first version."""
    hit = Hit.objects.create(
        keyword_set=KeywordSet.objects.get(),
        mention=Mention.objects.get(),
        words=["山岚"],
        published_at=AT,
        found_at=AT,
    )
    draft = WindowDraft(name="新品发布", first_on=AT.date(), last_on=AT.date() + dt.timedelta(days=3))
    window = save_window(draft=draft, by=SYSTEM, at=AT)
    world.objects |= {"hit": hit.pk, "watch_window": window.pk, "version_number": 1}


def post(url: str, *args: str, ok: tuple[int, ...] = DONE, **data: object) -> Row:
    answers: Answers = doors(LISTENERS, ok=ok, stranger=404 if args else 403)
    return Row(f"monitoring:{url}", answers, args, "POST", data=data)


ROWS = (
    Row("monitoring:set_proposals", listen_to, ("keyword_set",)),
    post("set_accept", "keyword_set", word="随行杯"),
    post("set_decline", "keyword_set", word="天气"),
    post("set_drop", "keyword_set", word="没有的词"),
    post("set_restore", "keyword_set", "version_number"),
    Row("monitoring:set_resweep_state", listen_to, ("keyword_set",)),
    post("set_resweep_stop", "keyword_set"),
    post("hit_noise", "hit"),
    Row("monitoring:windows", listen),
    post("windows", ok=TAKEN),
    post("windows_plan"),
    Row("monitoring:window", listen_to, ("watch_window",)),
    post("window", "watch_window", ok=TAKEN),
    post("window_delete", "watch_window"),
)
