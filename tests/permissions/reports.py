"""Who may read reports: the overview by account, weekly reports and governance for the whole matrix."""

import datetime as dt

from accounts.models import WeiboAccount
from core.audit import SYSTEM
from core.dates import week_of
from publishing.models import Publication
from reports.incentive import as_stored, settle
from reports.models import (
    IncentiveDispute,
    IncentivePlan,
    IncentiveStatement,
    Measure,
    OwnMeasure,
    RecipientGroup,
    Remark,
    ReportMail,
)
from reports.services import compile_report
from tests.conftest import AT
from tests.permissions.campaigns import RUN, seen_one
from tests.permissions.cast import World, maker
from tests.permissions.rows import EVERYONE, TAKEN, Row, doors
from tests.publishing.makers import make_post, make_slot

READERS = "editor approver manager administrator"
by_account = doors(f"{READERS} colleague", elsewhere=403)
whole = doors(READERS, elsewhere=403)
settings = doors("administrator", elsewhere=403)
of_account = doors(READERS, stranger=404)
governed = doors(f"{READERS} customer_editor colleague", elsewhere=403)

settings = doors("administrator", elsewhere=403)
signers = doors("approver manager administrator", elsewhere=403)
signed = doors("approver manager administrator", ok=TAKEN, elsewhere=403)
settings_post = doors("administrator", ok=TAKEN, elsewhere=403)


@maker
def a_report(world: World) -> None:
    """Last week's report."""
    monday = dt.date(2026, 11, 16)
    report = compile_report(period=week_of(monday), by=SYSTEM, at=AT)
    question = Remark.objects.create(report=report, text="为什么", is_question=True, created_at=AT)
    mail = ReportMail.objects.create(report=report, person=world.people["manager"], address="m@example.com", due_at=AT)
    group = RecipientGroup.objects.create(name="管理层", kinds=["week"], created_at=AT)
    world.objects |= {"monday": monday, "remark": question.pk, "mail": mail.pk, "recipients": group.pk}
    weights = dict.fromkeys(Measure.values, 0) | {"quality": 100}
    plan = IncentivePlan(valid_from=dt.date(2030, 1, 1), base=1, bonus=1, weights=weights, created_at=AT)
    plan.save()
    statement = IncentiveStatement.objects.create(
        month=dt.date(2026, 10, 1), person_id=int(str(world.objects["target"])), plan=plan, total=1, finalised_at=AT,
        data=as_stored(settle(base=plan.base, bonus=plan.bonus, weights={}, targets={}, facts={})),
    )  # fmt: skip
    complaint = IncentiveDispute.objects.create(statement=statement, text="少了一条", at=AT)
    world.objects |= {"statement": statement.pk, "complaint": complaint.pk, "october": dt.date(2026, 10, 1)}
    own = OwnMeasure.objects.create(name="热度", meaning="热", formula="comments * 3", changed_at=AT)
    world.objects |= {"plan": plan.pk, "ending": "csv", "kind": "brand", "own": own.pk}
    account = WeiboAccount.objects.get(nickname="山岚家居")
    post = make_post(account, text="有数据的一条")
    assert post.version is not None
    Publication.objects.create(
        slot=make_slot(post, AT), account=account, post=post, version=post.version, weibo_id="5230000000099999",
        mid62="Q", url="https://weibo.com/1/Q", text="有数据的一条", published_at=AT,
    )  # fmt: skip
    world.objects |= {"own_post": post.pk, "one": 1, "system": "content"}
    world.objects |= {kind: kind for kind in ("accounts", "categories", "elements", "campaigns", "people")}


def post(url: str, may: str = READERS, **data: object) -> Row:
    return Row(url, doors(may, ok=TAKEN, elsewhere=403), ("monday",), "POST", data=data)


