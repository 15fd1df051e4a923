"""Groups of near-identical mentions, speakers, spread: whoever listens may."""

from monitoring.models import GroupChange, Mention, MentionGroup, Speaker
from tests.conftest import AT
from tests.permissions.cast import World, maker
from tests.permissions.monitoring import LISTENERS, WRITERS, listen, listen_to
from tests.permissions.rows import DONE, TAKEN, Answers, Row, doors


@maker
def make_groups(world: World) -> None:
    """Two groups, a change that can be taken back, and somebody who spoke."""
    shown = Mention.objects.all()[0]
    figures = {
        "size": 2, "speakers": 2, "judged": 0, "negative": 0, "first_at": AT, "last_at": AT, "peak_at": AT, "peak": 2,
        "shown_id": shown.pk, "counted_at": AT,
    }  # fmt: skip
    for number in (700_001, 700_002):
        MentionGroup.objects.create(pk=number, **figures)
    change = GroupChange.objects.create(kind="split", from_id=700_001, into_id=700_003, at=AT)
    Speaker.objects.create(uid="5504", name="路人")
    world.objects |= {"kin_group": 700_001, "kin_change": change.pk, "speaker_uid": "5504"}


def post(url: str, *args: str, may: str = LISTENERS, ok: tuple[int, ...] = DONE, **data: object) -> Row:
    answers: Answers = doors(may, ok=ok, stranger=404)
    return Row(f"monitoring:{url}", answers, args, "POST", data=data)


ROWS = (
    Row("monitoring:groups", listen, query="?negative=1&days=1"),
    Row("monitoring:group", listen_to, ("kin_group",), query="?into=x"),
    post("group_split", "kin_group", ok=TAKEN),
    post("group_merge", "kin_group", ok=(404,), into=1),
    post("group_mute", "kin_group", muted=1),
    post("group_idea", "kin_group", may=WRITERS),
    post("group_word", "kin_group", ok=(404,), word="随行杯", set=0),
    post("group_undo", "kin_change"),
    Row("monitoring:speakers", listen, query="?show=loud"),
    Row("monitoring:speaker", listen_to, ("speaker_uid",)),
    post("speaker_judge", "speaker_uid", word="machine"),
    Row("monitoring:spread", listen_to, ("mention",)),
)
