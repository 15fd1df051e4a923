"""M5: what is said in a crisis passes the checklist and two people, goes out though all is frozen, stops the clock."""

import datetime as dt

import pytest

from accounts.models import User, WeiboAccount
from accounts.roles import Role
from content.models import Post, PostState
from content.services import DraftInput, approve, save_draft, submit_for_review
from core.errors import Forbidden, UserError
from monitoring.models import Case, CaseState, CaseStatement, Check, HoldingStatement
from monitoring.services import (
    About,
    Setting,
    check_statement,
    draft_statement,
    mind_cases,
    open_case,
    submit_statement,
)
from publishing.models import Publication, SlotState
from publishing.queries import frozen_now
from tests.conftest import AT, make_user
from tests.publishing.makers import make_post, make_slot

TEXT = "关于网传漏水，昨晚八点起有用户反映杯口渗水。我们正在核实，深表歉意，可私信本账号，明早九点前再通报。"
ALL = Check.values


def approved_answer(case: Case, account: WeiboAccount) -> Post:
    """A statement that has passed review."""
    post = make_post(account, text=TEXT)
    CaseStatement.objects.create(case=case, post=post, made_at=AT)
    return post


HOUR = dt.timedelta(hours=1)


@pytest.fixture
def case(editor: User) -> Case:
    return open_case(title="漏水", level=1, about=About(), by=editor, at=AT).case


@pytest.fixture
def said(case: Case, account: WeiboAccount, editor: User) -> CaseStatement:
    return draft_statement(case=case, account=account, text=TEXT, by=editor, at=AT)


def test_m5_it_does_not_leave_before_every_point_is_ticked(said: CaseStatement, editor: User) -> None:
    with pytest.raises(UserError, match="事情和态度一次说清"):
        submit_for_review(post=said.post, by=editor, at=AT)
    with pytest.raises(UserError, match="下一次何时通报"):
        submit_statement(statement=said, checks=ALL[:-1], by=editor, at=AT)
    submit_statement(statement=said, checks=ALL, by=editor, at=AT)
    assert Post.objects.get().state == PostState.IN_REVIEW


def test_m5_a_changed_text_is_checked_again(said: CaseStatement, editor: User) -> None:
    check_statement(statement=said, checks=ALL, by=editor, at=AT)
    post = save_draft(
        draft=DraftInput(said.post.account, said.post.category, TEXT + "谢谢。", post=said.post), by=editor, at=AT
    )
    with pytest.raises(UserError):
        submit_for_review(post=post, by=editor, at=AT)


def test_m5_open_places_are_refused(case: Case, account: WeiboAccount, editor: User) -> None:
    holding = HoldingStatement.objects.filter(text__contains="【").first()
    assert holding is not None
    said = draft_statement(case=case, account=account, text=holding.text, by=editor, at=AT, holding=holding)
    with pytest.raises(UserError, match="还有没填的地方"):
        check_statement(statement=said, checks=ALL, by=editor, at=AT)


def test_m5_two_people_approve_it(said: CaseStatement, editor: User, approver: User) -> None:
    second = make_user("second", Role.CHIEF_EDITOR)
    post = submit_statement(statement=said, checks=ALL, by=editor, at=AT).post
    version = post.version_id or 0
    approve(post=post, version_id=version, by=approver, at=AT)
    assert Post.objects.get().state == PostState.IN_REVIEW
    with pytest.raises((UserError, Forbidden)):
        approve(post=post, version_id=version, by=approver, at=AT)
    approve(post=post, version_id=version, by=second, at=AT)
    assert Post.objects.get().state == PostState.APPROVED


def test_m5_a_statement_goes_out_though_everything_is_frozen(case: Case, account: WeiboAccount) -> None:
    answer = make_slot(approved_answer(case, account), AT + HOUR)
    ordinary = make_slot(make_post(account), AT + HOUR)
    frozen = frozen_now()
    assert (frozen.freeze_of(ordinary) is not None, frozen.freeze_of(answer)) == (True, None)


def test_m5_a_graver_case_does_not_hold_the_statement_of_another(
    case: Case, editor: User, account: WeiboAccount
) -> None:
    case.freezes.update(ended_at=AT)
    answer, ordinary = make_slot(approved_answer(case, account), AT + HOUR), make_slot(make_post(account), AT + HOUR)
    assert open_case(title="起火", level=1, about=About(), by=editor, at=AT).held == 1
    for slot in (answer, ordinary):
        slot.refresh_from_db()
    assert (answer.state, ordinary.state) == (SlotState.PLANNED, SlotState.HELD)


def test_m5_publication_stops_the_clock(case: Case, account: WeiboAccount) -> None:
    post = approved_answer(case, account)
    assert post.version is not None
    slot = make_slot(post, AT + HOUR)
    Publication.objects.create(
        slot=slot,
        account=account,
        post=post,
        version=post.version,
        weibo_id="5100000000000001",
        mid62="a",
        url="https://weibo.com/1/a",
        text=TEXT,
        published_at=AT + HOUR,
    )
    for _turn in range(2):
        mind_cases(now=AT + HOUR)
    case.refresh_from_db()
    assert (case.state, case.answered_at, case.answer_url) == (CaseState.ANSWERED, AT + HOUR, "https://weibo.com/1/a")
    assert case.entries.filter(text__startswith="首次回应已发布").count() == 1


def test_m5_a_drill_on_the_real_weibo_says_nothing(
    account: WeiboAccount, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitoring.services.statements.is_sandbox", lambda: False)
    case = open_case(title="漏水", level=1, about=About(), by=editor, at=AT, setting=Setting(is_drill=True)).case
    said = draft_statement(case=case, account=account, text=TEXT, by=editor, at=AT)
    with pytest.raises(UserError, match="演练"):
        submit_statement(statement=said, checks=ALL, by=editor, at=AT)
