"""M5: a case has a clock, a freeze by its level, people, an append-only log, and ends with what was learned."""

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.models import User, WeiboAccount
from content.models import Category
from core.errors import Conflict, Forbidden, UserError
from core.models import AuditEntry, Notice
from monitoring.models import (
    Alert,
    AlertState,
    Case,
    CaseEntry,
    CaseState,
    EntryKind,
    EscalationStep,
    HoldingStatement,
    KeywordSet,
    LevelRule,
    Playbook,
    TaskKind,
)
from monitoring.services import (
    About,
    Findings,
    PlaybookInput,
    Setting,
    close_case,
    lesson_step,
    lesson_task,
    lesson_word,
    list_loudest,
    mind_cases,
    note_decision,
    open_case,
    save_playbook,
    set_leaders,
    set_level,
    sweep_set,
    tick_task,
    write_review,
)
from publishing.models import Slot, SlotState
from publishing.services import ReleaseWish, decide_release, release_held, unfreeze
from tests.conftest import AT
from tests.monitoring.conftest import Say, make_set
from tests.publishing.makers import Wanted, make_post, make_slot

MINUTE = dt.timedelta(minutes=1)


def opened(by: User, level: int = 4, **setting: object) -> Case:
    return open_case(title="网传漏水", level=level, about=About(), by=by, at=AT, setting=Setting(**setting)).case  # type: ignore[arg-type]


def test_m5_the_clock_is_24_hours_and_shorter_by_level(editor: User) -> None:
    allowed = [opened(editor, level).allowed for level in (4, 3, 2, 1)]
    assert allowed[0] == dt.timedelta(hours=24)
    assert allowed == sorted(allowed, reverse=True)


def test_m5_the_clock_of_an_alert_runs_since_the_alert(say: Say, editor: User) -> None:
    keyword_set = make_set("山岚")
    say("山岚漏水", "山岚也漏", at=AT - 20 * MINUTE)
    sweep_set(keyword_set, now=AT)
    alert = Alert.objects.create(
        keyword_set=keyword_set,
        window_start=AT - 60 * MINUTE,
        window_end=AT,
        count=2,
        usual_low=0,
        usual_high=0,
        created_at=AT - 10 * MINUTE,
    )
    case = open_case(title="漏水", level=2, about=About(alert=alert), by=editor, at=AT).case
    alert.refresh_from_db()
    assert (case.signalled_at, case.due_at) == (AT - 10 * MINUTE, AT + 230 * MINUTE)
    assert (case.mentions.count(), alert.state, alert.handled_by) == (2, AlertState.CONFIRMED, editor)
    assert AuditEntry.objects.filter(code="monitoring.alert.confirmed").count() == 1
    with pytest.raises(Conflict):
        open_case(title="再来", level=2, about=About(alert=alert), by=editor, at=AT)


@pytest.mark.parametrize(("level", "expected"), [(1, [True, True]), (2, [True, False]), (3, [False, False])])
def test_m5_opening_freezes_what_the_level_says(
    level: int, expected: list[bool], editor: User, account: WeiboAccount
) -> None:
    promotion = Category.objects.filter(is_promotional=True).first()
    plain = Category.objects.filter(is_promotional=False, is_entertainment=False).first()
    slots: list[Slot] = []
    for category in (promotion, plain):
        post = make_post(account, Wanted(category=category))
        slots.append(make_slot(post, AT + dt.timedelta(hours=len(slots) + 1)))
    result = open_case(title="爆裂", level=level, about=About(), by=editor, at=AT)
    for slot in slots:
        slot.refresh_from_db()
    assert [slot.state == SlotState.HELD for slot in slots] == expected
    assert (result.held, bool(result.case.frozen_at)) == (sum(expected), any(expected))
    assert result.case.entries.filter(text__startswith="冻结发布").exists() == any(expected)


def test_m5_held_posts_go_back_by_two_others(
    editor: User, approver: User, manager: User, account: WeiboAccount
) -> None:
    slot = make_slot(make_post(account), AT + dt.timedelta(hours=1))
    case = open_case(title="爆裂", level=1, about=About(), by=approver, at=AT).case
    frozen = case.freezes.get()
    assert frozen.started_by == approver
    unfreeze(freeze=frozen, by=approver, at=AT + MINUTE)
    asked = release_held(wish=ReleaseWish((slot.pk,), reason="检测合格"), by=editor, at=AT + MINUTE).releases[0]
    with pytest.raises(Conflict):
        decide_release(release=asked, accept=True, by=approver, at=AT + MINUTE)
    assert decide_release(release=asked, accept=True, by=manager, at=AT + MINUTE).planned == 1


def test_m5_the_same_freeze_is_not_made_twice(editor: User) -> None:
    first, second = (opened(editor, 1) for _ in range(2))
    assert list(first.freezes.all()) == list(second.freezes.all())


def test_m5_a_drill_freezes_nothing(editor: User) -> None:
    case = opened(editor, 1, is_drill=True)
    assert not case.freezes.exists()
    assert str(case).startswith("【演练】")


