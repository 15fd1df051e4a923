"""A drill from start to end (M5): nothing of it is heard, counted, frozen or said outside.

Only those who were named when it began are told, each time with the word 演练. The event is a function of the time that
has passed, so nothing is replayed twice after a crash.
"""

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.access import require_somewhere, rights_of
from accounts.models import User
from accounts.roles import Can
from content.models import TRANSITIONS, PostState
from content.services import cancel_post
from core.audit import SYSTEM, Actor, Change, record
from core.errors import Conflict, UserError
from core.locks import wait_in_line
from core.models import NoticeLevel
from core.notices import Message, notify, settle
from monitoring.drills import SCENARIOS, Post, Scenario, alert_minute, posts_until
from monitoring.models import Case, CaseMention, CaseState, Drill
from monitoring.services.case_log import locked_case, write_entry
from monitoring.services.cases import About, Setting, open_case

SPEEDS = (1, 6, 12, 30, 60, 600)
LONGEST = dt.timedelta(hours=12)
"""A drill that everybody forgot ends by itself."""
STARTED = gettext_noop("【演练】%(name)s 发起了演练“%(title)s”。内容是虚构的，不要对外转述。")
ALERT = gettext_noop("【演练】预警：“%(title)s”的声量明显高于平时，请按危机流程处置。这是演练。")
OVER = gettext_noop("【演练】演练“%(title)s”已结束，可以看结果。")
SIMULATED = gettext_noop("演练：模拟发出首次回应，没有真的发布")
ENDED = gettext_noop("演练结束，案件随之关闭")


@transaction.atomic
def start_drill(*, scenario: str, speed: int, people: Collection[User], by: User, at: dt.datetime) -> Drill:
    """Begin, and tell those who were confirmed. `Conflict` while another runs, `UserError` without people."""
    require_somewhere(by, Can.MONITOR)
    found = SCENARIOS.get(scenario)
    if found is None:
        raise UserError(_("请选择一个剧本。"), field="scenario")
    if speed not in SPEEDS:
        raise UserError(_("请选择速度。"), field="speed")
    if not people:
        raise UserError(_("请选择谁参加：只有他们会收到演练的通知。"), field="people")
    wait_in_line("monitoring.drill")  # two starts at once start one
    if Drill.objects.filter(ended_at=None).exists():
        raise Conflict(_("已经有一场演练在进行，结束后再开始下一场。"), code="drill.running")
    drill = Drill.objects.create(scenario=scenario, title=found.title, speed=speed, started_by=by, started_at=at)
    drill.people.set(people)
    _tell(drill, "start", Message(STARTED, {"title": found.title, "name": by.get_full_name()}, url=_url(drill)), at)
    record("monitoring.drill.started", drill, by=by, at=at, change=Change(after={"speed": speed, "n": len(people)}))
    return drill


def advance_drills(*, now: dt.datetime) -> int:
    """Raise the alert of a running drill when its time has come, and end what was forgotten. Answers how many moved."""
    moved = 0
    for drill in Drill.objects.filter(ended_at=None).select_related("case"):
        closed = drill.case is not None and not drill.case.is_live
        if closed or now - drill.started_at > LONGEST:
            end_drill(drill=drill, by=SYSTEM, at=now)
            moved += 1
        else:
            moved += _alert(drill, now) + _tie(drill, now)
    return moved


@transaction.atomic
def _alert(drill: Drill, now: dt.datetime) -> int:
    row = Drill.objects.select_for_update().get(pk=drill.pk)
    minute = alert_minute(scenario_of(row))
    if minute is None or row.alerted_at is not None or row.ended_at is not None:
        return 0
    due = row.started_at + dt.timedelta(minutes=minute / row.speed)
    if due > now:
        return 0
    row.alerted_at = due
    row.save(update_fields=["alerted_at"])
    _tell(row, "alert", Message(ALERT, {"title": row.title}, url=_url(row), level=NoticeLevel.DANGER), now)
    return 1


@transaction.atomic
def open_drill_case(*, drill: Drill, by: User, at: dt.datetime) -> Case:
    """The case of a drill, once; its clock runs from the alert when there was one."""
    row = Drill.objects.select_for_update().get(pk=drill.pk)
    if row.ended_at is not None:
        raise Conflict(_("这场演练已经结束。"), code="drill.ended")
    if row.case_id is not None:
        raise Conflict(_("这场演练已经立案。"), code="drill.opened")
    scenario = scenario_of(row)
    about = About(origin=_("演练剧本：%(title)s") % {"title": scenario.title}, note=scenario.background)
    case = open_case(
        title=scenario.title, level=scenario.level, about=about, by=by, at=at, setting=Setting(is_drill=True)
    ).case
    if row.alerted_at is not None:
        case.due_at, case.signalled_at = row.alerted_at + case.allowed, row.alerted_at
        case.save(update_fields=["due_at", "signalled_at"])
    row.case = case
    row.save(update_fields=["case"])
    _tie(row, at)
    return case


