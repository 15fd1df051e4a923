"""M5: a closed case takes nothing more but lessons; tasks of somebody who leaves pass on with a line in the log."""

from collections.abc import Callable

import pytest

from accounts.holdings import Handing
from accounts.models import User
from core.errors import Conflict
from monitoring.models import Case
from monitoring.services import (
    About,
    Findings,
    add_task,
    close_case,
    lesson_task,
    list_loudest,
    note_decision,
    open_case,
    write_review,
)
from monitoring.services.handing import hand_over_tasks
from tests.conftest import AT


@pytest.fixture
def closed(editor: User) -> Case:
    case = open_case(title="网传漏水", level=4, about=About(), by=editor, at=AT).case
    write_review(case=case, findings=Findings("密封圈", "回应快", "批次查得慢"), by=editor, at=AT)
    return close_case(case=case, by=editor, at=AT)


@pytest.mark.parametrize(
    "act",
    [
        lambda case, by: add_task(case=case, text="查批次", by=by, at=AT),
        lambda case, by: note_decision(case=case, what="先不回应", why="事实未明", by=by, at=AT),
        lambda case, by: list_loudest(case=case, by=by, at=AT),
    ],
    ids=["task", "decision", "loudest"],
)
def test_m5_a_closed_case_takes_nothing_more(closed: Case, editor: User, act: Callable[[Case, User], object]) -> None:
    lines = closed.entries.count()
    with pytest.raises(Conflict):
        act(closed, editor)
    assert closed.entries.count() == lines


def test_m5_tasks_of_a_leaver_pass_on_and_the_log_says_so(closed: Case, editor: User, customer_editor: User) -> None:
    lesson_task(case=closed, text="换密封圈", by=editor, at=AT, owner=editor)
    handing = Handing(leaver=editor, successor=customer_editor, by=customer_editor, at=AT)
    assert hand_over_tasks(handing) == 1
    assert closed.tasks.get(text="换密封圈").owner == customer_editor
    assert "换密封圈" in closed.entries.last().sentence  # type: ignore[union-attr]
