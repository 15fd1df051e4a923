"""Who may listen: what is heard belongs to the whole company, the right on any account is enough."""

from core.audit import SYSTEM
from core.jobs import create_job
from monitoring.collect.merging import merge_rows
from monitoring.collect.rows import MentionRow
from monitoring.models import Alert, Mention, MentionImport, Source, SourceKind
from monitoring.services import SetDraft, save_set
from monitoring.watch.rules import Word
from tests.conftest import AT
from tests.permissions.cast import World, maker
from tests.permissions.rows import DONE, MEMBERS, TAKEN, Answers, Row, doors

LISTENERS = "customer_editor editor approver administrator colleague"
WRITERS = "editor approver administrator colleague"
listen = doors(LISTENERS)
listen_to = doors(LISTENERS, stranger=404)


@maker
def make_heard(world: World) -> None:
    """A set, a source of files, a mention, an alert and a finished import."""
    source = Source.objects.create(kind=SourceKind.FILE, name="采集文件")
    merge_rows([MentionRow(external_id="5100000000000001", text="山岚保温杯")], source=source, at=AT)
    found = save_set(draft=SetDraft(name="品牌", words=(Word("山岚"),)), by=SYSTEM, at=AT)
    alert = Alert.objects.create(
        keyword_set=found, window_start=AT, window_end=AT, count=9, usual_low=1, usual_high=2, created_at=AT
    )
    job = create_job(kind="monitoring.import", title="a.csv", params={}, by=SYSTEM, at=AT)
    taken = MentionImport.objects.create(job=job, source=source, original_name="a.csv", stored_path="imports/a.csv")
    world.objects |= {
        "source": source.pk,
        "mention": Mention.objects.get().pk,
        "keyword_set": found.pk,
        "alert": alert.pk,
        "mention_import": taken.pk,
        "dismiss": "dismiss",
    }


def post(url: str, *args: str, may: str = LISTENERS, ok: tuple[int, ...] = TAKEN, **data: object) -> Row:
    answers: Answers = doors(may, ok=ok, stranger=404 if args else 403)
    return Row(f"monitoring:{url}", answers, args, "POST", data=data)


ROWS = (
    Row("monitoring:home", listen),
    Row("monitoring:topics", listen, query="?span=week"),
    post("topic_idea", ok=(404,), key="#没有的话题"),
    Row("monitoring:mentions", listen, query="?caught=1"),
    Row("monitoring:mentions_export", listen),
    Row("monitoring:mention", listen_to, ("mention",)),
    post("mention_story", "mention", may=WRITERS, ok=DONE),
    post("mention_idea", "mention", may=WRITERS, ok=DONE),
    Row("monitoring:set_new", listen),
    post("set_new"),
    Row("monitoring:set", listen_to, ("keyword_set",)),
    post("set", "keyword_set"),
    post("set_resweep", "keyword_set", ok=DONE),
    post("set_delete", "keyword_set", ok=DONE),
    post("settle", "alert", "dismiss", ok=DONE),
    post("source_read", "source", ok=DONE),
    Row("monitoring:imports", listen),
    post("imports"),
    Row("monitoring:import", listen_to, ("mention_import",)),
    Row("monitoring:import_refusals", listen_to, ("mention_import",)),
    post("import_undo", "mention_import"),
    post("import_cancel", "mention_import", ok=DONE),
    Row("monitoring:tag_proposals", doors("editor approver administrator", stranger=404), ("account",)),
    Row("monitoring:account_panel", doors(MEMBERS, stranger=404), ("account",)),
    Row("monitoring:post_panel", doors(MEMBERS, stranger=404), ("post",)),
)