ROWS = (
    Row("reports:incentive", whole),
    Row("reports:incentive_new", doors("administrator", elsewhere=403)),
    Row("reports:incentive_new", doors("administrator", ok=TAKEN, elsewhere=403), (), "POST"),
    Row("reports:incentive_withdraw", doors("administrator", ok=TAKEN, elsewhere=403), ("plan",), "POST"),
    Row("reports:statements", signers, ("october",)),
    Row("reports:statements_table", signers, ("october", "ending")),
    Row("reports:statements_final", signed, ("october",), "POST"),
    Row("reports:statements_mine", governed),
    Row("reports:statement", signers, ("october", "target")),
    Row("reports:statement_rows", signers, ("october", "target", "ending")),
    Row("reports:statement_dispute", signed, ("statement",), "POST"),
    Row("reports:statement_correct", signed, ("statement",), "POST"),
    Row("reports:dispute_answer", signed, ("complaint",), "POST"),
    Row("reports:measures", by_account),
    Row("reports:measure_set", settings, ("kind",)),
    Row("reports:measure_set", doors("administrator", ok=TAKEN, elsewhere=403), ("kind",), "POST"),
    Row("reports:measure_set_reset", doors("administrator", ok=TAKEN, elsewhere=403), ("kind",), "POST"),
    Row("reports:own_measure_new", settings),
    Row("reports:own_measure_new", doors("administrator", ok=TAKEN, elsewhere=403), (), "POST"),
    Row("reports:own_measure", settings, ("own",)),
    Row("reports:own_measure", doors("administrator", ok=TAKEN, elsewhere=403), ("own",), "POST"),
    Row("reports:own_measure_remove", doors("administrator", ok=TAKEN, elsewhere=403), ("own",), "POST"),
    Row("reports:overview", by_account),
    Row("reports:overview_table", by_account, ("ending",)),
    Row("reports:hours", by_account),
    Row("reports:hours_table", by_account, ("ending",)),
    Row("reports:post", of_account, ("own_post",)),
    Row("reports:post_table", of_account, ("own_post", "ending")),
    Row("reports:insight", of_account, ("accounts", "account")),
    Row("reports:insight", by_account, ("categories", "category")),
    Row("reports:insight", by_account, ("elements", "one")),
    Row("reports:insight", by_account, ("campaigns", "campaign")),
    Row("reports:insight", doors("approver manager administrator", elsewhere=403), ("people", "target")),
    Row("reports:insight_table", of_account, ("accounts", "account", "ending")),
    Row("reports:beside", of_account, ("account",)),
    Row("reports:weekly", whole),
    Row("reports:weekly_compile", doors(READERS, ok=TAKEN, elsewhere=403), (), "POST", data={"week": "2026-11-16"}),
    Row("reports:weekly_report", whole, ("monday",)),
    Row("reports:weekly_preview", doors(READERS, ok=TAKEN, elsewhere=403), ("monday",)),
    Row("reports:weekly_pdf", whole, ("monday",)),
    Row("reports:weekly_xlsx", whole, ("monday",)),
    post("reports:weekly_remark", text="为什么"),
    post("reports:weekly_sign", may="manager administrator approver"),
    Row("reports:weekly_answer", doors(READERS, ok=TAKEN, elsewhere=403), ("monday", "remark"), "POST"),
    Row("reports:weekly_send_again", doors("administrator", ok=TAKEN, elsewhere=403), ("monday", "mail"), "POST"),
    Row("reports:recipients", settings),
    Row("reports:recipient_new", settings),
    Row("reports:recipient_new", settings_post, (), "POST"),
    Row("reports:recipient_edit", settings, ("recipients",)),
    Row("reports:recipient_edit", settings_post, ("recipients",), "POST"),
    Row("reports:recipient_remove", settings_post, ("recipients",), "POST"),
    Row("reports:brand", settings),
    Row("reports:brand", settings_post, (), "POST"),
    Row("reports:governance", governed),
    Row("reports:governance_owner", settings_post, ("system",), "POST"),
    Row("reports:campaign_result", seen_one, ("campaign",)),
    Row("reports:campaign_close", doors(RUN, ok=TAKEN, stranger=404), ("campaign",), "POST"),
    Row("reports:closing_pdf", dict.fromkeys(EVERYONE[1:], (404,)) | {"anonymous": (302,)}, ("campaign",)),
    Row("reports:closing_csv", dict.fromkeys(EVERYONE[1:], (404,)) | {"anonymous": (302,)}, ("campaign",)),
)
