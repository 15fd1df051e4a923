"""Who may answer people: the right is asked for the account of the thread."""

from content.models import SavedFilter
from engagement.models import (
    Away,
    CareTeam,
    InboxRule,
    Reply,
    ReplyState,
    SavedReply,
    Thread,
    ThreadBulk,
    ThreadKind,
    ThreadTag,
)
from tests.conftest import AT
from tests.permissions.cast import World, maker
from tests.permissions.rows import DONE, TAKEN, Row, doors

LEADS = "editor approver administrator"
ANSWERERS = "customer_editor editor approver administrator"


@maker
def make_thread(world: World) -> None:
    """Somebody asks the account of the rows."""
    world.objects["thread"] = Thread.objects.create(
        account_id=int(str(world.objects["account"])),
        kind=ThreadKind.COMMENT,
        external_id="7000000000000001",
        author_name="路人甲",
        text="在吗",
        received_at=AT,
        due_at=AT,
        created_at=AT,
    ).pk
    world.objects["saved_reply"] = SavedReply.objects.create(title="换货", text="{客户}您好", created_at=AT).pk
    world.objects["thread_tag"] = ThreadTag.objects.create(name="售后", created_at=AT).pk
    lead = world.people["customer_editor"]
    bulk = ThreadBulk(by=lead, at=AT, action="tag", before={}, after={})
    bulk.save()
    world.objects["inbox_bulk"] = bulk.pk
    world.objects["inbox_rule"] = InboxRule.objects.create(name="漏水", changed_at=AT).pk
    world.objects["care_team"] = CareTeam.objects.create(name="售后组", created_at=AT).pk
    day = AT.date()
    world.objects["away"] = Away.objects.create(person=lead, starts_on=day, ends_on=day, created_at=AT).pk
    world.objects["answerer"] = lead.pk
    kept = SavedFilter.objects.create(owner=lead, place="inbox", name="超时", is_shared=True, created_at=AT)
    world.objects["inbox_view"] = kept.pk
    world.objects["reply"] = Reply.objects.create(
        thread_id=int(str(world.objects["thread"])), text="在的", state=ReplyState.WAITING, created_at=AT, asked_at=AT
    ).pk


def post(url: str, *, ok: tuple[int, ...] = DONE, **data: object) -> Row:
    return Row(f"engagement:{url}", doors(ANSWERERS, ok=ok, stranger=404), ("thread",), "POST", data=data)


ROWS = (
    Row("engagement:inbox", doors(f"{ANSWERERS} colleague")),
    Row("engagement:answering", doors(f"{ANSWERERS} colleague")),
    Row("engagement:answering_export", doors(f"{ANSWERERS} colleague")),
    Row("engagement:goals", doors("administrator", elsewhere=403)),
    Row("engagement:goals", doors("administrator", ok=TAKEN, elsewhere=403), (), "POST"),
    Row("engagement:thread", doors(ANSWERERS, stranger=404), ("thread",)),
    Row("engagement:approvals", doors(f"{ANSWERERS} colleague")),
    Row("engagement:threads_tied", doors(f"{ANSWERERS} colleague")),
    Row("engagement:reply_take_back", doors(ANSWERERS, ok=TAKEN, stranger=404), ("reply",), "POST"),
    Row("engagement:reply_approve", doors(ANSWERERS, ok=TAKEN, stranger=403), ("reply",), "POST"),
    Row("engagement:reply_return", doors(ANSWERERS, ok=TAKEN, stranger=403), ("reply",), "POST", data={"note": "改"}),
    post("reply", ok=TAKEN, text=""),
    post("assign", assignee="{target}", ok=TAKEN),
    Row("engagement:saved", doors(f"{ANSWERERS} colleague")),
    Row("engagement:saved", doors(f"{ANSWERERS} colleague", ok=TAKEN), (), "POST"),
    Row("engagement:saved_edit", doors(f"{ANSWERERS} colleague"), ("saved_reply",)),
    Row("engagement:saved_edit", doors(f"{ANSWERERS} colleague", ok=TAKEN), ("saved_reply",), "POST"),
    Row("engagement:saved_remove", doors(f"{ANSWERERS} colleague", ok=DONE), ("saved_reply",), "POST"),
    Row("engagement:tags", doors(f"{ANSWERERS} colleague")),
    Row("engagement:tags", doors(f"{ANSWERERS} colleague", ok=TAKEN), (), "POST"),
    Row("engagement:tag_edit", doors(f"{ANSWERERS} colleague"), ("thread_tag",)),
    Row("engagement:tag_edit", doors(f"{ANSWERERS} colleague", ok=TAKEN), ("thread_tag",), "POST"),
    Row(
        "engagement:tag_remove", doors("editor approver administrator", ok=DONE, elsewhere=403), ("thread_tag",), "POST"
    ),
    Row("engagement:bulk", doors(f"{ANSWERERS} colleague", ok=TAKEN), (), "POST"),
    Row(
        "engagement:bulk_undo", {**doors("customer_editor", ok=TAKEN, no=404), "manager": 403}, ("inbox_bulk",), "POST"
    ),
    Row("engagement:view_save", doors(f"{ANSWERERS} colleague", ok=TAKEN), (), "POST", data={"name": "超时"}),
    Row("engagement:view_remove", doors("customer_editor", ok=TAKEN, elsewhere=403), ("inbox_view",), "POST"),
    Row("engagement:rules", doors(LEADS, elsewhere=403)),
    Row("engagement:rule_new", doors(LEADS, elsewhere=403)),
    Row("engagement:rule_new", doors(LEADS, ok=TAKEN, elsewhere=403), (), "POST"),
    Row("engagement:rule", doors(LEADS, elsewhere=403), ("inbox_rule",)),
    Row("engagement:rule", doors(LEADS, ok=TAKEN, elsewhere=403), ("inbox_rule",), "POST"),
    Row("engagement:rule_move", doors(LEADS, ok=DONE, elsewhere=403), ("inbox_rule",), "POST"),
    Row("engagement:rule_remove", doors(LEADS, ok=DONE, elsewhere=403), ("inbox_rule",), "POST", data={"sure": "1"}),
    Row("engagement:duty", doors(f"{ANSWERERS} colleague")),
    Row("engagement:away_add", doors(f"{ANSWERERS} colleague", ok=TAKEN), (), "POST"),
    Row("engagement:away_end", doors(ANSWERERS, ok=DONE, elsewhere=403), ("away",), "POST"),
    Row("engagement:capacity", doors(LEADS, ok=DONE, elsewhere=403), ("answerer",), "POST"),
    Row("engagement:team_new", doors(LEADS, elsewhere=403)),
    Row("engagement:team_new", doors(LEADS, ok=TAKEN, elsewhere=403), (), "POST"),
    Row("engagement:team", doors(LEADS, elsewhere=403), ("care_team",)),
    Row("engagement:team", doors(LEADS, ok=TAKEN, elsewhere=403), ("care_team",), "POST"),
    Row("engagement:team_remove", doors(LEADS, ok=DONE, elsewhere=403), ("care_team",), "POST"),
    post("sort", priority="1", tag="{thread_tag}"),
    post("reply_by_hand", ok=TAKEN, told=""),
    post("presence", ok=(200,)),
    post("snooze", until="hour"),
    post("wake"),
    post("note", note="老客户"),
    post("take"),
    post("close"),
    post("reopen", ok=TAKEN),
)
