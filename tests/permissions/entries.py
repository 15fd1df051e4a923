"""Who may see entrants and change what becomes of them: those who run campaigns."""

from campaigns.models import Appeal, Entry, EntryImport, LeftOut
from core.models import Job
from tests.conftest import AT
from tests.permissions.cast import World, maker
from tests.permissions.rows import TAKEN, Row, doors

RUN = "editor approver administrator colleague"
seen = doors(RUN, stranger=404)
CAMPAIGN, ENTRY, FILE = ("campaign",), ("campaign", "entry"), ("campaign", "entry_import")


@maker
def entries(world: World) -> None:
    """An entrant who appeals, a file that was looked at, a judgement that waits, somebody who may not take part."""
    campaign = int(str(world.objects["campaign"]))
    values = {"uid": "771", "name": "小满", "entered_at": AT, "verdict": "suspect", "judged_at": AT}
    entry = Entry.objects.create(campaign_id=campaign, **values)
    file = EntryImport.objects.create(
        campaign_id=campaign, original_name="x.csv", stored_path="entries/none.txt", size=1, made_by_id=1, made_at=AT
    )
    world.objects |= {
        "entry": entry.pk,
        "appeal": Appeal.objects.create(entry=entry, text="我不是机器", recorded_at=AT).pk,
        "entry_import": file.pk,
        "entry_job": Job.objects.create(kind="campaigns.judge", params={"campaign": campaign}, created_at=AT).pk,
        "left_out": LeftOut.objects.create(uid="900", added_at=AT).pk,
    }


def post(url: str, args: tuple[str, ...], **data: object) -> Row:
    return Row(url, doors(RUN, ok=TAKEN, stranger=404), args, "POST", data=data)


ROWS = (
    post("campaigns:entries_judge", CAMPAIGN),
    post("campaigns:entries_read", CAMPAIGN),
    post("campaigns:entries_stop", ("campaign", "entry_job")),
    Row("campaigns:entries_export", seen, CAMPAIGN),
    Row("campaigns:entry_rules", seen, CAMPAIGN),
    post("campaigns:entry_rules", CAMPAIGN, unknown_follows="apart", leave_out_winners_days="0"),
    post("campaigns:leave_people_out", CAMPAIGN, people="901"),
    post("campaigns:let_person_in", ("campaign", "left_out")),
    Row("campaigns:entries_import", seen, CAMPAIGN),
    post("campaigns:entries_import", CAMPAIGN),
    Row("campaigns:entry_import", seen, FILE),
    post("campaigns:entry_import_start", FILE, kind="repost"),
    post("campaigns:entry_import_discard", FILE),
    post("campaigns:entry_import_undo", FILE),
    Row("campaigns:entry_import_refusals", seen, FILE),
    Row("campaigns:entry", seen, ENTRY),
    post("campaigns:entry_decide", ENTRY, verdict="valid", reason="本人"),
    post("campaigns:entry_withdraw", ENTRY),
    post("campaigns:entry_appeal", ENTRY, text="我不是机器"),
    post("campaigns:appeal_decide", ("appeal",), granted="1", decision="核实过"),
)
