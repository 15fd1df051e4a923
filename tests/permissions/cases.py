"""Who may lead crisis cases: whoever listens; the rules are changed by who may stop publishing everywhere besides."""

from accounts.models import WeiboAccount
from monitoring.models import EscalationStep, HoldingStatement, Playbook, PlaybookVersion
from monitoring.services import About, Setting, add_task, draft_statement, open_case
from tests.conftest import AT
from tests.permissions.cast import World, maker
from tests.permissions.monitoring import LISTENERS, listen, listen_to
from tests.permissions.rows import DONE, TAKEN, Row, doors

RULERS = "approver administrator"


@maker
def make_case(world: World) -> None:
    """A case of the lowest level, which freezes nothing, with a task and a statement."""
    editor = world.people["editor"]
    setting = Setting(playbook=PlaybookVersion.objects.order_by("pk").first())
    case = open_case(title="网传视频", level=4, about=About(), by=editor, at=AT, setting=setting).case
    account = WeiboAccount.objects.get(nickname="山岚家居")
    said = draft_statement(case=case, account=account, text="情况说明", by=editor, at=AT)
    world.objects |= {
        "case": case.pk,
        "case_task": add_task(case=case, text="联系当事人", by=editor, at=AT).pk,
        "case_statement": said.pk,
        "escalation": EscalationStep.objects.order_by("pk").values_list("pk", flat=True)[0],
        "playbook": Playbook.objects.order_by("pk").values_list("pk", flat=True)[0],
        "holding": HoldingStatement.objects.order_by("pk").values_list("pk", flat=True)[0],
        "person": editor.pk,
        "level": 4,
    }


def act(url: str, *args: str, **data: object) -> Row:
    return Row(f"monitoring:{url}", doors(LISTENERS, ok=TAKEN, stranger=404), args, "POST", data=data)


def rule(url: str, *args: str, stranger: int = 403, **data: object) -> Row:
    return Row(f"monitoring:{url}", doors(RULERS, ok=TAKEN, stranger=stranger, elsewhere=403), args, "POST", data=data)


ROWS = (
    Row("monitoring:cases", listen),
    Row("monitoring:case_new", listen),
    Row(
        "monitoring:case_new",
        doors(LISTENERS, ok=DONE),
        method="POST",
        data={"title": "漏水", "level": "4"},
    ),
    Row("monitoring:case", listen_to, ("case",)),
    Row("monitoring:case_posts", listen_to, ("case",)),
    Row("monitoring:case_report", listen_to, ("case",)),
    act("case_lead", "case", me="1"),
    act("case_join", "case"),
    act("case_level", "case", level="3", why="扩散"),
    act("case_people", "case", person="{person}", part="联系当事人"),
    act("case_person_out", "case", "person"),
    act("case_decide", "case", what="先不回应", why="事实未明"),
    act("case_tasks", "case", text="查批次"),
    act("case_loudest", "case"),
    act("case_statement", "case"),
    act("case_review", "case", cause="密封圈"),
    act("case_lesson", "case", kind="task", text="改密封圈"),
    act("case_close", "case"),
    act("case_task", "case_task", done="1"),
    act("statement_check", "case_statement"),
    Row("monitoring:crisis_rules", listen),
    rule("crisis_level", "level"),
    rule("escalation_new"),
    rule("escalation_drop", "escalation"),
    Row("monitoring:playbook_new", listen),
    rule("playbook_new"),
    Row("monitoring:playbook", listen_to, ("playbook",)),
    rule("playbook", "playbook", stranger=404),
    Row("monitoring:holding_new", listen),
    rule("holding_new"),
    Row("monitoring:holding", listen_to, ("holding",)),
    rule("holding", "holding", stranger=404),
)