def test_m5_the_playbook_is_copied_with_due_times(editor: User) -> None:
    book = Playbook.objects.select_related("version").get(name="产品缺陷")
    assert book.version is not None
    case = opened(editor, playbook=book.version)
    tasks = list(case.tasks.all())
    assert [task.text for task in tasks] == [step["text"] for step in book.version.steps]
    assert tasks[0].due_at == AT + 15 * MINUTE
    save_playbook(playbook=book, values=PlaybookInput(book.name, ((5, "先问人"),)), by=editor, at=AT)
    book.refresh_from_db()
    case.refresh_from_db()
    assert case.playbook is not None
    assert (book.version.number, case.playbook.number) == (2, 1)
    done = tick_task(task=tasks[0], done=True, by=editor, at=AT)
    assert done.done_by == editor
    with pytest.raises(Conflict):
        tick_task(task=tasks[0], done=True, by=editor, at=AT)


def test_m5_the_log_cannot_be_rewritten(editor: User) -> None:
    case = opened(editor)
    entry = note_decision(case=case, what="先不点名", why="事实未明，100% 未核实", by=editor, at=AT)
    assert (entry.sentence, entry.kind) == ("先不点名", EntryKind.DECISION)
    for statement in ("UPDATE monitoring_caseentry SET why = ''", "DELETE FROM monitoring_caseentry"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    with pytest.raises(UserError):
        note_decision(case=case, what="先不点名", why=" ", by=editor, at=AT)


def test_m5_a_case_without_owner_is_loud_and_each_step_fires_once(editor: User, approver: User) -> None:
    case = opened(editor, 2)
    assert mind_cases(now=AT) == 1
    assert mind_cases(now=AT + 20 * MINUTE) == 1
    assert mind_cases(now=AT + 21 * MINUTE) == 0
    told = Notice.objects.filter(user_id=approver.pk, key__startswith=f"case:{case.pk}:owner", settled_at=None)
    assert told.count() == 1
    set_leaders(case=case, owner=editor, deputy=None, by=editor, at=AT + 22 * MINUTE)
    assert not told.exists()
    assert mind_cases(now=AT + 121 * MINUTE) == 1
    assert case.entries.filter(kind=EntryKind.AUTOMATIC).count() == 3


def test_m5_the_clock_that_ran_out_is_told_once(editor: User) -> None:
    case = opened(editor, 4, owner=editor)
    for hours in (25, 26):
        mind_cases(now=AT + dt.timedelta(hours=hours))
    assert Notice.objects.filter(user_id=editor.pk, key=f"case:{case.pk}:late").count() == 1
    assert case.entries.filter(text="首次回应超过时限").count() == 1


def test_m5_a_graver_level_shortens_the_clock_and_freezes(editor: User) -> None:
    case = opened(editor, 4)
    with pytest.raises(UserError):
        set_level(case=case, level=1, why="", by=editor, at=AT)
    set_level(case=case, level=1, why="有人受伤", by=editor, at=AT)
    case.refresh_from_db()
    assert (case.allowed, case.freezes.count()) == (dt.timedelta(minutes=120), 1)


def test_m5_the_loudest_twenty_become_tasks(say: Say, editor: User) -> None:
    mentions = say(*[f"漏水 {number}" for number in range(25)], at=AT)
    about = About(mention_ids=tuple(row.pk for row in mentions))
    case = open_case(title="漏水", level=4, about=about, by=editor, at=AT).case
    assert (list_loudest(case=case, by=editor, at=AT), list_loudest(case=case, by=editor, at=AT)) == (20, 0)
    assert case.tasks.filter(kind=TaskKind.ANSWER).count() == 20


def test_m5_it_closes_with_a_review_and_lessons_that_take_effect(editor: User, approver: User) -> None:
    keyword_set, book = make_set("山岚"), Playbook.objects.get(name="谣言")
    case = opened(editor, 1)
    with pytest.raises(UserError):
        close_case(case=case, by=editor, at=AT)
    write_review(case=case, findings=Findings("密封圈", "回应快", "批次查得慢"), by=editor, at=AT)
    with pytest.raises(Conflict):
        close_case(case=case, by=editor, at=AT)
    for frozen in case.freezes.all():
        unfreeze(freeze=frozen, by=approver, at=AT)
    lesson_word(case=case, word="密封圈", keyword_set=keyword_set, by=editor, at=AT)
    lesson_step(case=case, playbook=book, text="先查批次", minutes=20, by=editor, at=AT)
    lesson_task(case=case, text="换密封圈供应商", owner=editor, by=editor, at=AT)
    closed = close_case(case=case, by=editor, at=AT + MINUTE)
    book.refresh_from_db()
    assert (closed.state, book.versions.count()) == (CaseState.CLOSED, 2)
    assert keyword_set.versions.latest("number").facts["words"] == ["山岚", "密封圈"]
    assert KeywordSet.objects.get(next_sweep_at=None).keywords.filter(word="密封圈").exists()
    with pytest.raises(Conflict):
        lesson_word(case=case, word="密封圈", keyword_set=keyword_set, by=editor, at=AT)
    with pytest.raises(Conflict):
        set_leaders(case=case, owner=None, deputy=None, by=editor, at=AT)


def test_m5_strangers_open_nothing(stranger: User) -> None:
    with pytest.raises(Forbidden):
        opened(stranger)


def test_m5_presets_are_there(db: None) -> None:
    assert LevelRule.objects.count() == 4
    assert EscalationStep.objects.filter(level=1).exists()
    assert {"产品缺陷", "食品安全", "员工言行", "谣言", "信息泄露", "服务中断"} <= set(
        Playbook.objects.values_list("name", flat=True)
    )
    assert HoldingStatement.objects.filter(text__contains="【").count() >= 6
    assert not CaseEntry.objects.exists()