@transaction.atomic
def simulate_answer(*, drill: Drill, by: User, at: dt.datetime) -> Case:
    """Stop the clock as if the statement had gone out: nothing leaves. It must be written and its points ticked."""
    if drill.case is None:
        raise Conflict(_("先立案，再回应。"), code="drill.no_case")
    row = locked_case(drill.case)
    if row.answered_at is not None:
        raise Conflict(_("已经回应过了。"), code="drill.answered")
    if not row.statements.filter(checked_version=F("post__version_id")).exists():
        raise UserError(_("先在案件页起草声明并核对六项，再模拟发出。"))
    row.answered_at, row.state = at, CaseState.ANSWERED
    row.save(update_fields=["answered_at", "state"])
    write_entry(row, SIMULATED, by=by, at=at)
    for part in ("answer", "late"):
        settle(key_prefix=f"case:{row.pk}:{part}", at=at)
    return row


@transaction.atomic
def end_drill(*, drill: Drill, by: Actor, at: dt.datetime) -> Drill:
    """Stop it, at any time; its case closes with it, its reminders go. Ending twice is once."""
    row = Drill.objects.select_for_update().get(pk=drill.pk)
    if row.ended_at is not None:
        return row
    row.ended_at, row.ended_by_id = at, by.pk
    row.save(update_fields=["ended_at", "ended_by"])
    settle(key_prefix=f"drill:{row.pk}", at=at)
    case = Case.objects.select_for_update().filter(drill=row).first()
    if case is not None:
        if case.is_live:
            case.state, case.closed_at, case.closed_by_id = CaseState.CLOSED, at, by.pk
            case.save(update_fields=["state", "closed_at", "closed_by"])
            write_entry(case, ENDED, by=by, at=at)
        settle(key_prefix=f"case:{case.pk}", at=at)
    _tell(row, "over", Message(OVER, {"title": row.title}, url=_url(row)), at)
    record("monitoring.drill.ended", row, by=by, at=at)
    return row


@transaction.atomic
def clear_drill(*, drill: Drill, by: User, at: dt.datetime) -> int:
    """Take away what a drill left: posts, open tasks, and statements that this person may give up. Log and times stay.

    Returns how many rows went.
    """
    row = Drill.objects.select_for_update().get(pk=drill.pk)
    if row.ended_at is None:
        raise Conflict(_("先结束演练，再清理。"), code="drill.running")
    gone = 0
    if row.case is not None:
        tasks = row.case.tasks.filter(done_at=None)
        for pk in tasks.values_list("pk", flat=True):
            settle(key_prefix=f"case-task:{pk}", at=at)
        gone = tasks.delete()[0] + row.case.mentions.all().delete()[0] + _give_up(row.case, by, at)
    settle(key_prefix=f"drill:{row.pk}", at=at)
    row.cleared_at = at
    row.save(update_fields=["cleared_at"])
    record("monitoring.drill.cleared", row, by=by, at=at, change=Change(after={"n": gone}))
    return gone


def _give_up(case: Case, by: User, at: dt.datetime) -> int:
    """Statements of a drill that were not sent are no drafts that anybody should find and send."""
    posts = [one.post for one in case.statements.select_related("post")]
    left = [post for post in posts if PostState.CANCELLED in TRANSITIONS[post.state]]
    mine = [post for post in left if rights_of(by).may(Can.WRITE, post.account_id)]
    for post in mine:
        cancel_post(post=post, by=by, at=at, reason=_("演练已清理"))
    return len(mine)


def scenario_of(drill: Drill) -> Scenario:
    """As it is written today."""
    return SCENARIOS[drill.scenario]


def _tie(drill: Drill, now: dt.datetime) -> int:
    """What was said so far, onto its case. Numbers below zero: no real post can have them."""
    if drill.case is None or drill.ended_at is not None:
        return 0
    known = CaseMention.objects.filter(case=drill.case).count()
    new = posts_until(scenario_of(drill), drill.minute(now))[known:]
    rows = [_copy(drill, drill.case, post) for post in new]
    CaseMention.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _copy(drill: Drill, case: Case, post: Post) -> CaseMention:
    at = drill.started_at + dt.timedelta(minutes=post.minute / drill.speed)
    return CaseMention(
        case=case,
        mention_id=-post.number,
        author_name=post.who,
        text=post.text,
        published_at=at,
        loudness=post.echoes,
    )


def _tell(drill: Drill, part: str, message: Message, at: dt.datetime) -> None:
    people = drill.people.filter(is_active=True).values_list("pk", flat=True)
    notify(to=people, key=f"drill:{drill.pk}:{part}", message=message, at=at)


def _url(drill: Drill) -> str:
    return reverse("monitoring:drill", args=[drill.pk])
