"""Who may correct what was judged, put a version of the model in use, sort, and collect suggestions (M4, M8)."""

from accounts.models import User
from core.audit import SYSTEM
from monitoring.models import Mention, SenseVersion, SortRule, VersionState
from monitoring.services.corrections import correct_mention
from monitoring.services.suggestions import collect_suggestion
from tests.conftest import AT
from tests.permissions.cast import World, maker
from tests.permissions.monitoring import LISTENERS, listen, make_heard, post
from tests.permissions.rows import DONE, TAKEN, Row, doors


@maker
def make_judged(world: World) -> None:
    """A correction, two versions, a rule and a suggestion, of what `make_heard` made."""
    if "mention" not in world.objects:
        make_heard(world)
    mention, person = Mention.objects.get(pk=str(world.objects["mention"])), User.objects.order_by("pk").first()
    assert person is not None
    value = "-1" if mention.polarity != -1 else "1"
    correction = correct_mention(mention=mention, aspect="polarity", value=value, by=person, at=AT)
    assert correction is not None
    suggestion, _made = collect_suggestion(mention=mention, by=person, at=AT)
    ready = SenseVersion.objects.create(state=VersionState.READY, made_by_id=SYSTEM.pk, made_at=AT)
    rule = SortRule.objects.create(kind="complaint", person=person, made_by=person, made_at=AT)
    world.objects |= {
        "correction": correction.pk,
        "sense_version": ready.pk,
        "suggestion": suggestion.pk,
        "sort_rule": rule.pk,
    }


ROWS = (
    Row("monitoring:mention_correct", doors(LISTENERS, ok=DONE, stranger=404), ("mention",)),
    post("mention_correct", "mention", ok=DONE, aspect="kind", value="praise"),
    post("mention_suggestion", "mention", ok=DONE),
    post("correction_undo", "correction", ok=TAKEN),
    Row("monitoring:sense", listen),
    post("sense_train"),
    post("sense_stop", "sense_version", ok=DONE),
    post("sense_switch", "sense_version", ok=TAKEN),
    post("sense_shipped", ok=TAKEN),
    Row("monitoring:suggestions", listen, query="?state=new"),
    Row("monitoring:suggestions_export", listen),
    post("suggestion", "suggestion", ok=DONE, state="taken_up"),
    post("suggestion_drop", "suggestion", ok=TAKEN),
    Row("monitoring:sorting", listen),
    post("sorting"),
    post("sorting_switch", "sort_rule", ok=DONE),
    post("sorting_delete", "sort_rule", ok=DONE),
)
__all__ = ["LISTENERS", "ROWS", "make_judged"]
